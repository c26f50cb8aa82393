package conform

import (
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/go-json-experiment/json/jsontext"
)

// string scans a string, and holds it against what the plan says of one.
func (s *scan) string(p *plan) bool {
	start := s.in.Pos
	text, escaped, ok := s.in.Quoted()
	if !ok || p.kind == anything {
		return ok
	}
	if p.enum == nil && p.format == nil && p.minLen == 0 && p.maxLen < 0 {
		return true
	}
	if escaped { // links often are: many encoders write \u0026 for the ampersand
		var err error
		if text, err = jsontext.AppendUnquote(nil, s.in.Text[start:s.in.Pos]); err != nil {
			return false
		}
	}
	// A value that is not listed may be drift or a violation: not for the fast path to say.
	if p.enum != nil {
		index, listed := p.enum[string(text)]
		if !listed {
			return false
		}
		s.counted.add(s.counted.properties + index)
	}
	if p.minLen > 0 || p.maxLen >= 0 {
		n := utf8.RuneCount(text)
		if n < p.minLen || p.maxLen >= 0 && n > p.maxLen {
			return false
		}
	}
	return p.format == nil || p.format(text)
}

// number scans a number. An integer that is written with a point or an exponent is a
// doubt, and so is a float of more digits than anybody writes.
func (s *scan) number(p *plan) bool {
	n, ok := s.in.Number()
	if !ok {
		return false
	}
	switch p.kind {
	case anything:
		return n.Whole+n.Exponent <= 308 // less than 1e308, which 64 bits hold
	case openapi3.TypeInteger:
		i, ok := n.Int32()
		return ok && p.least <= int64(i) && int64(i) <= p.most
	case openapi3.TypeNumber:
		// The largest of 32 bits is 3.4e38; the smallest is rounded to 0 by everybody.
		return n.Whole+n.Fraction <= 30 && n.Exponent <= 8 && n.Exponent >= -300
	}
	return false
}
