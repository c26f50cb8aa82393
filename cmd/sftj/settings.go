package main

import (
	"errors"
	"log/slog"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/api/sftj"
)

// globalFlags are the flags of every command.
type globalFlags struct {
	apiKey, account, baseURL, profile string
	output                            string
	emulator, showSecrets, plainHTTP  bool
	verbose                           bool
}

func (f *globalFlags) register(flags *pflag.FlagSet) {
	flags.StringVar(&f.apiKey, "api-key", "", "API key (prefer FIREWORKS_API_KEY: flags can be seen by others)")
	flags.StringVar(&f.account, "account", "", "account id, in place of FIREWORKS_ACCOUNT_ID")
	flags.StringVar(&f.baseURL, "base-url", "", "URL of the service, in place of FIREWORKS_BASE_URL")
	flags.StringVar(&f.profile, "profile", "", "section of ~/.fireworks/auth.ini to read")
	flags.StringVarP(&f.output, "output", "o", "table", "table, json, jsonl, yaml or name")
	flags.BoolVar(&f.showSecrets, "show-secrets", false, "print keys and signed links in json and yaml as they are")
	flags.BoolVar(&f.emulator, "emulator", false, "use the service in memory, with sample jobs, in place of the real one")
	flags.BoolVar(&f.plainHTTP, "plain-http", false, "allow http:// to a host that is not this machine")
	flags.BoolVarP(&f.verbose, "verbose", "v", false, "log every request to stderr")
}

var errNoKey = errors.New("no API key: set FIREWORKS_API_KEY, or write api_key to ~/.fireworks/auth.ini; " +
	"keys are made at https://app.fireworks.ai/settings/users/api-keys. To try without one: sftj demo, or --emulator")

// client makes the client that the settings describe: flag before environment before
// profile.
func (a *app) client() (*sftj.Client, error) {
	base := []sftj.Option{sftj.WithEnvironment(func(string) string { return "" }), sftj.WithUserAgent("sftj/" + versionText())}
	if a.flags.plainHTTP {
		base = append(base, sftj.WithPlainHTTP())
	}
	if a.flags.verbose {
		base = append(base, sftj.WithLogger(slog.New(a.logHandler())))
	}
	if a.flags.emulator {
		em := emulator.New(sampleOptions(emulatorSpeed)...)
		base = append(base, sftj.WithAPIKey(sampleKey), sftj.WithAccount(sampleAccount), sftj.WithTransport(em.Transport()),
			sftj.WithPollInterval(200*time.Millisecond, time.Second))
		return sftj.New(append(base, a.clientOptions...)...)
	}
	key := first(a.flags.apiKey, a.getenv(sftj.EnvAPIKey))
	account := first(a.flags.account, a.getenv(sftj.EnvAccount))
	profile, err := a.readProfile()
	switch {
	case err == nil:
	case a.flags.profile != "" || key == "" || account == "":
		return nil, err
	case a.flags.verbose: // it is not needed
		a.say("going on without it: %v", err)
	}
	if key = first(key, profile["api_key"]); key == "" {
		return nil, errNoKey
	}
	base = append(base, sftj.WithAPIKey(key),
		sftj.WithAccount(first(account, profile["account_id"])),
		sftj.WithBaseURL(first(a.flags.baseURL, a.getenv(sftj.EnvBaseURL), profile["base_url"])))
	return sftj.New(append(base, a.clientOptions...)...)
}

// first returns the first value that is not blank.
func first(values ...string) string {
	for _, v := range values {
		if v = strings.TrimSpace(v); v != "" {
			return v
		}
	}
	return ""
}

// logHandler writes the log to stderr, in JSON where stderr is JSON.
func (a *app) logHandler() slog.Handler {
	opts := &slog.HandlerOptions{Level: slog.LevelDebug}
	if a.jsonMode() {
		return slog.NewJSONHandler(a.stderr, opts)
	}
	return slog.NewTextHandler(a.stderr, opts)
}
