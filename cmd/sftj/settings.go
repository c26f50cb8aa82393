package main

import (
	"strings"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// setting is something that decides whom the program talks to, and as whom.
type setting struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	From   string `json:"from"` // which flag, variable or file; default; empty if not set
	secret bool
}

// settings are what flags, environment and profile add up to, in that order of weight.
type settings struct {
	key, account, baseURL setting
	profile               profile
}

// settings reads all three. What could be read is there beside an error.
//
// Errors: a profile that can't be read, where something is wanted from it; see
// readProfile.
func (a *app) settings() (settings, error) {
	if a.flags.emulator {
		const from = "flag --emulator"
		return settings{
			key:     setting{Name: "api-key", Value: sampleKey, From: from, secret: true},
			account: setting{Name: "account", Value: sampleAccount, From: from},
			baseURL: setting{Name: "base-url", Value: "in memory", From: from},
		}, nil
	}
	p, err := a.readProfile()
	a.profileKey = strings.TrimSpace(p.values["api_key"])
	s := settings{
		key:     a.setting("api-key", a.flags.apiKey, sftj.EnvAPIKey, p, "api_key"),
		account: a.setting("account", a.flags.account, sftj.EnvAccount, p, "account_id"),
		baseURL: a.setting("base-url", a.flags.baseURL, sftj.EnvBaseURL, p, "base_url"),
		profile: p,
	}
	s.key.secret = true
	if s.baseURL.From == "" {
		s.baseURL.Value, s.baseURL.From = sftj.DefaultBaseURL, "default"
	}
	if err != nil && a.flags.profile == "" && s.key.From != "" && s.account.From != "" {
		if a.flags.verbose { // it is not needed
			a.say("going on without it: %v", err)
		}
		err = nil
	}
	return s, err
}

// setting looks in the three places, in the order of their weight. A blank is no value.
func (a *app) setting(name, flag, variable string, p profile, key string) setting {
	for _, s := range []setting{
		{Value: flag, From: "flag --" + name},
		{Value: a.getenv(variable), From: "environment " + variable},
		{Value: p.values[key], From: strings.TrimSpace("profile "+p.sections[key]) + " in " + p.path},
	} {
		if s.Name, s.Value = name, strings.TrimSpace(s.Value); s.Value != "" {
			return s
		}
	}
	return setting{Name: name}
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
