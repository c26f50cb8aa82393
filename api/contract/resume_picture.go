package contract

import "time"

// skew is how far a time that the target has just set may be ahead of its own clock.
const skew = 30 * time.Minute

// The picture of everything before and after: resuming a job changes that job alone.

// picture walks through the list. A target without one has no picture.
func (s *session) picture(i int) []record {
	a := s.sendPage(i, "")
	if !a.ok() {
		return nil
	}
	p := s.page(a)
	jobs := p.jobs
	for range maxPages / 2 {
		if p.next == "" {
			return jobs
		}
		p = s.page(s.sendPage(i, p.next))
		jobs = append(jobs, p.jobs...)
	}
	return jobs
}

// untouched takes a second picture and compares all jobs but one with the first.
func (s *session) untouched(i int, before []record, but string) {
	if before == nil {
		return
	}
	after := s.picture(i)
	had, has := byID(before), byID(after)
	last := s.lastAnswer()
	for _, was := range before {
		id := was.id()
		is := has[id]
		switch {
		case is == nil:
			s.fail(last, "job %s vanished from the list when %s was resumed", id, but)
		case id == but:
		case is.state() != was.state() && !s.rules.goesOn(was.state(), is.state()):
			s.fail(last, "job %s went from %s to %s when %s was resumed", id, shown(was, "state"), shown(is, "state"), but)
		default:
			s.unchanged(last, was, is)
		}
	}
	for _, is := range after {
		if had[is.id()] == nil {
			s.fail(last, "job %s appeared in the list when %s was resumed", is.id(), but)
		}
	}
}

func (s *session) lastAnswer() *answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.answers[len(s.answers)-1]
}

// sameJob compares a job with itself before it was resumed.
func (s *session) sameJob(a *answer, before, after record) {
	if field, same := before.kept(after); !same {
		s.fail(a, "%s was %s before the job was resumed, and is %s", field, shown(before, field), shown(after, field))
	}
	if after.at("updateTime").Before(before.at("updateTime").Truncate(time.Microsecond)) {
		s.fail(a, "updateTime goes back from %s to %s", shown(before, "updateTime"), shown(after, "updateTime"))
	}
	s.times(a, after, latest(a))
	if at := after.at("updateTime"); at.After(latest(a).Add(skew-slack)) && !at.Equal(before.at("updateTime")) {
		s.fail(a, "updateTime is set to %s, by a server whose Date is %q", shown(after, "updateTime"), a.header.Get("Date"))
	}
	s.progressOf(a, after)
}
