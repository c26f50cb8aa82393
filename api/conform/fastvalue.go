package conform

import (
	"strconv"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/go-json-experiment/json/jsontext"
)

// string scans a string, and holds it against what the plan says of one.
func (s *scan) string(p *plan) bool {
	start := s.pos
	text, escaped, ok := s.quoted()
	if !ok || p.kind == anything {
		return ok
	}
	if p.enum == nil && p.format == nil && p.minLen == 0 && p.maxLen < 0 {
		return true
	}
	if escaped {
		var err error
		if text, err = jsontext.AppendUnquote(nil, s.text[start:s.pos]); err != nil {
			return false
		}
	}
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

// quoted reads a string and returns what stands between its quotes, escapes as they are.
// Half of a surrogate pair is a doubt, and so is a whole one.
func (s *scan) quoted() (raw []byte, escaped, ok bool) {
	s.pos++
	start := s.pos
	var all byte // every bit that was seen: is there more than ASCII?
	for s.pos < len(s.text) {
		switch c := s.text[s.pos]; {
		case c == '"':
			raw = s.text[start:s.pos]
			s.pos++
			return raw, escaped, all < utf8.RuneSelf || utf8.Valid(raw)
		case c == '\\':
			escaped = true
			if !s.escape() {
				return nil, true, false
			}
		case c < ' ':
			return nil, escaped, false
		default:
			all |= c
			s.pos++
		}
	}
	return nil, escaped, false
}

// escape reads what begins with a backslash.
func (s *scan) escape() bool {
	if s.pos+1 >= len(s.text) {
		return false
	}
	switch s.text[s.pos+1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		s.pos += 2
		return true
	case 'u':
		if s.pos+6 > len(s.text) {
			return false
		}
		unit, err := strconv.ParseUint(string(s.text[s.pos+2:s.pos+6]), 16, 16)
		s.pos += 6
		return err == nil && (unit < 0xd800 || unit > 0xdfff)
	}
	return false
}

// number scans a number. An integer that is written with a point or an exponent is a
// doubt, and so is a float of more digits than anybody writes.
func (s *scan) number(p *plan) bool {
	start := s.pos
	whole, fraction, exponent, ok := s.digits()
	if !ok {
		return false
	}
	switch p.kind {
	case anything:
		return true
	case openapi3.TypeInteger:
		if fraction > 0 || exponent != 0 || whole > 10 {
			return false // ten digits are all that 32 bits need
		}
		n, err := strconv.ParseInt(string(s.text[start:s.pos]), 10, 64)
		return err == nil && p.least <= n && n <= p.most
	case openapi3.TypeNumber:
		// The largest of 32 bits is 3.4e38; the smallest is rounded to 0 by everybody.
		return whole+fraction <= 30 && exponent <= 8 && exponent >= -300
	}
	return false
}

// digits reads a number and counts the digits before and after its point. The exponent is
// right up to three digits, and out of all bounds beyond.
func (s *scan) digits() (whole, fraction, exponent int, ok bool) {
	s.skip('-')
	first := s.pos
	whole = s.run()
	if whole == 0 || whole > 1 && s.text[first] == '0' {
		return 0, 0, 0, false
	}
	if s.skip('.') {
		if fraction = s.run(); fraction == 0 {
			return 0, 0, 0, false
		}
	}
	if s.skip('e') || s.skip('E') {
		minus := s.skip('-')
		if !minus {
			s.skip('+')
		}
		from := s.pos
		n := s.run()
		if n == 0 {
			return 0, 0, 0, false
		}
		exponent = 1000
		if n <= 3 {
			exponent, _ = strconv.Atoi(string(s.text[from:s.pos])) // three digits
		}
		if minus {
			exponent = -exponent
		}
	}
	return whole, fraction, exponent, true
}

// skip reads one byte, if it is the one that may come here.
func (s *scan) skip(c byte) bool {
	if s.pos < len(s.text) && s.text[s.pos] == c {
		s.pos++
		return true
	}
	return false
}

// run reads digits and counts them.
func (s *scan) run() int {
	start := s.pos
	for s.pos < len(s.text) && '0' <= s.text[s.pos] && s.text[s.pos] <= '9' {
		s.pos++
	}
	return s.pos - start
}
