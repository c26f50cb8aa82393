package contract

import (
	"net/http"
	"slices"
)

func listChecks() []check {
	return slices.Concat(
		[]check{listPage, listGiven, listAgrees, listWalk, listTwice, listSize},
		listQueryChecks(),
	)
}

// page expects a page of the list, and skips the check where the target has no list.
func (s *session) page(a *answer) page {
	if !a.ok() && slices.Contains([]int{404, 405, 501}, a.status) {
		if s.listRead() {
			s.skip("this request for the list is answered %d: %s", a.status, a.probe.target())
		}
		s.skip("every request for the list was answered without a 200, this one %d: the target may have no list", a.status)
	}
	r := s.job(a)
	p := page{record: r, jobs: r.jobs(), next: r.str("nextPageToken"), answer: a}
	if p.jobs == nil && !equal(r["supervisedFineTuningJobs"], nil) {
		s.fail(a, "supervisedFineTuningJobs is no array of jobs")
		s.end(Fail, "")
	}
	return p
}

// page is an answer to list.
type page struct {
	record
	jobs   []record
	next   string
	answer *answer
}

// find returns the job with this id, nil for none.
func find(jobs []record, id string) record {
	i := slices.IndexFunc(jobs, func(r record) bool { return r.id() == id })
	if i < 0 {
		return nil
	}
	return jobs[i]
}

// byID are the jobs of a list by their ids, for who looks up many. Of two with one id, it has
// the first.
func byID(jobs []record) map[string]record {
	out := make(map[string]record, len(jobs))
	for _, r := range jobs {
		if id := r.id(); out[id] == nil {
			out[id] = r
		}
	}
	return out
}

// maxPages is how far the kit walks through a list. Behind it, what was not seen is not
// held to be missing.
const maxPages = 30

// maxEmpty is how many empty pages in a row are one too many. A few are what a filter
// behind an index may leave.
const maxEmpty = 6

// walk reads the list page by page with a probe of maxPages, and reports whether it came to
// the end. A token that comes again would lead round without an end.
func (s *session) walk(i int) (jobs []record, last page, complete bool) {
	seen := make(map[string]bool)
	token, empty := "", 0
	for range maxPages {
		last = s.page(s.sendPage(i, token))
		jobs = append(jobs, last.jobs...)
		if size := int(number(s.step.probes[i].Query.Get("pageSize"))); size > 0 && len(last.jobs) > size {
			s.fail(last.answer, "a page of at most %d has %d jobs", size, len(last.jobs))
		}
		if empty++; len(last.jobs) > 0 {
			empty = 0
		}
		if empty == maxEmpty {
			s.fail(last.answer, "%d pages in a row are empty, and each names a next one", empty)
			s.end(Fail, "")
		}
		s.total(last, 0, false)
		if last.next == "" {
			return jobs, last, true
		}
		if seen[last.next] {
			s.fail(last.answer, "the page token %q comes again: the pages would repeat", excerpt(last.next, 40))
			s.end(Fail, "")
		}
		seen[last.next], token = true, last.next
	}
	return jobs, last, false
}

// whole is the probe of a walk in pages of the largest size.
func whole(account string) Probe { return listProbe(account, "pageSize", "200").times(maxPages) }

// listRead reports whether a request for the list was answered 200.
func (s *session) listRead() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.ContainsFunc(s.answers, func(a *answer) bool {
		return a.probe.Operation == "list" && a.probe.Auth == OwnKey && a.ok()
	})
}

// listedID is the first job that the target lists, "" for none.
func (s *session) listedID() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range s.answers {
		if a.probe.Operation != "list" || a.probe.Auth != OwnKey || !a.ok() {
			continue
		}
		for _, r := range object(a.plain).jobs() {
			if plain(r.id()) && r.state() != deleted {
				return r.id()
			}
		}
	}
	return ""
}

var listPage = check{
	Check:  Check{ID: "list.page", Rule: "The list has jobs of the account alone, each under its full name, with a state and a dataset, and none twice."},
	probes: func(e env) []Probe { return []Probe{listProbe(e.Account)} },
	judge: func(s *session) {
		p := s.page(s.send(0))
		seen := make(map[string]bool)
		for _, r := range p.jobs {
			name := r.str("name")
			if want := collection(s.Account)[len("/v1/"):] + "/" + r.id(); name != want || r.id() == "" {
				s.fail(p.answer, "a job in the list has the name %s", shown(r, "name"))
			}
			if seen[name] {
				s.fail(p.answer, "job %s is on one page twice", name)
			}
			seen[name] = true
			if r.state() == "" || r.str("dataset") == "" {
				s.fail(p.answer, "job %s in the list has no state or no dataset", r.id())
			}
			s.times(p.answer, r, latest(p.answer))
			s.progressOf(p.answer, r)
			s.meaning(p.answer, r)
		}
	},
}

var listGiven = check{
	Check:  Check{ID: "list.given", Rule: "Every job that is known to exist is in the list, and no deleted one but as deleted."},
	probes: func(e env) []Probe { return []Probe{whole(e.Account)} },
	judge: func(s *session) {
		jobs, last, complete := s.walk(0)
		for _, g := range s.Jobs.list() {
			r := find(jobs, g.id)
			switch {
			case g.state == deleted && r != nil && resumeOutcome(r.state()) != gone && !leaving(r.state()):
				s.fail(last.answer, "the deleted job %s is in the list as %s", g.id, shown(r, "state"))
			case g.state != deleted && r == nil && complete:
				s.fail(last.answer, "job %s is not in the list", g.id)
			}
		}
		if s.Foreign.Job != "" && find(jobs, s.Foreign.Job) != nil && s.stateOf(s.Foreign.Job) == "" {
			s.fail(last.answer, "job %s of another account is in the list", s.Foreign.Job)
		}
		switch {
		case !complete:
			s.skip("the list goes on behind %d pages, and the jobs there were not looked for", maxPages)
		case len(s.Jobs.list()) == 0 && s.Foreign.Job == "":
			s.skip("no job is given to look for in the list")
		}
	},
}

// maxCompared is how many listed jobs are read by themselves.
const maxCompared = 16

// sample is what of the list to compare: the jobs that were given, and then the first of
// the others.
func (s *session) sample(jobs []record) []record {
	var given, others []record
	for _, r := range jobs {
		switch {
		case !plain(r.id()): // for list.page
		case s.stateOf(r.id()) != "":
			given = append(given, r)
		default:
			others = append(others, r)
		}
	}
	all := append(given, others...)
	return all[:min(len(all), maxCompared)]
}

var listAgrees = check{
	Check: Check{ID: "list.agrees", Rule: "A job in the list and the same job read by itself agree."},
	probes: func(e env) []Probe {
		return []Probe{whole(e.Account), getProbe(e.Account, "{id}").times(maxCompared)}
	},
	judge: func(s *session) {
		jobs, last, _ := s.walk(0)
		if len(jobs) == 0 {
			s.skip("the list is empty: there is no job to compare")
		}
		for _, listed := range s.sample(jobs) {
			given := s.stateOf(listed.id()) != ""
			a := s.sendFor(1, listed.id())
			if a.status == http.StatusNotFound && !given {
				continue // it may have been deleted since
			}
			r := s.named(a, s.Account, listed.id())
			if field, same := listed.kept(r); !same {
				s.fail(a, "%s of job %s is %s in the list, and %s by itself", field, r.id(), shown(listed, field), shown(r, field))
			}
			if !given { // its state is another check's matter
				continue
			}
			if listed.state() != r.state() && !active(listed.state()) {
				s.fail(last.answer, "job %s is %s in the list, and %s by itself", r.id(), shown(listed, "state"), shown(r, "state"))
			}
			s.unchanged(a, listed, r)
		}
	},
}
