package contract

import "slices"

// Walking through the list in small pages.

var listWalk = check{
	Check: Check{
		ID:   "list.walk",
		Rule: "Small pages add up to the list: no job twice, none lost, none over the size that was asked for, and an end; totalSize, where it is given, is the number of jobs.",
	},
	probes: func(e env) []Probe {
		return []Probe{
			whole(e.Account).times(2 * looks * maxPages), listProbe(e.Account, "pageSize", "1").times(looks * maxPages),
			listProbe(e.Account, "pageSize", "2").times(looks * maxPages), listProbe(e.Account).times(looks * maxPages),
		}
	},
	judge: func(s *session) { s.persists(func() { s.addUp() }) },
}

// looks is how often a list is read before it is blamed for not being the same: in an account
// with people at work, jobs come and go between two pages.
const looks = 3

// persists takes what a look finds only if every look finds something.
func (s *session) persists(look func()) {
	kept := s.findings
	for n := range looks {
		s.findings = slices.Clone(kept)
		if look(); len(s.findings) == len(kept) {
			s.busy = s.busy || n > 0
			return
		}
	}
}

// addUp compares the whole list with what its small pages add up to: the list as it was before
// them and after, because other people's jobs may come and go in between.
func (s *session) addUp() {
	before, first, complete := s.walk(0)
	s.total(first, len(before), complete)
	sizes := []string{"1", "2", "the usual size"}
	walks := make([]walked, len(sizes))
	for i := range sizes {
		walks[i].jobs, walks[i].last, walks[i].complete = s.walk(i + 1)
	}
	after, _, _ := s.walk(0)
	quiet := slices.Equal(ids(before), ids(after))
	s.busy = s.busy || !quiet
	was, is := byID(before), byID(after)
	for i, w := range walks {
		if quiet {
			s.total(w.last, len(before), complete && w.complete)
		}
		seen := make(map[string]bool)
		for _, r := range w.jobs {
			id := r.id()
			if seen[id] && (quiet || s.stateOf(id) != "") {
				s.fail(w.last.answer, "in pages of %s, job %s comes twice", sizes[i], id)
			}
			if seen[id] = true; complete && was[id] == nil && is[id] == nil {
				s.fail(w.last.answer, "in pages of %s there is a job %s that the whole list does not have", sizes[i], id)
			}
		}
		for _, r := range before {
			if id := r.id(); !seen[id] && w.complete && (is[id] != nil || s.stateOf(id) != "") {
				s.fail(w.last.answer, "in pages of %s, job %s is lost", sizes[i], id)
			}
		}
	}
}

// walked is what came of one way through the list.
type walked struct {
	jobs     []record
	last     page
	complete bool
}

// total holds totalSize to the number of jobs. Nothing obliges a server to give it.
func (s *session) total(p page, jobs int, complete bool) {
	if p.number("totalSize") < 0 {
		s.fail(p.answer, "totalSize is %s", shown(p.record, "totalSize"))
	}
	if n := p.number("totalSize"); complete && !equal(p.record["totalSize"], nil) && n != float64(jobs) {
		s.fail(p.answer, "totalSize is %s, and the list has %d jobs", shown(p.record, "totalSize"), jobs)
	}
}

var listTwice = check{
	Check:  Check{ID: "list.twice", Rule: "The list is the same, in the same order, when it is read again."},
	probes: func(e env) []Probe { return []Probe{whole(e.Account).times(2 * looks * maxPages)} },
	judge:  func(s *session) { s.persists(func() { s.sameTwice() }) },
}

func (s *session) sameTwice() {
	first, _, _ := s.walk(0)
	second, last, _ := s.walk(0)
	a, b := ids(first), ids(second)
	if slices.Equal(a, b) {
		return
	}
	slices.Sort(a)
	slices.Sort(b)
	if slices.Equal(a, b) {
		s.fail(last.answer, "the jobs come in another order the second time")
		return
	}
	s.fail(last.answer, "the list has %d jobs, and then %d, or others", len(a), len(b))
}

func ids(jobs []record) []string {
	out := make([]string, len(jobs))
	for i, r := range jobs {
		out[i] = r.id()
	}
	return out
}

var listSize = check{
	Check: Check{
		ID:   "list.size",
		Rule: "A page has no more jobs than were asked for, and no more than 200; a size over that is taken for 200, and 0 for the default.",
	},
	probes: func(e env) []Probe {
		out := []Probe{whole(e.Account).times(looks * maxPages)}
		for _, size := range []string{"1", "2", "0", "200", "1000", "2147483647"} {
			p := listProbe(e.Account, "pageSize", size).times(looks)
			if len(size) > 3 {
				p = p.broken()
			}
			out = append(out, p)
		}
		return out
	},
	judge: func(s *session) { s.persists(func() { s.sizes() }) },
}

func (s *session) sizes() {
	all, _, complete := s.walk(0)
	for i, limit := range []int{1, 2, 200, 200, 200, 200} {
		p := s.page(s.send(i + 1))
		asked := p.answer.probe.Query.Get("pageSize")
		if len(p.jobs) > limit {
			s.fail(p.answer, "pageSize=%s is answered with %d jobs", asked, len(p.jobs))
		}
		if len(p.jobs) < len(all) && complete && p.next == "" {
			s.fail(p.answer, "pageSize=%s is answered with %d jobs of %d and no next page", asked, len(p.jobs), len(all))
		}
		if len(p.jobs) == 0 && asked == "0" && len(all) > 0 {
			s.fail(p.answer, "pageSize=%s is answered without a job", asked)
		}
	}
}
