package conform

import (
	"encoding/json"
	"strconv"
	"strings"
)

// walker goes once over a decoded body and its shape. It tells the ledger what is there,
// and the findings what the contract does not know.
type walker struct {
	findings *findings
	ledger   *Ledger
	unknown  int // how many unknown things there were
}

// spot is the way to a value, as a list that is written out only when it is asked for.
type spot struct {
	up    *spot
	name  string
	index int
	array bool // the step is an index, not a name
}

// driftedAt is drifted for a place that is written out only when it is kept.
func (f *findings) driftedAt(at *spot, kind, value string) {
	pointer := ""
	if len(f.drift) < f.maxDrift {
		pointer = at.String()
	}
	f.drifted(pointer, kind, value)
}

// String writes the way as a JSON pointer.
func (s *spot) String() string {
	var tokens []string
	for ; s != nil; s = s.up {
		if s.array {
			tokens = append(tokens, strconv.Itoa(s.index))
		} else {
			tokens = append(tokens, escape(s.name))
		}
	}
	var b strings.Builder
	for i := len(tokens) - 1; i >= 0; i-- {
		b.WriteByte('/')
		b.WriteString(tokens[i])
	}
	return b.String()
}

// walk visits a value. A value of another type than declared is the validator's to report.
func (w *walker) walk(sh *shape, value any, at *spot) {
	if sh == nil {
		return
	}
	switch value := value.(type) {
	case map[string]any:
		if sh.object {
			w.object(sh, value, at)
		}
	case []any:
		for i, item := range value {
			w.walk(sh.items, item, &spot{up: at, index: i, array: true})
		}
	case string:
		if sh.enum == nil {
			return
		}
		if i, ok := sh.enum.index[value]; ok {
			w.ledger.sawValue(w.findings.side, i)
		} else if sh.enum.drift(value) {
			if w.few() {
				w.ledger.sawUnknown(unknownValue, sh.name+"."+value)
			}
			w.findings.driftedAt(at, DriftEnumValue, value)
		}
	}
}

// judgeNumbers reports the numbers that 64 bits can't hold, wherever they are: the schema says
// nothing of those in free and unknown fields, and decoders refuse the whole body for one.
func judgeNumbers(f *findings, value any, at *spot) {
	switch value := value.(type) {
	case map[string]any:
		for name, member := range value {
			judgeNumbers(f, member, &spot{up: at, name: name})
		}
	case []any:
		for i, item := range value {
			judgeNumbers(f, item, &spot{up: at, index: i, array: true})
		}
	case json.Number:
		if _, err := value.Float64(); err != nil {
			f.add(at.String(), "format", value.String(), "the number is out of range")
		}
	}
}

// maxWalked is how many unknown things of one body the ledger takes by their names: to mask
// a name costs more than to read it.
const maxWalked = 10_000

// few reports whether an unknown thing is among those that are noted by name; of the
// others only the number is.
func (w *walker) few() bool {
	if w.unknown++; w.unknown <= maxWalked {
		return true
	}
	w.ledger.drop()
	return false
}

func (w *walker) object(sh *shape, object map[string]any, at *spot) {
	for name, value := range object {
		here := spot{up: at, name: name}
		p, declared := sh.props[name]
		switch {
		case declared:
			w.ledger.sawProperty(w.findings.side, p.index)
			w.walk(p.shape, value, &here)
		case sh.extra != nil:
			w.walk(sh.extra, value, &here)
		case sh.open:
		default:
			if w.few() {
				w.ledger.sawUnknown(unknownField, sh.name+"."+name, kind(value))
			}
			if !sh.closed { // else it is a violation
				w.findings.driftedAt(&here, DriftField, kind(value))
			}
		}
	}
	if sh.money && oppositeSigns(object) {
		w.findings.add(at.String(), "money-sign", literal(object["units"])+" and "+literal(object["nanos"]),
			"units and nanos have opposite signs")
	}
}
