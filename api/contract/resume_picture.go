package contract

import (
	"fmt"
	"time"
)

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

// untouched takes a second picture and compares all jobs but one with the first. The jobs that
// were given are this run's alone: whatever happens to one is the resume's doing. The others may
// be in use by someone else, so what happens to them is only remembered, unless it is
// what the resume does: a second job at work, and a copy of the job.
func (s *session) untouched(i int, before []record, but string) {
	if before == nil {
		return
	}
	after := s.picture(i)
	had, has := byID(before), byID(after)
	last := s.lastAnswer()
	var elsewhere []string
	for _, was := range before {
		id := was.id()
		is, given := has[id], s.stateOf(id) != ""
		moved := is != nil && is.state() != was.state() && !goesOn(was.state(), is.state())
		switch {
		case id == but && is != nil:
		case is == nil && given:
			s.fail(last, "job %s vanished from the list when %s was resumed", id, but)
		case is == nil:
			elsewhere = append(elsewhere, "job "+id+" vanished from the list")
		case moved && (given || was.state() == paused && active(is.state())):
			s.fail(last, "job %s went from %s to %s when %s was resumed", id, shown(was, "state"), shown(is, "state"), but)
		case moved:
			elsewhere = append(elsewhere, fmt.Sprintf("job %s went from %s to %s", id, shown(was, "state"), shown(is, "state")))
		case given:
			s.unchanged(last, was, is)
		default:
			if field, same := was.kept(is); !same {
				s.fail(last, "%s of job %s was %s, and is %s when %s was resumed", field, id, shown(was, field), shown(is, field), but)
			}
		}
	}
	for _, is := range after {
		switch {
		case had[is.id()] != nil:
		case copied(had[but], is):
			s.fail(last, "job %s appeared in the list when %s was resumed, a copy of it", is.id(), but)
		default:
			elsewhere = append(elsewhere, "job "+is.id()+" appeared in the list")
		}
	}
	s.pictures = append(s.pictures, pictured{last, but, elsewhere})
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
	if equal(before["completedTime"], nil) && !equal(after["completedTime"], nil) && active(after.state()) {
		s.fail(a, "completedTime was unset, and is %s for a job at work", shown(after, "completedTime"))
	}
	if at := after.at("updateTime"); at.After(latest(a).Add(skew-slack)) && !at.Equal(before.at("updateTime")) {
		s.fail(a, "updateTime is set to %s, by a server whose Date is %q", shown(after, "updateTime"), a.header.Get("Date"))
	}
	s.progressOf(a, after)
}
