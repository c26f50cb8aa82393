package main

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/pflag"
	"gopkg.in/ini.v1"

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
		logger := slog.New(slog.NewTextHandler(a.stderr, &slog.HandlerOptions{Level: slog.LevelDebug}))
		base = append(base, sftj.WithLogger(logger))
	}
	if a.flags.emulator {
		em := emulator.New(sampleOptions(emulatorSpeed)...)
		base = append(base, sftj.WithAPIKey(sampleKey), sftj.WithAccount(sampleAccount), sftj.WithTransport(em.Transport()),
			sftj.WithPollInterval(200*time.Millisecond, time.Second))
		return sftj.New(base...)
	}
	profile, err := a.readProfile()
	if err != nil {
		return nil, err
	}
	first := func(values ...string) string {
		for _, v := range values {
			if v = strings.TrimSpace(v); v != "" {
				return v
			}
		}
		return ""
	}
	key := first(a.flags.apiKey, a.getenv(sftj.EnvAPIKey), profile["api_key"])
	if key == "" {
		return nil, errNoKey
	}
	base = append(base, sftj.WithAPIKey(key),
		sftj.WithAccount(first(a.flags.account, a.getenv(sftj.EnvAccount), profile["account_id"])),
		sftj.WithBaseURL(first(a.flags.baseURL, a.getenv(sftj.EnvBaseURL), profile["base_url"])))
	return sftj.New(base...)
}

// readProfile reads ~/.fireworks/auth.ini, as the vendor's tools write it: keys bare or
// under a section. Without --profile the section is [fireworks], and bare keys are used
// where it has none. No file is no error, unless a profile was asked for.
func (a *app) readProfile() (map[string]string, error) {
	home := a.getenv("HOME")
	if home == "" {
		home = a.getenv("USERPROFILE")
	}
	path := filepath.Join(home, ".fireworks", "auth.ini")
	data, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && a.flags.profile == "", home == "":
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("profile: %w", err)
	}
	file, err := ini.LoadSources(ini.LoadOptions{SkipUnrecognizableLines: true, IgnoreInlineComment: true}, data)
	if err != nil {
		// The parser's error quotes the line, and with it perhaps the key.
		return nil, fmt.Errorf("profile: %s is not an ini file", path)
	}
	name := a.flags.profile
	if name == "" {
		name = "fireworks"
	} else if !file.HasSection(name) {
		return nil, &usageError{err: fmt.Errorf("profile: %s has no section [%s]", path, name), command: "sftj"}
	}
	values := map[string]string{}
	for _, section := range []string{ini.DefaultSection, name} {
		if s, err := file.GetSection(section); err == nil && (section == name || a.flags.profile == "") {
			for _, key := range s.Keys() {
				values[key.Name()] = key.String()
			}
		}
	}
	return values, nil
}
