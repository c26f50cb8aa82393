package contract

import "net/http"

// answersID is the check that runs in any case: without an answer there is nothing to judge.
const answersID = "target.answers"

func targetChecks() []check { return []check{targetAnswers} }

var targetAnswers = check{
	Check: Check{ID: answersID, Rule: "The target is there, answers, and takes the key."},
	probes: func(e env) []Probe {
		probes := []Probe{listProbe(e.Account)}
		if id := e.anyJob(); id != "" {
			probes = append(probes, getProbe(e.Account, id))
		}
		return probes
	},
	judge: func(s *session) {
		for i := range s.step.probes {
			a := s.try(i, s.step.probes[i])
			switch {
			case down(a.err):
				s.stop("the target can't be reached")
				s.end(Error, "the target can't be reached: "+clean(brief(a.err), s.APIKey))
			case a.err != nil:
				s.fail(a, "there was no complete answer: %s", brief(a.err))
			case a.ok():
				return
			case a.status == http.StatusForbidden:
				s.fail(a, "the key may not read account %q", s.Account)
			case !a.refusal():
				s.fail(a, "a plain read is answered %s", status(a))
			}
		}
	},
}

// anyJob is a given job that can be read, "" for none.
func (e env) anyJob() string {
	for _, g := range e.Jobs.list() {
		if g.state != deleted {
			return g.id
		}
	}
	return ""
}
