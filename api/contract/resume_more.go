package contract

import (
	"slices"
	"sync"
)

// resumeAtOnce sends two at the same moment, as two people on a Monday morning do.
var resumeAtOnce = check{
	Check: Check{
		ID: "resume.at-once", Needs: []Need{NeedWrite, NeedPaused},
		Rule: "Of two resumes at the same moment one is taken; the other is refused (400 or 409) or changes nothing, and the job is at work.",
	},
	spends: true,
	probes: func(e env) []Probe {
		return []Probe{getProbe(e.Account, e.job).times(1 + settleReads), resumeProbe(e.Account, e.job).times(2)}
	},
	judge: func(s *session) {
		before := s.paused(0, s.step.job)
		answers := s.both(1)
		taken := 0
		var last record
		for _, a := range answers {
			switch {
			case a.err != nil:
				s.fail(a, "there was no complete answer: %s", brief(a.err))
			case a.ok():
				last = s.resumed(a, s.step.job, before)
				taken++
			default:
				s.refusal(a, "one of two resumes at once", 400, 409)
			}
		}
		if taken == 0 {
			s.fail(answers[0], "neither of two resumes at once is taken")
			return
		}
		s.settled(0, s.step.job, paused, last)
	},
}

// both sends a probe twice at the same moment.
func (s *session) both(i int) []*answer {
	p := s.step.probes[i]
	p.crowded = true
	answers, errs := make([]*answer, 2), make([]error, 2)
	var wait sync.WaitGroup
	for n := range answers {
		if err := s.allow(i, p); err != nil {
			s.end(Error, err.Error())
		}
		wait.Go(func() { answers[n], errs[n] = s.deliver(s.ctx, s.step.ID, p) })
	}
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			s.endOn(err)
		}
	}
	return answers
}

// resumeBodiless sends no body at all. Whether one is needed is not public, so both are
// taken; what is not taken is an answer that doesn't say which.
var resumeBodiless = check{
	Check: Check{
		ID: "resume.no-body", Needs: []Need{NeedWrite, NeedPaused},
		Rule: "Without a body, a paused job is resumed as with one, or refused (4xx) and left as it is.",
	},
	spends: true,
	probes: func(e env) []Probe {
		p := resumeProbe(e.Account, e.job).broken()
		p.Body, p.Header = nil, nil
		return []Probe{getProbe(e.Account, e.job).times(1 + settleReads), p}
	},
	judge: func(s *session) {
		before := s.paused(0, s.step.job)
		a := s.send(1)
		if a.ok() {
			s.settled(0, s.step.job, paused, s.resumed(a, s.step.job, before))
			return
		}
		s.refusal(a, "a resume without a body", 400, 411, 415, 422)
		last := s.send(0)
		if after := s.named(last, s.Account, s.step.job); !slices.Contains([]string{paused}, after.state()) {
			s.fail(last, "a refused resume left the job %s", shown(after, "state"))
		}
	},
}
