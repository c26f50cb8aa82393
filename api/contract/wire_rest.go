package contract

import "net/http"

// wireAtRest is about what reading does to a job. It looks at the time before the first
// request that could have changed one: what happens then, the kit did not ask for.
var wireAtRest = check{
	Check: Check{ID: "wire.at-rest", Rule: "While jobs are only read, one at rest stays in its state, in every read and in the list."},
	judge: func(s *session) {
		first, again := make(map[string]record), false
		for _, a := range s.answers {
			if a.probe.writes() {
				break
			}
			if !a.ok() || a.probe.Auth != OwnKey || a.probe.Method != http.MethodGet {
				continue
			}
			for _, r := range a.jobs() {
				if len(s.Jobs.list()) > 0 && s.stateOf(r.id()) == "" {
					continue // not given: its owner may change it at any time
				}
				was, seen := first[r.id()]
				again = again || seen
				if !seen || active(was.state()) {
					first[r.id()] = r
					continue
				}
				if s.stirred(was, r) && s.documented(a) {
					s.fail(a, "job %s was %s, and is %s in a later answer, although this run had not resumed it", r.id(), shown(was, "state"), shown(r, "state"))
				}
			}
		}
		switch {
		case len(first) == 0:
			s.skip("no job was read before the first request that could change one")
		case !again:
			s.skip("no job was read twice before the first request that could change one")
		}
	},
}

// jobs are those in an answer to get or list.
func (a *answer) jobs() []record {
	r := object(a.familiar)
	if a.probe.Operation == "list" {
		return r.jobs()
	}
	return []record{r}
}

// stirred reports whether a job that was at rest has left its state in a way that time alone
// does not explain: what is old may expire, and what was deleted may go.
func (s *session) stirred(was, is record) bool {
	switch {
	case was.id() == "", was.state() == "", is.state() == "", was.state() == is.state():
		return false
	case leaving(was.state()), is.state() == expired:
		return false
	}
	return resumeOutcome(is.state()) != gone && !leaving(is.state())
}
