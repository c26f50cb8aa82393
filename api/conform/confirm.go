package conform

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// Confirmation is a statement of the contract that responses showed, and how often.
type Confirmation struct {
	Kind   StatementKind `json:"kind"`
	Name   string        `json:"name"`
	Source Source        `json:"source"`
	Seen   int64         `json:"seen"`
	// New reports that no capture that the contract carries had shown the statement before.
	New bool `json:"new"`
}

// Confirmed returns the statements of the contract that responses have shown since the Checker was
// made, in the order of [Checker.Statements], and how many statements there are. A field that a
// response violated is not confirmed, and of those that come in requests only nothing is known.
// Parameters and headers are not counted: that they are there does not say what they do.
//
// Errors: those of Statements.
func (c *Checker) Confirmed() (confirmed []Confirmation, of int, err error) {
	list, err := c.Statements()
	if err != nil {
		return nil, 0, err
	}
	seen := c.ledger.seen()
	for _, s := range list {
		if n := seen[s.Kind][s.Name]; n > 0 {
			confirmed = append(confirmed, Confirmation{s.Kind, s.Name, s.Source, n, len(s.Observations) == 0})
		}
	}
	return confirmed, len(list), nil
}

// seen counts the statements that responses showed.
func (l *Ledger) seen() map[StatementKind]map[string]int64 {
	r := l.Report()
	out := map[StatementKind]map[string]int64{
		StatementOperation: {}, StatementStatus: {}, StatementField: {}, StatementValue: {}, StatementError: {},
	}
	for i, op := range r.Operations {
		name := l.operations[i].Name
		for _, s := range op.Statuses {
			if !s.ByDefault { // it is counted under default too
				out[StatementStatus][name+" "+s.Status] = s.Seen
				out[StatementOperation][name] += s.Seen
			}
		}
	}
	for _, p := range r.Properties {
		if l.isViolated(p.Name) {
			continue
		}
		out[StatementField][p.Schema+"."+p.Name] = p.Responses
		// An error has the shape of a schema if it has a field of it.
		out[StatementError][p.Schema] = max(out[StatementError][p.Schema], p.Responses)
	}
	for _, v := range r.EnumValues {
		out[StatementValue][v.Schema+"."+v.Name] = v.Responses
	}
	return out
}

// sawViolations notes the fields that a response violated, by their names alone.
func (l *Ledger) sawViolations(found []Violation) {
	if len(found) == 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, v := range found {
		field := v.Pointer[strings.LastIndexByte(v.Pointer, '/')+1:]
		if v.Side == Response && len(l.violated) < maxUnknown {
			l.violated[field] = true
		}
	}
}

func (l *Ledger) isViolated(field string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.violated[field]
}

// WriteEvidence writes confirmations as an entry of x-evidence, which the contract carries: kinds
// and names of statements and how often they were seen on a day, and no values, ids or hosts. The
// resource is that of the responses: supervisedFineTuningJobs, or a sibling of it.
//
// Errors: those of w.
func WriteEvidence(w io.Writer, confirmed []Confirmation, on time.Time, resource string) error {
	var out strings.Builder
	fmt.Fprintf(&out, "- date: '%s'\n  resource: %s\n  statements:\n", on.UTC().Format(time.DateOnly), resource)
	confirmed = slices.Clone(confirmed)
	kinds := StatementKinds()
	slices.SortStableFunc(confirmed, func(a, b Confirmation) int {
		return cmp.Or(cmp.Compare(slices.Index(kinds, a.Kind), slices.Index(kinds, b.Kind)), cmp.Compare(a.Name, b.Name))
	})
	var kind StatementKind
	for _, c := range confirmed {
		if c.Kind != kind {
			kind = c.Kind
			fmt.Fprintf(&out, "    %s:\n", kind)
		}
		fmt.Fprintf(&out, "      %s: %d\n", c.Name, c.Seen)
	}
	if len(confirmed) == 0 {
		out.Reset()
		out.WriteString("[]\n")
	}
	_, err := io.WriteString(w, out.String())
	return err
}
