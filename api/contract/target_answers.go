package contract

import (
	"fmt"
	"net/http"
)

// answersID is the check that runs in any case: without an answer there is nothing to judge.
const answersID = "target.answers"

func targetChecks() []check { return []check{targetAnswers} }

var targetAnswers = check{
	Check: Check{ID: answersID, Rule: "The target is there, answers, and takes the key."},
	probes: func(e env) []Probe {
		probes := []Probe{listProbe(e.Account).times(2 + lifeReads)}
		if id := e.anyJob(); id != "" {
			probes = append(probes, getProbe(e.Account, id).times(2+lifeReads))
		}
		return probes
	},
	judge: func(s *session) {
		cause, reached := s.firstReads()
		if cause != "" && reached && pause(s.ctx, lifePause) == nil {
			cause, _ = s.firstReads() // a gateway may find its service again
		}
		if cause == "" {
			return
		}
		s.stop(SkipStopped, "the target can't be reached")
		s.end(Error, "the target can't be reached: "+clean(cause, s.APIKey))
	},
}

// firstReads sends the plain reads until one works. It returns why none of the responses is
// the service's, "" where one is; and whether there was a response at all.
func (s *session) firstReads() (cause string, reached bool) {
	absent := true
	for i := range s.step.probes {
		a := s.try(i, s.step.probes[i])
		why := a.absent()
		if why == "" && a.foreign() {
			why = fmt.Sprintf("%s %s is answered %s, without an error of the service; is the base URL right?", a.probe.Method, a.probe.Path, status(a))
		}
		if why != "" {
			a.lost = true
			if cause == "" {
				cause = why
			}
			if down(a.err) {
				return cause, false // the next read would not be answered either
			}
			continue
		}
		absent = false
		switch {
		case a.err != nil:
			s.fail(a, "there was no complete answer: %s", brief(a.err))
		case a.ok():
			s.found()
			return "", true
		case a.status == http.StatusForbidden:
			s.fail(a, "a plain read of account %q with the target's key is answered %s", s.Account, status(a))
		case !a.refusal():
			s.fail(a, "a plain read is answered %s", status(a))
		}
	}
	if absent {
		return cause, true
	}
	s.found()
	return "", true
}

// found takes back what was noted of responses of a gateway: the target is there, so that
// they are its responses.
func (s *session) found() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range s.answers {
		a.lost = false
	}
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
