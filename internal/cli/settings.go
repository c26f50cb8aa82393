package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/internal/redact"
)

// setting is something that decides whom the program talks to, and as whom.
type setting struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	From   string `json:"from"` // which flag, variable or file; default; empty if not set
	secret bool
	source source
}

// source is the place that a setting comes from.
type source int

const (
	fromNowhere source = iota
	fromFlag
	fromEnvironment
	fromProfile
)

// settings are what flags, environment and profile add up to, in that order of weight. A
// profile that was asked for by name outweighs the environment.
type settings struct {
	key, account, baseURL setting
	network               network
	profile               profile
}

// settings reads all three. What could be read is there beside an error.
//
// Errors: a profile that can't be read, where something is wanted from it; see
// readProfile. A key and an account that may belong to different identities; a proxy or a
// file of certificates that cannot be used.
func (a *app) settings() (settings, error) {
	if a.flags.emulator {
		const from = "flag --emulator"
		return settings{
			key:     setting{Name: "api-key", Value: sampleKey, From: from, secret: true},
			account: setting{Name: "account", Value: sampleAccount, From: from},
			baseURL: setting{Name: "base-url", Value: "in memory", From: from},
			network: network{proxy: setting{Name: "proxy"}, caFile: setting{Name: "ca-file"}},
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
	var networkErr error
	s.network, networkErr = a.network(s.baseURL.Value)
	return s, errors.Join(err, a.identityConflict(s), networkErr)
}

// mixed reports whether the environment and the profile have one half of the identity each.
func (s settings) mixed() bool {
	return s.key.source == fromEnvironment && s.account.source == fromProfile ||
		s.key.source == fromProfile && s.account.source == fromEnvironment
}

// identityConflict refuses a key and an account of which one comes from the environment and
// the other from the profile, unless they are known to belong together: the place of the key
// names the same account. Without --profile, halves of one identity are kept in two places
// by habit: then a place that lacks the one half, while the other place lacks the other, is
// no conflict.
func (a *app) identityConflict(s settings) error {
	if !s.mixed() {
		return nil
	}
	inEnvironment, inProfile := a.getenv(sftj.EnvAccount), s.profile.values["account_id"]
	besideKey, otherKey := inEnvironment, s.profile.values["api_key"]
	if s.key.source == fromProfile {
		besideKey, otherKey = inProfile, a.getenv(sftj.EnvAPIKey)
	}
	account := func(text string) string { return strings.TrimPrefix(strings.TrimSpace(text), "accounts/") }
	var why string
	switch beside := account(besideKey); {
	case beside == account(s.account.Value):
		return nil
	case beside != "":
		why = fmt.Sprintf("the place of the key names the account %s", oneLine(redact.Text(beside)))
	case a.flags.profile != "":
		why = "the place of the key names no account"
	case strings.TrimSpace(otherKey) != "" && strings.TrimSpace(otherKey) != s.key.Value:
		why = "the place of the account has another key"
	default:
		return nil
	}
	return &usageError{err: fmt.Errorf("the key is from %s and the account %s from %s, and %s: give --account, or both in one place",
		s.key.From, oneLine(redact.Text(s.account.Value)), s.account.From, why), command: "sftj config"}
}

// setting looks in the three places, in the order of their weight. A blank is no value.
func (a *app) setting(name, flag, variable string, p profile, key string) setting {
	places := []setting{
		{Value: flag, From: "flag --" + name, source: fromFlag},
		{Value: a.getenv(variable), From: "environment " + variable, source: fromEnvironment},
		{Value: p.values[key], From: strings.TrimSpace("profile "+p.sections[key]) + " in " + p.path, source: fromProfile},
	}
	if a.flags.profile != "" {
		places[1], places[2] = places[2], places[1]
	}
	for _, s := range places {
		if s.Name, s.Value = name, strings.TrimSpace(s.Value); s.Value != "" {
			return s
		}
	}
	return setting{Name: name}
}

// rereadKey returns a function that looks the key up in the profile once more, for a service
// that refuses the one in use: it was rotated during a long wait. It returns nil for a key
// from elsewhere. The settings from flags and the environment stay as they are, and a profile
// that is about another account or service by now has no key for this client.
func (a *app) rereadKey(was settings) func(context.Context) (string, error) {
	if was.key.source != fromProfile {
		return nil
	}
	return func(context.Context) (string, error) {
		now, err := a.settings()
		switch {
		case err != nil:
			return "", err
		case now.key.source != fromProfile, now.account.Value != was.account.Value, now.baseURL.Value != was.baseURL.Value:
			return "", errors.New("the profile is about another account or service now")
		}
		return now.key.Value, nil
	}
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
