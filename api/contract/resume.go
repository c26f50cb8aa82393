package contract

import "slices"

// resumeChecks come in the order of what they do to a job: first what must be refused for
// every job, then what is not published about jobs in other states, and last what spends
// paused jobs.
func resumeChecks() []check {
	return slices.Concat(
		[]check{resumeUnknown, resumeForeign, resumeBroken},
		resumeDeniedChecks(),
		resumeStateChecks(),
		[]check{resumeMoves, resumeAtOnce, resumeBodiless, resumeOthers},
	)
}

var resumeUnknown = check{
	Check: Check{ID: "resume.unknown", Rule: "Resuming a job that does not exist is not found (404)."},
	probes: func(e env) []Probe {
		return []Probe{resumeProbe(e.Account, unknownID).harmless(noSuchJob)}
	},
	judge: func(s *session) { s.refusal(s.send(0), "resuming a job that does not exist", 404) },
}

var resumeForeign = check{
	Check: Check{ID: "resume.foreign", Rule: "In another account nothing can be resumed (403 or 404)."},
	probes: func(e env) []Probe {
		account := "nosuchaccount0sftjcheck"
		if e.Foreign.Account != "" {
			account = e.Foreign.Account
		}
		return []Probe{resumeProbe(account, unknownID).harmless(noSuchJob)}
	},
	judge: func(s *session) {
		a := s.send(0)
		s.refusal(a, "resuming in another account", 403, 404)
		s.tellsNothing(a)
	},
}

// resumeBroken has a job that does not exist, so that a server that reads the job before
// the body may say that first.
var resumeBroken = check{
	Check: Check{ID: "resume.broken-body", Rule: "A body that is no JSON object is refused (4xx), never an error of the server."},
	probes: func(e env) []Probe {
		var out []Probe
		for _, b := range []string{`{`, `[]`, `"{}"`, `{}{}`, `nonsense`, "\xff\xfe", `{"a":1,}`} {
			out = append(out, resumeProbe(e.Account, unknownID).broken().body(b).harmless(noSuchJob))
		}
		return out
	},
	judge: func(s *session) {
		for i := range s.step.probes {
			s.refusedSomehow(s.send(i), "a body that is no JSON object, for a job that does not exist,")
		}
	},
}
