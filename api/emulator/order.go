package emulator

import (
	"slices"
	"strings"

	"github.com/fireworks-sftj/sdk/gen/server"
)

// order is what a list is sorted by. Its last key is always the name, which no two jobs
// share, so that every order is total.
type order []sortKey

type sortKey struct {
	path path
	desc bool
}

// parseOrder reads an orderBy: fields in either spelling, separated by commas, each with
// an optional "asc" or "desc". Empty is the newest first, or the name with [WithNameOrder].
func (e *Emulator) parseOrder(orderBy string) (order, *failure) {
	s := e.schema
	if strings.TrimSpace(orderBy) == "" && !e.quirks.nameOrder {
		orderBy = "create_time desc"
	}
	var keys order
	if strings.TrimSpace(orderBy) != "" {
		for item := range strings.SplitSeq(orderBy, ",") {
			words := strings.Fields(item)
			if len(words) == 0 || len(words) > 2 {
				return nil, invalid("orderBy: %q is not a field with an optional desc", strings.TrimSpace(item))
			}
			p, ok := s.path(words[0])
			if !ok || !p.last().kind.ordered() {
				return nil, invalid("orderBy: can't sort by %q", words[0])
			}
			key := sortKey{path: p}
			if len(words) == 2 {
				key.desc = strings.EqualFold(words[1], "desc")
				if !key.desc && !strings.EqualFold(words[1], "asc") {
					return nil, invalid("orderBy: %q is neither asc nor desc", words[1])
				}
			}
			keys = append(keys, key)
		}
	}
	name, _ := s.path("name")
	return append(keys, sortKey{path: name}), nil
}

// position is where a job stands in an order: the value of each key.
type position []value

func (o order) position(job *server.Job) position { return o.appendPosition(nil, job) }

func (o order) appendPosition(at position, job *server.Job) position {
	for _, key := range o {
		at = append(at, key.path.of(job))
	}
	return at
}

// byName reports whether an order is that of the names, or its reverse: whatever other keys
// come after the first never count.
func (o order) byName() (desc, ok bool) {
	first := o[0]
	return first.desc, len(first.path) == 1 && first.path.last().name == "name"
}

// newestFirst reports whether an order is by createTime, newest first, and then by name.
func (o order) newestFirst() bool {
	return len(o) == 2 && o[0].desc && !o[1].desc &&
		len(o[0].path) == 1 && o[0].path.last().name == "createTime" && o[1].path.last().name == "name"
}

func (o order) compare(a, b position) int {
	for i, key := range o {
		c := key.path.last().kind.compare(a[i], b[i])
		if key.desc {
			c = -c
		}
		if c != 0 {
			return c
		}
	}
	return 0
}

// listed is a job that a list may show.
type listed struct {
	rec *record
	job *server.Job
	at  position
}

func (o order) sort(jobs []listed) {
	slices.SortFunc(jobs, func(a, b listed) int { return o.compare(a.at, b.at) })
}

// first is the first n jobs of an order among all that are offered to it. It holds no more
// than twice as many.
type first struct {
	order order
	n     int
	jobs  []listed
	full  bool // there are n jobs, and none after the last of them is wanted
}

// offer takes a job, if it may be one of the first. It keeps no reference to at.
func (f *first) offer(rec *record, job *server.Job, at position) {
	if f.full && f.order.compare(at, f.jobs[f.n-1].at) > 0 {
		return
	}
	f.jobs = append(f.jobs, listed{rec: rec, job: job, at: slices.Clone(at)})
	if len(f.jobs) >= 2*f.n {
		f.trim()
	}
}

// trim drops what is not among the first, and returns the rest in order.
func (f *first) trim() []listed {
	f.order.sort(f.jobs)
	f.full = len(f.jobs) >= f.n
	f.jobs = f.jobs[:min(f.n, len(f.jobs))]
	return f.jobs
}
