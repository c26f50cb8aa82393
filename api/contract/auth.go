package contract

import (
	"strings"
	"unicode"
)

func authChecks() []check {
	return []check{
		authRefused("auth.no-key", "Without a key, every request is rejected (401 or 403).", noKeys, 401, 403),
		authRefused("auth.wrong-key", "An unknown key is rejected (401 or 403).", wrongKeys, 401, 403),
		authRefused("auth.near-key", "A key is compared whole: a letter more, a letter less, another case or another scheme opens nothing (401 or 403).", nearKeys, 401, 403),
	}
}

func noKeys(string) []Auth { return []Auth{NoKey} }

// wrongKeys are an unknown key, in both places where a key can be.
func wrongKeys(string) []Auth { return []Auth{WrongKey, WrongHeader} }

// nearKeys are what comes near to the key.
func nearKeys(key string) []Auth {
	near := []Auth{EmptyKey, LongerKey, BasicKey}
	if len(key) > 1 {
		near = append(near, ShorterKey)
	}
	if strings.ContainsFunc(key, unicode.IsLetter) {
		near = append(near, OtherCaseKey)
	}
	return near
}

// authRefused tries one kind of key, or all near ones, on everything that can be tried
// without a change: reading, and resuming a job that does not exist.
func authRefused(id, rule string, auths func(key string) []Auth, statuses ...int) check {
	return check{
		Check: Check{ID: id, Rule: rule},
		probes: func(e env) []Probe {
			var out []Probe
			for _, a := range auths(e.APIKey) {
				for _, id := range e.some(1) {
					out = append(out, getProbe(e.Account, id).as(a))
				}
				out = append(out,
					listProbe(e.Account).as(a),
					resumeProbe(e.Account, unknownID).as(a).harmless("the job does not exist, and the key opens nothing"))
				if a == NoKey {
					out = append(out, getProbe(e.Account, unknownID).as(a))
				}
			}
			return out
		},
		judge: func(s *session) {
			for i, p := range s.step.probes {
				if strings.HasSuffix(p.Path, "/{id}") {
					p.Path = strings.ReplaceAll(p.Path, "{id}", s.idOf(i))
				}
				a := s.sendAs(i, p)
				s.refusal(a, p.Method+" "+p.Path+" with "+keyWord(p.Auth), statuses...)
				s.tellsNothing(a)
			}
		},
	}
}

func keyWord(a Auth) string {
	switch a {
	case NoKey:
		return "no key"
	case WrongKey:
		return "a wrong key"
	case EmptyKey:
		return "an empty key"
	case LongerKey:
		return "the key and a letter more"
	case ShorterKey:
		return "the key without its last letter"
	case OtherCaseKey:
		return "the key in the other case"
	case BasicKey:
		return "the key under another scheme"
	case WrongHeader:
		return "a wrong key in X-Api-Key"
	case OwnKey:
	}
	return "the key"
}
