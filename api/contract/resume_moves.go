package contract

import (
	"slices"
	"time"
)

// The reads after a resume. A store that is read through a cache may lag; what lags for
// longer than this misleads a client that waits.
const (
	settleReads = 8
	settlePause = 400 * time.Millisecond
	watchReads  = 3
)

// resumeMoves is the oracle of the operation: pictures before, around and after it.
var resumeMoves = check{
	Check: Check{
		ID: "resume.moves", Needs: []Need{NeedWrite, NeedPaused},
		Rule: "Resuming a paused job sets it to work: the same job is answered, in a state of a job at work; reads and the list agree and stay; what does not change is kept, no other job changes, and a second resume is a refusal or changes nothing.",
	},
	core: true, spends: true,
	probes: func(e env) []Probe {
		return []Probe{
			whole(e.Account).times((2 + settleReads) * maxPages),
			getProbe(e.Account, e.job).times(4 + settleReads + watchReads),
			resumeProbe(e.Account, e.job).times(3), // two, and the first again where it was limited
		}
	},
	judge: func(s *session) {
		id := s.step.job
		others := s.picture(0)
		before := s.paused(1, id)

		a := s.sendFramed(2)
		resumed := s.resumed(a, id, before)
		s.settled(1, id, paused, resumed)
		s.listed(0, id, paused)
		s.again(id, before)
		s.stays(id, before)
		s.untouched(0, others, id)
	},
}

// resumed judges the answer to the resume of a paused job. In which state the answer has the job
// is not public: a failure for its state alone contradicts an assumption.
func (s *session) resumed(a *answer, id string, before record) record {
	if !a.ok() {
		s.fail(a, "resuming a paused job is answered %s", status(a))
		s.end(Fail, "")
	}
	r := s.named(a, s.Account, id)
	s.sameJob(a, before, r)
	s.remember(id, r)
	if !active(r.state()) && s.documented(a) {
		s.failStatement(a, SourceAssumed, "the response to resume has the state %s, which no active job has", shown(r, "state"))
	}
	return r
}

// documented reports whether the guard found no state in the answer that the contract does
// not know. What a new state means is not for the kit to say.
func (s *session) documented(a *answer) bool {
	for _, d := range a.verdict.Drift {
		if d.Pointer == "/state" {
			return false
		}
	}
	return true
}

// settled reads the job until it is at work, as often as a lagging store may need.
func (s *session) settled(i int, id, from string, resumed record) {
	for n := range settleReads {
		a := s.send(i)
		r := s.named(a, s.Account, id)
		s.sameJob(a, resumed, laggard(from, resumed, r))
		switch ended := slices.Contains(over, r.state()) && r.state() != from; {
		case active(r.state()), ended, !s.documented(a):
			return
		case n == settleReads-1 || r.state() != from:
			s.fail(a, "the resumed job was answered as %s, and reads %s", shown(resumed, "state"), shown(r, "state"))
			return
		}
		if err := pause(s.ctx, settlePause); err != nil {
			s.endOn(err)
		}
	}
}

// listed walks through the list until it has a resumed job at work too.
func (s *session) listed(i int, id, from string) {
	for n := range settleReads {
		r := find(s.picture(i), id)
		if r == nil || r.state() != from {
			return // a job that is not in the list is for the picture of everything
		}
		if n == settleReads-1 {
			s.fail(s.lastAnswer(), "the resumed job reads as at work, and is %s in the list", shown(r, "state"))
			return
		}
		if err := pause(s.ctx, settlePause); err != nil {
			s.endOn(err)
		}
	}
}

// laggard is a read for comparison with what was answered: one that still shows the job as
// it was is older, and its updateTime says so without a fault.
func laggard(from string, resumed, read record) record {
	if read.state() != from || resumed.state() == from {
		return read
	}
	out := make(record, len(read))
	for field, raw := range read {
		if !slices.Contains(volatileFields().fields, field) {
			out[field] = raw
		}
	}
	out["updateTime"] = resumed["updateTime"]
	return out
}

// again resumes the job a second time.
func (s *session) again(id string, before record) {
	a := s.send(2)
	if !a.ok() {
		s.refusal(a, "the second resume", 400, 409)
		s.precondition(a)
		s.survives(1, id, "the second resume")
		return
	}
	r := s.named(a, s.Account, id)
	s.sameJob(a, before, r)
	if !active(r.state()) && !slices.Contains(over, r.state()) && s.documented(a) {
		s.failStatement(a, SourceAssumed, "the second resume is answered with the state %s", shown(r, "state"))
	}
}

// survives reads a job that was at work when a resume of it was refused. That it fails by
// itself in just that moment is less likely than that the refusal did it.
func (s *session) survives(i int, id, what string) {
	a := s.send(i)
	if r := s.named(a, s.Account, id); r.state() == failed {
		s.fail(a, "%s was refused, and the job is %s now", what, shown(r, "state"))
	}
}

// stays reads the job a few times more: it must not be paused again, and not go back.
func (s *session) stays(id string, before record) {
	var last record
	for range watchReads {
		a := s.send(1)
		r := s.named(a, s.Account, id)
		s.sameJob(a, before, r)
		if !active(r.state()) && !slices.Contains(over, r.state()) && s.documented(a) {
			s.fail(a, "the resumed job is %s a moment later", shown(r, "state"))
		}
		if last != nil {
			s.unchanged(a, last, r)
		}
		last = r
	}
}
