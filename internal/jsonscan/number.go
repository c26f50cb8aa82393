package jsonscan

import "strconv"

// Number is how a number is written.
type Number struct {
	Raw             []byte
	Whole, Fraction int // how many digits there are before and after the point
	// Exponent is right up to three digits, and 1000 or -1000 beyond.
	Exponent int
}

// Integer tells whether the number is written without a point and an exponent. So 1e0 is
// not, nor is 1.0.
func (n Number) Integer() bool { return len(n.Raw)-n.Whole <= 1 }

// Int32 returns the number, if it is written as an integer and 32 bits can hold it.
func (n Number) Int32() (int32, bool) {
	const most = 10 // digits of 32 bits
	if !n.Integer() || n.Whole > most {
		return 0, false
	}
	// Ten digits can't overflow 64 bits, so the range is looked at once, at the end.
	i, digits := int64(0), n.Raw
	if digits[0] == '-' {
		digits = digits[1:]
	}
	for _, c := range digits {
		i = i*10 + int64(c-'0')
	}
	if len(digits) < len(n.Raw) {
		i = -i
	}
	return int32(i), int64(int32(i)) == i
}

// Number reads a number.
func (s *Scanner) Number() (n Number, ok bool) {
	start := s.Pos
	s.Skip('-')
	first := s.Pos
	n.Whole = s.digits()
	if n.Whole == 0 || n.Whole > 1 && s.Text[first] == '0' {
		return n, false
	}
	if s.Skip('.') {
		if n.Fraction = s.digits(); n.Fraction == 0 {
			return n, false
		}
	}
	if s.Skip('e') || s.Skip('E') {
		minus := s.Skip('-')
		if !minus {
			s.Skip('+')
		}
		from := s.Pos
		length := s.digits()
		if length == 0 {
			return n, false
		}
		n.Exponent = 1000
		if length <= 3 {
			n.Exponent, _ = strconv.Atoi(string(s.Text[from:s.Pos])) // digits, and few
		}
		if minus {
			n.Exponent = -n.Exponent
		}
	}
	n.Raw = s.Text[start:s.Pos]
	return n, true
}

// digits reads digits and counts them.
func (s *Scanner) digits() int {
	start := s.Pos
	for s.Pos < len(s.Text) && isDigit(s.Text[s.Pos]) {
		s.Pos++
	}
	return s.Pos - start
}
