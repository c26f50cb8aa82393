package contract

import (
	"strings"

	"github.com/fireworks-sftj/sdk/api/conform"
)

func driftChecks() []check {
	return []check{
		every("drift.fields", "The contract has every field that is on the wire, and none is a known one in another spelling.", aDocument, func(s *session, a *answer) {
			if len(a.verdict.Drift) == 0 {
				return
			}
			known := spellings(s.guard.Ledger().Report().Properties)
			for _, d := range a.verdict.Drift {
				if d.Side != conform.Response || d.Kind != conform.DriftField {
					continue
				}
				name := d.Pointer[strings.LastIndexByte(d.Pointer, '/')+1:]
				d.Pointer = anyItem(d.Pointer)
				if other, ok := known.other(name); ok {
					s.fail(a, "%s: %s is another spelling of %s", a.probe.Operation, d.Pointer, other)
					continue
				}
				s.drift(a, "%s: %s", a.probe.Operation, d)
			}
		}),
		every("drift.values", "The contract has every enum value that is on the wire.", aDocument, func(s *session, a *answer) {
			for _, d := range a.verdict.Drift {
				if d.Side == conform.Response && d.Kind == conform.DriftEnumValue {
					d.Pointer = anyItem(d.Pointer)
					s.drift(a, "%s: %s", a.probe.Operation, d)
				}
			}
		}),
		driftGone,
	}
}

// anyItem writes a pointer for all items of a list alike: one of them is news, the others
// are not.
func anyItem(pointer string) string {
	tokens := strings.Split(pointer, "/")
	for i, t := range tokens {
		if t != "" && strings.Trim(t, "0123456789") == "" {
			tokens[i] = "*"
		}
	}
	return strings.Join(tokens, "/")
}

// spelling has the fields of the contract by the form that all spellings of one share.
type spelling map[string]string

func spellings(contract []conform.Seen) spelling {
	out := make(spelling, len(contract))
	for _, p := range contract {
		out[level(p.Name)] = p.Name
	}
	return out
}

// other finds the field that a name is another spelling of: in another case, or with other
// separators. proto3 JSON has one spelling on the wire.
func (s spelling) other(name string) (known string, ok bool) {
	known, ok = s[level(name)]
	return known, ok && known != name
}

// level is a name without its case and its separators.
func level(name string) string {
	return strings.ToLower(strings.ReplaceAll(strings.ReplaceAll(name, "_", ""), "-", ""))
}

var driftGone = check{
	Check: Check{ID: "drift.gone", Needs: []Need{NeedPrevious}, Rule: "What an earlier report of the same target had on the wire is on the wire still."},
	judge: func(s *session) {
		now := s.guard.Ledger().Report()
		for _, field := range goneFrom(s.previous.Coverage.Properties, now.Properties) {
			s.drift(nil, "the field %s was on the wire at %s, and is not any more", field, s.previous.Started.Format("2006-01-02 15:04"))
		}
	},
}

// goneFrom lists what was seen in answers then, and is not now.
func goneFrom(then, now []conform.Seen) []string {
	seen := make(map[string]bool)
	for _, p := range now {
		seen[p.Schema+"."+p.Name] = p.Responses > 0
	}
	out := []string{}
	for _, p := range then {
		if name := p.Schema + "." + p.Name; p.Responses > 0 && !seen[name] {
			out = append(out, name)
		}
	}
	return out
}
