package contract

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

func listQueryChecks() []check {
	return []check{listBadToken, listBadSize, listFilter, listOrder, listOdd}
}

var listBadToken = check{
	Check: Check{ID: "list.bad-token", Rule: "A page token that the target never gave is refused (400)."},
	probes: func(e env) []Probe {
		return []Probe{listProbe(e.Account, "pageToken", "sftj-no-such-token").broken(), listProbe(e.Account, "pageToken", "%00' OR 1=1--").broken()}
	},
	judge: func(s *session) {
		for i := range s.step.probes {
			a := s.send(i)
			s.hasList(a)
			s.refusal(a, "an unknown page token", 400)
		}
	},
}

// hasList skips the check where the target has no list, as far as the run has seen. A 404 may
// be all it has.
func (s *session) hasList(a *answer) {
	if a.status != 404 && a.status != 405 && a.status != 501 {
		return
	}
	if !s.listRead() {
		s.skip("no request for the list was answered 200, and this one is answered %d: the target may have no list", a.status)
	}
}

var listBadSize = check{
	Check: Check{ID: "list.bad-size", Rule: "A page size that is no number is refused (400); a negative one too, or it is taken for the default."},
	probes: func(e env) []Probe {
		return []Probe{
			listProbe(e.Account, "pageSize", "many").broken(), listProbe(e.Account, "pageSize", "1.5").broken(),
			listProbe(e.Account, "pageSize", "99999999999999999999").broken(), listProbe(e.Account, "pageSize", "-1").broken(),
		}
	},
	judge: func(s *session) {
		for i := range s.step.probes {
			a := s.send(i)
			s.hasList(a)
			if i > 1 && a.ok() {
				s.page(a)
				continue
			}
			s.refusal(a, "pageSize="+a.probe.Query.Get("pageSize"), 400)
		}
	},
}

var listFilter = check{
	Check: Check{
		ID:   "list.filter",
		Rule: "A filter by state lists the jobs in that state and no others, or filters are ignored or refused as a whole.",
	},
	probes: func(e env) []Probe {
		filtered := whole(e.Account)
		filtered.Query.Set("filter", `state="`+filterState(e)+`"`)
		small := listProbe(e.Account, "pageSize", "1", "filter", filtered.Query.Get("filter")).times(maxPages)
		return []Probe{
			whole(e.Account), filtered, small,
			listProbe(e.Account, "filter", "state = = (").broken(), listProbe(e.Account, "filter", `state="`).broken(),
		}
	},
	judge: func(s *session) {
		all, _, complete := s.walk(0)
		for _, i := range []int{3, 4} {
			if a := s.send(i); !a.ok() {
				s.refusal(a, "a filter that can't be read", 400)
			}
		}
		first := s.sendPage(1, "")
		want := filterState(env{Target: s.Target})
		if first.status == 400 || first.status == 501 {
			s.skip("the target refuses the filter state=%q (%d)", want, first.status)
		}
		jobs := s.page(first).jobs
		if slices.Equal(ids(jobs), ids(all)) {
			s.skip("%s", unfiltered(all, want))
		}
		paged, _, _ := s.walk(2)
		for _, r := range append(paged, jobs...) {
			// What is at work may have been in that state when it was looked up.
			elsewhere := active(r.state()) && !active(find(all, r.id()).state())
			if r.state() != want && !elsewhere {
				s.fail(first, "filter state=%q lists job %s, which is %s", want, r.id(), shown(r, "state"))
			}
		}
		for _, r := range all {
			if r.state() == want && find(jobs, r.id()) == nil && complete && s.page(first).next == "" && !active(want) {
				s.fail(first, "filter state=%q leaves out job %s", want, r.id())
			}
		}
	},
}

// unfiltered says what a list means that is the same with a filter and without.
func unfiltered(all []record, want string) string {
	other := slices.IndexFunc(all, func(r record) bool { return r.state() != want })
	switch {
	case len(all) == 0:
		return "the list is empty: there is nothing to filter"
	case other < 0:
		return fmt.Sprintf("all %d jobs are in the state %s: a filter by it shows nothing", len(all), want)
	}
	return fmt.Sprintf("the list filtered by state=%q is the whole list, with jobs in other states: the filter is ignored", want)
}

// filterState is the state to filter by: one that a given job rests in.
func filterState(e env) string {
	for _, g := range e.Jobs.list() {
		if g.state != deleted && g.state != running {
			return g.state
		}
	}
	return completed
}

var listOrder = check{
	Check: Check{
		ID:   "list.order",
		Rule: "Ordered by createTime, the list has the same jobs in that order, or orders are ignored or refused as a whole.",
	},
	probes: func(e env) []Probe {
		up, down := whole(e.Account), whole(e.Account)
		up.Query.Set("orderBy", "create_time,name")
		down.Query.Set("orderBy", "create_time desc,name")
		return []Probe{
			whole(e.Account).times(looks * maxPages), up.times(2 * looks), down.times(2 * looks),
			listProbe(e.Account, "orderBy", "no_such_field sideways").broken().times(looks),
			listProbe(e.Account, "orderBy", down.Query.Get("orderBy"), "pageSize", "2").times(looks * maxPages),
			listProbe(e.Account, "orderBy", up.Query.Get("orderBy"), "pageSize", "2").times(looks * maxPages),
		}
	},
	judge: func(s *session) { s.persists(func() { s.orders() }) },
}

func (s *session) orders() {
	all, _, complete := s.walk(0)
	if a := s.send(3); !a.ok() {
		s.refusal(a, "an order that can't be read", 400)
	}
	// No default order is known: documented is the name, and seen was the newest job first. So
	// small pages are walked in an order that is not the list's own, whichever that is.
	ignored, walked := 0, false
	for _, down := range []bool{true, false} {
		one, small := 1, 5
		if down {
			one, small = 2, 4
		}
		first := s.sendPage(one, "")
		if first.status == 400 || first.status == 501 {
			s.skip("the target refuses the order %q (%d)", first.probe.Query.Get("orderBy"), first.status)
		}
		p := s.page(first)
		if slices.Equal(ids(p.jobs), ids(all)) {
			ignored++ // or it is in that order already
			continue
		}
		sorted := slices.IsSortedFunc(p.jobs, func(a, b record) int {
			d := a.at("createTime").Compare(b.at("createTime"))
			if down {
				d = -d
			}
			return cmp.Or(d, 0)
		})
		if !sorted {
			s.fail(first, "ordered by %q, the list is neither in that order nor in its own", first.probe.Query.Get("orderBy"))
		}
		if complete && p.next == "" && len(p.jobs) != len(all) {
			s.fail(first, "ordered by %q, the list has %d jobs instead of %d", first.probe.Query.Get("orderBy"), len(p.jobs), len(all))
		}
		if !walked {
			s.keepsOrder(one, small, p.jobs)
			walked = true
		}
	}
	if ignored == 2 {
		s.skip("%s", unordered(all))
	}
}

// unordered says what a list means that is in one order, whatever order is asked for.
func unordered(all []record) string {
	times := make(map[time.Time]bool)
	for _, r := range all {
		times[r.at("createTime")] = true
	}
	switch {
	case len(all) < 2:
		return fmt.Sprintf("the list has %d jobs: no order can be seen", len(all))
	case len(times) == 1:
		return fmt.Sprintf("all %d jobs have the same createTime: an order by it cannot be seen", len(all))
	}
	return "the list is in the same order whether it is ordered by createTime, up or down, or not at all: orderBy is ignored"
}

// keepsOrder walks through an ordered list in small pages: the order must not be that of the
// first page alone. The probes are those of one page and of small ones.
func (s *session) keepsOrder(one, pages int, ordered []record) {
	small, end, _ := s.walk(pages)
	again := s.page(s.sendPage(one, "")).jobs
	if !slices.Equal(ids(again), ids(ordered)) {
		return // other people's jobs came or went
	}
	if len(small) <= len(ordered) && !slices.Equal(ids(small), ids(ordered[:len(small)])) {
		s.fail(end.answer, "ordered by %q, small pages have the jobs in another order than one page", end.answer.probe.Query.Get("orderBy"))
	}
}

var listOdd = check{
	Check:  Check{ID: "list.query", Rule: "An unknown query parameter is ignored or rejected (400), and never causes a server error."},
	probes: func(e env) []Probe { return []Probe{listProbe(e.Account, "sftjNoSuchParameter", "1").broken()} },
	judge: func(s *session) {
		a := s.send(0)
		s.hasList(a)
		if a.ok() {
			s.page(a)
			return
		}
		s.refusal(a, "an unknown query parameter", 400)
	},
}
