package conform

import (
	"cmp"
	"slices"
)

// findings gathers what is wrong with one side of one exchange. Whatever goes in is
// masked on the way.
type findings struct {
	operation  string
	side       Side
	violations []Violation
	drift      []Drift

	moreViolations, moreDrift bool // there are more than are kept

	// unjudged is why a part of this side was not judged.
	unjudged string

	maxViolations, maxDrift int
	known                   map[finding]bool // the violations, by their unmasked place
}

// finding is what makes two violations of one side the same.
type finding struct{ pointer, rule string }

func (f *findings) add(pointer, rule, value, message string) {
	if f.known[finding{pointer, rule}] {
		return
	}
	if len(f.violations) == f.maxViolations {
		f.moreViolations = true
		return
	}
	if f.known == nil {
		f.known = make(map[finding]bool)
	}
	f.known[finding{pointer, rule}] = true
	f.violations = append(f.violations, Violation{
		Operation: f.operation, Side: f.side,
		Pointer: shownPointer(pointer), Rule: rule,
		Value: shown(pointer, value), Message: shownMessage(message),
	})
}

// violated reports whether the side violates the contract, even if no violation is kept.
func (f *findings) violated() bool { return len(f.violations) > 0 || f.moreViolations }

func (f *findings) drifted(pointer, kind, value string) {
	if len(f.drift) == f.maxDrift {
		f.moreDrift = true
		return
	}
	if kind != DriftField { // of which it is the type: that may be seen under a secret name too
		value = shown(pointer, value)
	}
	f.drift = append(f.drift, Drift{
		Operation: f.operation, Side: f.side,
		Pointer: shownPointer(pointer), Kind: kind, Value: value,
	})
}

// findings makes a list for one side of an exchange with an operation, nil for none.
func (c *Checker) findings(op *operation, side Side) *findings {
	f := &findings{side: side, maxViolations: c.maxViolations, maxDrift: c.maxDrift}
	if op != nil {
		f.operation = op.ID
	}
	return f
}

// result puts the findings of all sides in order, each thing once.
func (c *Checker) result(op *operation, status int, sides ...*findings) Result {
	// Empty, not nil: a reader of the JSON finds lists.
	r := Result{Status: status, Violations: []Violation{}, Drift: []Drift{}}
	if op != nil {
		r.Operation = op.ID
	}
	for _, f := range sides {
		r.Violations = append(r.Violations, f.violations...)
		r.Drift = append(r.Drift, f.drift...)
		r.MoreViolations = r.MoreViolations || f.moreViolations
		r.MoreDrift = r.MoreDrift || f.moreDrift
		r.Unjudged = cmp.Or(r.Unjudged, f.unjudged)
	}
	slices.SortStableFunc(r.Violations, func(a, b Violation) int {
		return cmp.Or(cmp.Compare(a.Side, b.Side), cmp.Compare(a.Pointer, b.Pointer), cmp.Compare(a.Rule, b.Rule))
	})
	r.Violations = slices.CompactFunc(r.Violations, func(a, b Violation) bool {
		return a.Side == b.Side && a.Pointer == b.Pointer && a.Rule == b.Rule
	})
	c.blame(op, status, r.Violations)
	slices.SortStableFunc(r.Drift, func(a, b Drift) int {
		return cmp.Or(cmp.Compare(a.Side, b.Side), cmp.Compare(a.Pointer, b.Pointer), cmp.Compare(a.Kind, b.Kind))
	})
	r.Drift = slices.Compact(r.Drift)
	if len(r.Violations) > c.maxViolations {
		r.Violations, r.MoreViolations = r.Violations[:c.maxViolations], true
	}
	if len(r.Drift) > c.maxDrift {
		r.Drift, r.MoreDrift = r.Drift[:c.maxDrift], true
	}
	return r
}
