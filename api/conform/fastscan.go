package conform

import (
	"github.com/getkin/kin-openapi/openapi3"

	"github.com/fireworks-sftj/sdk/internal/jsonscan"
)

// scan is one pass of the fast path over a body. Its methods return false as soon as there
// is a doubt; where the reading stopped does not matter then.
type scan struct {
	in      jsonscan.Scanner
	depth   int
	partial bool // a field mask was asked for, so `required` doesn't hold
	counted counter
}

// maxDepth is how deep the fast path looks. The contract needs five levels.
const maxDepth = 64

// body scans one whole JSON text.
func (s *scan) body(text []byte, at slot, partial bool) bool {
	s.in, s.depth, s.partial = jsonscan.Scanner{Text: text}, 0, partial
	s.in.Space()
	sure := s.value(at)
	s.in.Space()
	s.in.Text = nil // it may be large, and belongs to the caller
	return sure && s.in.Pos == len(text)
}

// value scans the value that begins here. Its first byte tells its type; a type that the
// plan does not have is the validator's to name.
func (s *scan) value(at slot) bool {
	if s.in.Pos == len(s.in.Text) || at.plan == nil {
		return false
	}
	p := at.plan
	switch c := s.in.Text[s.in.Pos]; c {
	case '"':
		return (p.kind == openapi3.TypeString || p.kind == anything) && s.string(p)
	case '{':
		return (p.kind == openapi3.TypeObject || p.kind == anything) && s.object(p)
	case '[':
		return (p.kind == openapi3.TypeArray || p.kind == anything) && s.array(p)
	case 't':
		return (p.kind == openapi3.TypeBoolean || p.kind == anything) && s.in.Word("true")
	case 'f':
		return (p.kind == openapi3.TypeBoolean || p.kind == anything) && s.in.Word("false")
	case 'n':
		return at.null && s.in.Word("null")
	default:
		return s.number(p)
	}
}

// array scans an array; all its items have one plan.
func (s *scan) array(p *plan) bool {
	if s.depth++; s.depth > maxDepth {
		return false
	}
	s.in.Pos++
	if s.in.Next() == ']' {
		s.in.Pos++
		s.depth--
		return true
	}
	for s.value(p.rest) {
		switch s.in.Next() {
		case ',':
			s.in.Pos++
			s.in.Space()
		case ']':
			s.in.Pos++
			s.depth--
			return true
		default:
			return false
		}
	}
	return false
}

// maxExtras is how many undeclared properties an open object may have: each is compared
// with all before it.
const maxExtras = 16

// object scans an object. A name that stands there twice is looked for as it goes: of the
// declared ones a bit says that they were there, the others are kept.
func (s *scan) object(p *plan) bool {
	if s.depth++; s.depth > maxDepth {
		return false
	}
	s.in.Pos++
	var (
		seen   members
		extras [maxExtras][]byte
		more   int
		money  signs
	)
	if s.in.Next() == '}' {
		return s.close(p, seen)
	}
	for {
		name, ok := s.in.Name()
		if !ok {
			return false
		}
		to := p.rest
		if m := p.member(name); m != nil {
			if !seen.add(m.bit) {
				return false // twice
			}
			s.counted.add(m.index)
			to = m.slot // none for one that is not of this side, and so a doubt
		} else {
			if !p.open || more == maxExtras || contains(extras[:more], name) {
				return false
			}
			extras[more] = name
			more++
		}
		if p.money {
			money.note(name, s.in.Text[s.in.Pos:])
		}
		if !s.value(to) {
			return false
		}
		switch s.in.Next() {
		case ',':
			s.in.Pos++
		case '}':
			return !money.differ() && s.close(p, seen)
		default:
			return false
		}
	}
}

// close leaves an object, if it has all that it must have.
func (s *scan) close(p *plan, seen members) bool {
	s.in.Pos++
	s.depth--
	return s.partial || seen.has(p.required)
}

func contains(names [][]byte, name []byte) bool {
	for _, n := range names {
		if string(n) == string(name) {
			return true
		}
	}
	return false
}

// signs tells which parts of an amount of money are written with a minus.
type signs struct{ units, nanos, minusUnits, minusNanos bool }

// note looks at the first bytes of a value.
func (g *signs) note(name, value []byte) {
	switch string(name) {
	case "units":
		g.units, g.minusUnits = true, len(value) > 1 && value[0] == '"' && value[1] == '-'
	case "nanos":
		g.nanos, g.minusNanos = true, len(value) > 0 && value[0] == '-'
	}
}

// differ reports whether the signs may be opposite; a zero has none, but that is not looked at.
func (g *signs) differ() bool { return g.units && g.nanos && g.minusUnits != g.minusNanos }
