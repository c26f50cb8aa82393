package contract

import (
	"fmt"
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
		driftProgress,
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
		fields, compared, left := goneFields(s.previous.Coverage.Properties, s.guard.Ledger().Report().Properties)
		if compared == 0 {
			s.skip("this run read nothing that the fields of the earlier report could be in")
		}
		for _, field := range fields {
			s.drift(nil, "the field %s was on the wire at %s, and was in no response of this run", field, s.previous.Started.Format("2006-01-02 15:04"))
		}
		if left > 0 {
			s.end(Pass, fmt.Sprintf("%d of %d fields of the earlier report were not compared: this run read fewer of the objects that they are in", left, left+compared))
		}
	},
}

// enoughObjects is the share of the earlier number of objects, in percent, that a run has to
// read before a field that only some of them had can be called gone. Two runs of one plan
// differ by a few reads.
const enoughObjects = 80

// goneFields lists the fields that were in responses then and in none now, as far as the later
// run could have met them: it read at least one object of the schema, and, where only some of
// the objects had the field, about as many of them. It also counts the fields that it compared,
// and those that it could not compare.
func goneFields(then, now []conform.Seen) (gone []string, compared, left int) {
	gone = []string{}
	objectsThen, objectsNow := objectsOf(then), objectsOf(now)
	seen := make(map[string]bool)
	for _, p := range now {
		seen[p.Schema+"."+p.Name] = p.Responses > 0
	}
	for _, p := range then {
		name := p.Schema + "." + p.Name
		had, has := objectsThen[p.Schema], objectsNow[p.Schema]
		switch {
		case p.Responses == 0:
		case seen[name]:
			compared++
		case has > 0 && (p.Responses == had || 100*has >= enoughObjects*had):
			compared++
			gone = append(gone, name)
		default:
			left++
		}
	}
	return gone, compared, left
}

// objectsOf is how many objects of each schema were in responses: as many as had the property
// that most of them have.
func objectsOf(list []conform.Seen) map[string]int64 {
	out := make(map[string]int64)
	for _, p := range list {
		out[p.Schema] = max(out[p.Schema], p.Responses)
	}
	return out
}

// newFields lists the fields that are in responses now and were in none then.
func newFields(then, now []conform.Seen) []string {
	seen := make(map[string]bool)
	for _, p := range then {
		seen[p.Schema+"."+p.Name] = p.Responses > 0
	}
	out := []string{}
	for _, p := range now {
		if name := p.Schema + "." + p.Name; p.Responses > 0 && !seen[name] {
			out = append(out, name)
		}
	}
	return out
}
