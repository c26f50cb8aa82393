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
}

func (f *findings) add(pointer, rule, value, message string) {
	f.violations = append(f.violations, Violation{
		Operation: f.operation, Side: f.side,
		Pointer: shownPointer(pointer), Rule: rule,
		Value: shown(pointer, value), Message: shownMessage(message),
	})
}

func (f *findings) drifted(pointer, kind, value string) {
	if kind != DriftField { // of which it is the type: that may be seen under a secret name too
		value = shown(pointer, value)
	}
	f.drift = append(f.drift, Drift{
		Operation: f.operation, Side: f.side,
		Pointer: shownPointer(pointer), Kind: kind, Value: value,
	})
}

// result puts the findings of all sides in order, each thing once.
func result(op *operation, status int, sides ...*findings) Result {
	// Empty, not nil: a reader of the JSON finds lists.
	r := Result{Status: status, Violations: []Violation{}, Drift: []Drift{}}
	if op != nil {
		r.Operation = op.ID
	}
	for _, f := range sides {
		r.Violations = append(r.Violations, f.violations...)
		r.Drift = append(r.Drift, f.drift...)
	}
	slices.SortStableFunc(r.Violations, func(a, b Violation) int {
		return cmp.Or(cmp.Compare(a.Side, b.Side), cmp.Compare(a.Pointer, b.Pointer), cmp.Compare(a.Rule, b.Rule))
	})
	r.Violations = slices.CompactFunc(r.Violations, func(a, b Violation) bool {
		return a.Side == b.Side && a.Pointer == b.Pointer && a.Rule == b.Rule
	})
	slices.SortStableFunc(r.Drift, func(a, b Drift) int {
		return cmp.Or(cmp.Compare(a.Side, b.Side), cmp.Compare(a.Pointer, b.Pointer), cmp.Compare(a.Kind, b.Kind))
	})
	r.Drift = slices.Compact(r.Drift)
	return r
}
