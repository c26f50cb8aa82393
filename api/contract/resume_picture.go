package contract

import (
	"fmt"
	"maps"
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
// were given are nobody else's: whatever happens to one is the resume's doing. The others may
// be somebody's who is at work too, so what happens to them is only remembered, unless it is
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
		moved := is != nil && is.state() != was.state() && !s.rules.goesOn(was.state(), is.state())
		switch {
		case id == but && is != nil:
		case is == nil && given:
			s.fail(last, "job %s vanished from the list when %s was resumed", id, but)
		case is == nil:
			elsewhere = append(elsewhere, "job "+id+" vanished from the list")
		case moved && (given || was.state() == paused && s.rules.active(is.state())):
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

// pictured is what happened to jobs that nobody gave, while one was resumed.
type pictured struct {
	answer    *answer
	resumed   string
	elsewhere []string
}

// copied tells whether a job is another one by another name.
func copied(job, other record) bool {
	if job == nil {
		return false
	}
	unnamed := func(r record) record {
		out := maps.Clone(r)
		for _, field := range []string{"name", "displayName", "outputModel", "createTime", "createdBy"} {
			delete(out, field)
		}
		return out
	}
	_, same := unnamed(job).kept(unnamed(other))
	return same
}

// resumeOthers looks back on all resumes: people come and go, a server that does something to
// other jobs does it each time.
var resumeOthers = check{
	Check: Check{
		ID: "resume.others", Needs: []Need{NeedWrite},
		Rule: "Resuming jobs, one after the other, does not change the same about others each time.",
	},
	judge: func(s *session) {
		const least = 2 // once is chance
		if len(s.pictures) < least {
			s.skip("%d jobs were resumed with a look at all the others; it takes %d to tell a habit from a chance", len(s.pictures), least)
		}
		for _, p := range s.pictures {
			if len(p.elsewhere) == 0 {
				return
			}
		}
		if s.busy || s.churned() {
			s.skip("others are at work in the account: its jobs change while nobody resumes any")
		}
		for _, p := range s.pictures {
			s.fail(p.answer, "when %s was resumed, %s", p.resumed, p.elsewhere[0])
		}
	},
}

// churned tells whether jobs that nobody gave came, went or left their rest while jobs were
// only read.
func (s *session) churned() bool {
	var before map[string]record
	for _, a := range s.answers {
		if a.probe.writes() {
			return false
		}
		if a.probe.Operation != "list" || !a.ok() || a.probe.Auth != OwnKey || a.probe.target() != whole(s.Account).target() {
			continue
		}
		if object(a.familiar).str("nextPageToken") != "" {
			return false // more than one page: the others are not all seen at once
		}
		now := byID(a.jobs())
		for id, was := range before {
			is := now[id]
			if s.stateOf(id) == "" && (is == nil || was.state() != is.state() && !s.rules.goesOn(was.state(), is.state())) {
				return true
			}
		}
		if before != nil && len(now) > len(before) {
			return true
		}
		before = now
	}
	return false
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
	if equal(before["completedTime"], nil) && !equal(after["completedTime"], nil) && s.rules.active(after.state()) {
		s.fail(a, "completedTime was unset, and is %s for a job at work", shown(after, "completedTime"))
	}
	if at := after.at("updateTime"); at.After(latest(a).Add(skew-slack)) && !at.Equal(before.at("updateTime")) {
		s.fail(a, "updateTime is set to %s, by a server whose Date is %q", shown(after, "updateTime"), a.header.Get("Date"))
	}
	s.progressOf(a, after)
}
