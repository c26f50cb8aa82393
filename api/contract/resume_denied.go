package contract

import "net/http"

// What must be refused for a job that could be resumed, and must leave it as it is. An
// honest server spends no job on these; on a dishonest one the job may be resumed, and that
// is the finding.

func resumeDeniedChecks() []check {
	needs := []Need{NeedWrite, NeedPaused}
	return []check{
		{
			Check: Check{ID: "resume.denied-key", Needs: needs, Rule: "Without its key a paused job is not resumed (401 or 403), and stays as it is."},
			probes: deniedProbes(func(e env, p Probe) []Probe {
				out := []Probe{p.as(NoKey), p.as(WrongKey), p.as(EmptyKey), p.as(BasicKey), p.as(LongerKey)}
				if len(e.APIKey) > 1 {
					out = append(out, p.as(ShorterKey))
				}
				return out
			}),
			judge: denied("resuming without the key", 401, 403),
		},
		{
			Check: Check{ID: "resume.denied-account", Needs: needs, Rule: "Through another account's path a paused job is not resumed (403 or 404), and stays as it is; nor is another account's job."},
			probes: deniedProbes(func(e env, p Probe) []Probe {
				account := "nosuchaccount0sftjcheck"
				if e.Foreign.Account != "" {
					account = e.Foreign.Account
				}
				p.Path = collection(account) + "/" + e.job + ":resume"
				out := []Probe{p}
				if e.Foreign.Job != "" {
					out = append(out, resumeProbe(e.Foreign.Account, e.Foreign.Job), resumeProbe(e.Account, e.Foreign.Job))
				}
				return out
			}),
			judge: denied("resuming through another account", 403, 404),
		},
		{
			Check: Check{ID: "resume.denied-method", Needs: needs, Rule: "A paused job is resumed by POST and its verb alone; any other method or verb is refused, and the job stays as it is."},
			probes: deniedProbes(func(e env, p Probe) []Probe {
				p = p.broken()
				get := p.method(http.MethodGet)
				get.Body, get.Header = nil, nil
				other := p
				other.Path = collection(e.Account) + "/" + e.job + ":RESUME"
				slash := p
				slash.Path = collection(e.Account) + "/" + e.job + "/resume"
				bare := p
				bare.Path = collection(e.Account) + "/" + e.job
				return []Probe{
					get, p.method(http.MethodPut), p.method(http.MethodPatch), other, slash,
					bare, bare.method(http.MethodPut), bare.method(http.MethodPatch),
				}
			}),
			judge: denied("resuming in another way", 400, 404, 405, 501),
		},
		{
			Check: Check{ID: "resume.denied-body", Needs: needs, Rule: "With a body that is no JSON object a paused job is not resumed (400), and stays as it is."},
			probes: deniedProbes(func(_ env, p Probe) []Probe {
				p = p.broken()
				return []Probe{p.body(`{`), p.body(`[1]`), p.body(`nonsense`), p.body(`{}{}`)}
			}),
			judge: denied("resuming with a body that is no JSON object", 400, 415, 422),
		},
	}
}

// deniedProbes puts a read of the job before and after what is to be refused.
func deniedProbes(probes func(e env, p Probe) []Probe) func(env) []Probe {
	return func(e env) []Probe {
		out := []Probe{getProbe(e.Account, e.job).times(2)}
		return append(out, probes(e, resumeProbe(e.Account, e.job))...)
	}
}

func denied(what string, statuses ...int) func(*session) {
	return func(s *session) {
		before := s.paused(0, s.step.job)
		for i := 1; i < len(s.step.probes); i++ {
			s.refusal(s.send(i), what+" ("+s.step.probes[i].String()+")", statuses...)
		}
		a := s.send(0)
		after := s.named(a, s.Account, s.step.job)
		if after.state() != paused {
			s.fail(a, "the resume was to be refused, and the job is %s now", shown(after, "state"))
			return
		}
		s.unchanged(a, before, after)
	}
}

// paused reads the job of the check, and skips where it is not paused any more.
func (s *session) paused(i int, id string) record {
	a := s.send(i)
	r := s.named(a, s.Account, id)
	switch {
	case r.state() == paused:
		return r
	case mayHaveMoved(paused, r.state()):
		s.skip("job %s is not paused but %s", id, word(r.state()))
	default:
		s.fail(a, "the job is given as paused, and reads %s", shown(r, "state"))
		s.end(Fail, "")
	}
	return r
}
