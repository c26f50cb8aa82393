package contract

import (
	"strings"

	"github.com/fireworks-sftj/sdk/api/conform"
)

func driftChecks() []check {
	return []check{
		every("drift.fields", "The contract has every field that is on the wire, and none is a known one in another spelling.", aDocument, func(s *session, a *answer) {
			for _, d := range a.verdict.Drift {
				if d.Side != conform.Response || d.Kind != conform.DriftField {
					continue
				}
				name := d.Pointer[strings.LastIndexByte(d.Pointer, '/')+1:]
				d.Pointer = anyItem(d.Pointer)
				if known, ok := spelling(s.guard.Ledger().Report().Properties, name); ok {
					s.fail(a, "%s: %s is another spelling of %s", a.probe.Operation, d.Pointer, known)
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

// spelling finds the field of the contract that a name is another spelling of: in another
// case, or with other separators. proto3 JSON has one spelling on the wire.
func spelling(contract []conform.Seen, name string) (known string, ok bool) {
	level := func(n string) string {
		return strings.ToLower(strings.NewReplacer("_", "", "-", "").Replace(n))
	}
	for _, p := range contract {
		if p.Name != name && level(p.Name) == level(name) {
			return p.Name, true
		}
	}
	return "", false
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
