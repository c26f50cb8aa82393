package emulator

import "strings"

// mask is a tree of the fields that a read asked for. A nil *mask is all of them, and so
// is a field that is named without one inside it.
type mask struct {
	fields map[string]*mask
}

// parseMask reads a readMask: names in either spelling, separated by commas, nested with a
// dot. Empty, or *, is everything. The name and the dataset of a job are always filled in:
// an answer without them names no job, and is none by the contract.
func parseMask(s *schema, readMask string) (*mask, *failure) {
	if strings.TrimSpace(readMask) == "" || strings.TrimSpace(readMask) == "*" {
		return nil, nil
	}
	root := &mask{fields: map[string]*mask{"name": nil, "dataset": nil}}
	for path := range strings.SplitSeq(readMask, ",") {
		p, ok := s.path(strings.TrimSpace(path))
		if !ok {
			return nil, invalid("readMask: there is no field %q", strings.TrimSpace(path))
		}
		root.add(p)
	}
	return root, nil
}

// add takes a path into the mask. A message that is there as a whole stays so.
func (m *mask) add(p path) {
	f := p[0]
	sub, there := m.fields[f.name]
	switch {
	case len(p) == 1:
		m.fields[f.name] = nil
	case there && sub == nil:
	case !there:
		sub = &mask{fields: make(map[string]*mask)}
		m.fields[f.name] = sub
		fallthrough
	default:
		sub.add(p[1:])
	}
}

// pick reports whether a field is wanted, and what of it.
func (m *mask) pick(name string) (sub *mask, wanted bool) {
	if m == nil {
		return nil, true
	}
	sub, wanted = m.fields[name]
	return sub, wanted
}
