package cli

import (
	"errors"
	"log/slog"
	"net/url"
	"slices"
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/internal/netpath"
)

var errNoKey = errors.New("no API key: set FIREWORKS_API_KEY, or write api_key to ~/.fireworks/auth.ini")

// client makes the client that the settings describe. Options of the caller's come before
// those of a test. The SDK's own reading of the environment is turned off: what wins is
// decided in one place, which sftj config shows.
//
// Errors: settings that can't be read or have no key; what sftj.New refuses.
func (a *app) client(more ...sftj.Option) (*sftj.Client, error) {
	opts := []sftj.Option{sftj.WithEnvironment(func(string) string { return "" }), sftj.WithUserAgent("sftj/" + thisBuild().Version)}
	if a.flags.plainHTTP {
		opts = append(opts, sftj.WithPlainHTTP())
	}
	if a.flags.verbose {
		opts = append(opts, sftj.WithLogger(slog.New(a.logHandler())))
	}
	if a.flags.strict {
		opts = append(opts, sftj.WithStrict())
	}
	opts = append(opts, sftj.WithViolations(a.violations.add))
	s, err := a.settings()
	switch {
	case err != nil:
		return nil, err
	case s.key.Value == "":
		return nil, errNoKey
	}
	opts = append(opts, sftj.WithAPIKey(s.key.Value), sftj.WithAccount(s.account.Value), sftj.WithKeySource(a.rereadKey(s)))
	if a.flags.emulator {
		// Jobs that take half a minute are looked at more often than the SDK would.
		opts = append(opts, sftj.WithTransport(a.service().Transport()), sftj.WithPollInterval(200*time.Millisecond, time.Second))
	} else {
		opts = append(opts, a.withPatience(hostOf(s.baseURL.Value))...)
		opts = append(opts, sftj.WithBaseURL(s.baseURL.Value), sftj.WithTransport(netpath.NewTransport(s.network.Settings)))
	}
	return sftj.New(slices.Concat(opts, more, a.clientOptions)...)
}

// hostOf is the host of a URL, and the URL if that cannot be read.
func hostOf(baseURL string) string {
	if u, err := url.Parse(baseURL); err == nil && u.Host != "" {
		return u.Host
	}
	return baseURL
}

// service is the service in memory, made when it is first asked for.
func (a *app) service() *emulator.Emulator {
	if a.memory == nil {
		a.memory = emulator.New(sampleOptions(emulatorSpeed)...)
	}
	return a.memory
}

// logHandler writes the log to stderr, in JSON where stderr is JSON.
func (a *app) logHandler() slog.Handler {
	opts := &slog.HandlerOptions{Level: slog.LevelDebug}
	if a.jsonMode() {
		return slog.NewJSONHandler(a.stderr, opts)
	}
	return slog.NewTextHandler(a.stderr, opts)
}
