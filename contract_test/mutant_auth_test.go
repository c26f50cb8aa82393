package contract_test

import (
	"net/http"
	"strings"

	"github.com/fireworks-sftj/sdk/api/emulator"
)

// authMutants accept callers that must be rejected. The SDK has nothing to
// do with them: it has the right key and asks for its own.
func authMutants() []mutant {
	opens := func(name, fault string, fits func(got string) bool, caughtBy string) mutant {
		return mutant{name, fault, asks(func(_ *liar, req *http.Request) {
			if fits(req.Header.Get("Authorization")) {
				admit(req)
			}
		}), caughtBy, "", tolerates}
	}
	const full = "Bearer " + key
	return []mutant{
		opens("no-key", "No key is needed.", func(got string) bool { return got == "" }, "auth.no-key"),
		opens("any-key", "Any key will do.", func(got string) bool { return strings.HasPrefix(got, "Bearer fw_") }, "auth.wrong-key"),
		opens("empty-key", "An empty key will do.", func(got string) bool { return strings.TrimSpace(got) == "Bearer" }, "auth.near-key"),
		opens("longer-key", "A key is compared by its beginning.", func(got string) bool { return strings.HasPrefix(got, full) }, "auth.near-key"),
		opens("shorter-key", "A part of the key is enough.", func(got string) bool { return len(got) > 10 && strings.HasPrefix(full, got) }, "auth.near-key"),
		opens("any-case-key", "A key is compared without its case.", func(got string) bool { return strings.EqualFold(got, full) }, "auth.near-key"),
		opens("any-scheme", "The scheme is not looked at.", func(got string) bool { return strings.HasSuffix(got, " "+key) }, "auth.near-key"),
		{"list-without-key", "The list needs no key.", asks(func(_ *liar, req *http.Request) {
			if req.URL.Path == jobs && req.Header.Get("Authorization") == "" {
				admit(req)
			}
		}), "auth.no-key", "supervisedFineTuningJobs with no key", tolerates},
		{"resume-without-key", "Resume needs no key.", asks(func(_ *liar, req *http.Request) {
			if strings.HasSuffix(req.URL.Path, ":resume") && req.Header.Get("Authorization") == "" {
				admit(req)
			}
		}), "auth.no-key resume.denied-key", "", tolerates},
		{"resume-then-refuse", "Without a key, resume is refused, and done.", tells(refused(401), func(r *reply) {
			if r.op == "resume" {
				r.ask(http.MethodPost, r.req.URL.Path, "{}")
			}
		}), "resume.denied-key", "was to be refused", unmet},
		{"get-before-key", "Whether a job exists is said before the key is looked at.", lie{ask: func(_ *liar, req *http.Request) {
			if strings.Contains(req.URL.Path, "nosuchjob") {
				admit(req)
			}
		}}, "auth.no-key", "404", tolerates},
		{"account-not-looked-at", "Any account's path leads to one's own jobs.", asks(func(_ *liar, req *http.Request) {
			if parts := strings.Split(req.URL.Path, "/"); len(parts) > 4 && req.Header.Get("Authorization") == full {
				parts[3] = account
				req.URL.Path = strings.Join(parts, "/")
			}
		}), "get.foreign", "", tolerates},
		{"any-account-for-any-key", "Every key opens every account.", lie{options: []emulator.Option{emulator.WithAccount(rivalAccount, key)}},
			"get.foreign", "rival", tolerates},
		{"foreign-through-own", "Another account's job is reached through one's own path.", lie{
			ask: func(_ *liar, req *http.Request) {
				if strings.HasPrefix(req.URL.Path, jobs+"/secret1") && req.Header.Get("Authorization") == full {
					req.URL.Path = strings.Replace(req.URL.Path, account, rivalAccount, 1)
					req.Header.Set("Authorization", "Bearer "+rivalKey)
				}
			},
		}, "get.foreign", "secret1", tolerates},
		{"foreign-resume", "Another account's job can be resumed.", asks(func(_ *liar, req *http.Request) {
			if strings.HasSuffix(req.URL.Path, "/secret1:resume") && req.Header.Get("Authorization") == full {
				req.URL.Path = strings.Replace(req.URL.Path, "/"+account+"/", "/"+rivalAccount+"/", 1)
				req.Header.Set("Authorization", "Bearer "+rivalKey)
			}
		}), "resume.denied-account", "200 OK", tolerates},
		{"foreign-list", "Another account's list can be read.", asks(func(_ *liar, req *http.Request) {
			if req.URL.Path == "/v1/accounts/"+rivalAccount+"/supervisedFineTuningJobs" && req.Header.Get("Authorization") == full {
				req.Header.Set("Authorization", "Bearer "+rivalKey)
			}
		}), "get.foreign", "200 OK", tolerates},
		{"unknown-account-empty", "The list of any account that is not there is empty.", tells(func(r *reply) bool {
			return r.status == 403 && strings.Contains(r.req.URL.Path, "nosuchaccount") && strings.HasSuffix(r.req.URL.Path, "Jobs")
		}, status(200), body("{}")), "get.foreign", "200 OK", unmet},
		{"any-key-in-header", "Any key will do in X-Api-Key.", asks(func(_ *liar, req *http.Request) {
			if req.Header.Get("X-Api-Key") != "" {
				admit(req)
			}
		}), "auth.wrong-key", "X-Api-Key", tolerates},
		{"key-of-connection", "A connection remembers who was let in.", lie{overTCP: true, ask: func(l *liar, req *http.Request) {
			l.mu.Lock()
			defer l.mu.Unlock()
			known := "connection " + req.RemoteAddr
			switch got := req.Header.Get("Authorization"); {
			case got == full:
				l.count[known]++
			case got == "" && l.count[known] > 0:
				admit(req)
			}
		}}, "wire.keep-alive", "without a key", tolerates},
		{"key-outlives", "Every third request with a wrong key comes through.", asks(func(l *liar, req *http.Request) {
			if strings.Contains(req.Header.Get("Authorization"), "no_such_key") && l.every(3) {
				admit(req)
			}
		}), "auth.wrong-key", "", tolerates},
	}
}

// admit puts the right key on a request.
func admit(req *http.Request) { req.Header.Set("Authorization", "Bearer "+key) }

// every reports whether it is the n-th time that it is asked, or a multiple of it.
func (l *liar) every(n int) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.count["every"]++
	return l.count["every"]%n == 0
}
