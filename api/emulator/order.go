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
// an optional "asc" or "desc". Empty is the documented default, the name.
func parseOrder(s *schema, orderBy string) (order, *failure) {
	var keys order
	if strings.TrimSpace(orderBy) != "" {
		for item := range strings.SplitSeq(orderBy, ",") {
			words := strings.Fields(item)
			if len(words) == 0 || len(words) > 2 {
				return nil, invalid("orderBy: %q is not a field with an optional desc", strings.TrimSpace(item))
			}
			p, ok := s.path(words[0])
			if !ok || p.last().kind == message {
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

func (o order) position(job *server.Job) position {
	at := make(position, len(o))
	for i, key := range o {
		at[i] = key.path.of(job)
	}
	return at
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
