package contract

import "maps"

// pictured is what happened to jobs that were not given, while one was resumed.
type pictured struct {
	answer    *answer
	resumed   string
	elsewhere []string
}

// copied reports whether a job is another one by another name.
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
			s.skip("%d jobs were resumed with a look at all the others; it takes %d to tell an effect from chance", len(s.pictures), least)
		}
		for _, p := range s.pictures {
			if len(p.elsewhere) == 0 {
				return
			}
		}
		if s.busy || s.churned() {
			s.skip("other jobs of the account changed while this run resumed none: a change during a resume proves nothing")
		}
		for _, p := range s.pictures {
			s.fail(p.answer, "when %s was resumed, %s", p.resumed, p.elsewhere[0])
		}
	},
}

// churned reports whether jobs that were not given came, went or left their rest while jobs were
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
			if s.stateOf(id) == "" && (is == nil || was.state() != is.state() && !goesOn(was.state(), is.state())) {
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
