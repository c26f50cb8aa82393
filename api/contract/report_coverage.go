package contract

import (
	"fmt"
	"strings"

	"github.com/fireworks-sftj/sdk/api/conform"
)

// operations is the name of a tally.
const operations = "operations"

// tally is how much of one kind of thing was seen, of all that the contract has.
type tally struct {
	Name      string
	Seen, All int
}

// ConfirmedText says how many statements of the contract the run confirmed, how many of them no
// capture had shown before, and what those rested on until now. It is empty for a report that does
// not have them.
func (r *Report) ConfirmedText() string {
	if r.Statements == 0 {
		return ""
	}
	fresh := 0
	bySource := map[conform.Source]int{}
	for _, c := range r.Confirmed {
		if c.New {
			fresh++
			bySource[c.Source]++
		}
	}
	text := fmt.Sprintf("%d of %d statements of the contract", len(r.Confirmed), r.Statements)
	if fresh == 0 {
		return text
	}
	var until []string
	for _, s := range []struct {
		source conform.Source
		word   string
	}{
		{conform.SourceDocumented, "documented"}, {conform.SourceObserved, "observed elsewhere"},
		{conform.SourceInferred, "inferred"}, {conform.SourceAssumed, "assumed"},
	} {
		if n := bySource[s.source]; n > 0 {
			until = append(until, fmt.Sprintf("%d %s", n, s.word))
		}
	}
	return text + fmt.Sprintf(", %d of them for the first time (until now %s)", fresh, strings.Join(until, ", "))
}

// with counts one thing more, which was seen n times.
func (t tally) with(n int64) tally {
	t.All++
	if n > 0 {
		t.Seen++
	}
	return t
}

// Percent is how much that is, from 0 to 100.
func (t tally) Percent() string { return percent(100 * float64(t.Seen) / float64(max(1, t.All))) }

// tallies counts what was seen on the wire. A status counts when the contract lists it for
// the operation; "default" is one of them.
func (r *Report) tallies() []tally {
	ops, statuses := tally{Name: operations}, tally{Name: "statuses"}
	for _, op := range r.Coverage.Operations {
		ops = ops.with(answers(op))
		for _, s := range op.Statuses {
			if !s.ByDefault {
				statuses = statuses.with(s.Seen)
			}
		}
	}
	return []tally{ops, statuses, seenOf("properties", r.Coverage.Properties), seenOf("enum values", r.Coverage.EnumValues)}
}

func seenOf(name string, list []conform.Seen) tally {
	t := tally{Name: name}
	for _, s := range list {
		t = t.with(s.Requests + s.Responses)
	}
	return t
}

// answers is how many documented answers an operation gave.
func answers(op conform.SeenOperation) int64 {
	var n int64
	for _, s := range op.Statuses {
		if !s.ByDefault { // it is counted under "default" too
			n += s.Seen
		}
	}
	return n
}
