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
			whole(e.Account), listProbe(e.Account, "pageSize", "1").times(maxPages),
			listProbe(e.Account, "pageSize", "2").times(maxPages), listProbe(e.Account).times(maxPages),
		}
	},
	judge: func(s *session) {
		all, last, complete := s.walk(0)
		s.total(last, len(all), complete)
		for i, size := range []string{"1", "2", "the usual size"} {
			jobs, end, whole := s.walk(i + 1)
			s.total(end, len(all), complete && whole)
			seen := make(map[string]bool)
			for _, r := range jobs {
				if seen[r.id()] {
					s.fail(end.answer, "in pages of %s, job %s comes twice", size, r.id())
				}
				seen[r.id()] = true
			}
			for _, r := range all {
				if !seen[r.id()] && whole {
					s.fail(end.answer, "in pages of %s, job %s is lost", size, r.id())
				}
			}
			for _, r := range jobs {
				if complete && find(all, r.id()) == nil {
					s.fail(end.answer, "in pages of %s there is a job %s that the whole list does not have", size, r.id())
				}
			}
		}
	},
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
	probes: func(e env) []Probe { return []Probe{whole(e.Account).times(2 * maxPages)} },
	judge: func(s *session) {
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
	},
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
		out := []Probe{whole(e.Account)}
		for _, size := range []string{"1", "2", "0", "200", "1000", "2147483647"} {
			p := listProbe(e.Account, "pageSize", size)
			if len(size) > 3 {
				p = p.broken()
			}
			out = append(out, p)
		}
		return out
	},
	judge: func(s *session) {
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
	},
}
