package contract

import "fmt"

// resumeStateChecks resume jobs that are not paused. resumeOutcome says what must come of it;
// where that is unknown, every documented outcome is accepted.
func resumeStateChecks() []check {
	var out []check
	for _, c := range []struct {
		state string
		need  Need
		jobs  func(Jobs) []string
		rule  string
	}{
		{completed, NeedCompleted, func(j Jobs) []string { return j.Completed }, "is refused (400, code 9), or changes nothing, or sets it to work again"},
		{failed, NeedFailed, func(j Jobs) []string { return j.Failed }, "is refused (400, code 9), or changes nothing, or sets it to work again"},
		{cancelled, NeedCancelled, func(j Jobs) []string { return j.Cancelled }, "is refused (400, code 9), or changes nothing, or sets it to work again"},
		{running, NeedRunning, func(j Jobs) []string { return j.Running }, "is refused (400, code 9), or changes nothing"},
		{deleted, NeedDeleted, func(j Jobs) []string { return j.Deleted }, "is refused (404, or 400 with code 9)"},
	} {
		out = append(out, check{
			Check: Check{
				ID: "resume." + word(c.state), Needs: []Need{NeedWrite, c.need},
				Rule: fmt.Sprintf("Resuming a %s job %s; no other job changes.", word(c.state), c.rule),
			},
			core: true,
			probes: func(e env) []Probe {
				id := c.jobs(e.Jobs)[0]
				return []Probe{whole(e.Account).times((2 + settleReads) * maxPages), getProbe(e.Account, id).times(2 + settleReads), resumeProbe(e.Account, id)}
			},
			judge: func(s *session) { s.resumeOther(c.jobs(s.Jobs)[0], c.state) },
		})
	}
	return out
}

// resumeOther resumes a job that is not paused, between two pictures of everything.
func (s *session) resumeOther(id, state string) {
	others := s.picture(0)
	var before record
	if first := s.send(1); first.ok() {
		before = s.named(first, s.Account, id)
		if before.state() != state && mayHaveMoved(state, before.state()) {
			s.skip("job %s is not %s but %s", id, word(state), word(before.state()))
		}
	} else if state != deleted {
		s.named(first, s.Account, id)
	}
	a := s.send(2)
	switch {
	case a.ok():
		s.resumedOther(a, id, before)
	case resumeOutcome(state) == gone:
		s.refusal(a, "resuming a "+word(state)+" job", 400, 404, 409, 410)
	default:
		s.refusal(a, "resuming a "+word(state)+" job", 400, 409)
		s.precondition(a)
	}
	last := s.send(1)
	if before == nil {
		if last.ok() && active(s.job(last).state()) {
			s.fail(last, "a %s job is %s after it was resumed", word(state), shown(s.job(last), "state"))
		}
	} else {
		after := s.named(last, s.Account, id)
		s.sameJob(last, before, after)
		s.asAnswered(last, a, before, after)
		if !a.ok() && !active(state) {
			s.unchanged(last, before, after)
		}
		switch {
		case !active(state):
		case !goesOn(state, after.state()):
			s.fail(last, "a %s job is %s after it was resumed", word(state), shown(after, "state"))
		case after.state() == failed && !a.ok():
			s.fail(last, "a resume was refused, and the job is %s now", shown(after, "state"))
		}
	}
	s.untouched(0, others, id)
}

// asAnswered expects of a resume that was refused, or answered as if it had changed nothing,
// that it did change nothing.
func (s *session) asAnswered(last, a *answer, before, after record) {
	switch {
	case active(before.state()):
		s.forward(last, before, after)
		if a.ok() && comesBefore(after.state(), before.state()) {
			s.fail(last, "a %s job is %s after it was resumed", word(before.state()), shown(after, "state"))
		}
	case !a.ok() || s.job(a).state() != before.state():
	case after.state() != before.state():
		s.fail(last, "the resume was answered as if it had changed nothing, and the job is %s now", shown(after, "state"))
	default:
		for _, field := range volatileFields().resting {
			if field != "updateTime" && !equal(before[field], after[field]) {
				s.fail(last, "the resume left the job %s, and its %s was %s and is %s", word(before.state()), field, shown(before, field), shown(after, field))
			}
		}
	}
}

// resumedOther judges a 200 for a job that was not paused.
func (s *session) resumedOther(a *answer, id string, before record) {
	r := s.named(a, s.Account, id)
	if before == nil || resumeOutcome(before.state()) == gone {
		s.fail(a, "a job that is gone is answered as resumed: %s", shown(r, "state"))
		return
	}
	s.sameJob(a, before, r)
	if active(before.state()) {
		if !active(r.state()) {
			s.fail(a, "a %s job is %s by being resumed", word(before.state()), shown(r, "state"))
		}
		return
	}
	switch {
	case r.state() == before.state():
	case active(r.state()):
		s.settled(1, id, before.state(), r)
		s.listed(0, id, before.state())
	case s.documented(a):
		s.fail(a, "a %s job is %s by being resumed", word(before.state()), shown(r, "state"))
	}
}

// precondition expects the refusal of a job in the wrong state to say so: code 9, or 10 of
// a conflict. Code 3 would mean that the request is wrong, which it is not.
func (s *session) precondition(a *answer) {
	if n := object(a.plain).number("code"); a.status == 400 && n != 9 {
		s.fail(a, "the refusal has the code %s, not 9 (FAILED_PRECONDITION)", shown(object(a.plain), "code"))
	}
}
