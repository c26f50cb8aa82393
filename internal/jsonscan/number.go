package jsonscan

import "strconv"

// Number is how a number is written.
type Number struct {
	Raw             []byte
	Whole, Fraction int // how many digits there are before and after the point
	// Exponent is at most MaxExponent, and at least -MaxExponent, whatever is written.
	Exponent int
}

// MaxExponent is larger than the number of digits that a body of 50 MiB has, so that an exponent
// that is cut to it still moves the point beyond all digits.
const MaxExponent = 1 << 26

// Int64 returns the number if it is a whole one, as 3, 3.0 and 0.3e1 are, and reports whether
// it is and whether 64 bits can hold it. It takes one pass over the digits: the exponent says
// beforehand whether the number is too large or has a fraction, so that 1e1000000 is never
// written out.
func (n Number) Int64() (i int64, whole, fits bool) {
	const most = 19 // digits of 64 bits
	// The number is its digits from the first to the last that is not 0, times a power of ten.
	first, last := -1, -1
	for k := range n.Whole + n.Fraction {
		if n.digit(k) != '0' {
			if last = k; first < 0 {
				first = k
			}
		}
	}
	power := n.Exponent + n.Whole - 1 - last
	switch {
	case first < 0:
		return 0, true, true
	case power < 0:
		return 0, false, false
	case last-first+1+power > most:
		return 0, true, false
	}
	text := make([]byte, 0, most+1)
	if n.Raw[0] == '-' {
		text = append(text, '-')
	}
	for k := first; k <= last; k++ {
		text = append(text, n.digit(k))
	}
	for range power {
		text = append(text, '0')
	}
	i, err := strconv.ParseInt(string(text), 10, 64)
	return i, true, err == nil
}

// digit returns the kth digit of those before the exponent, from 0.
func (n Number) digit(k int) byte {
	if k >= n.Whole {
		k++ // the point
	}
	if n.Raw[0] == '-' {
		k++
	}
	return n.Raw[k]
}

// Integer reports whether the number is written without a point and an exponent. So 1e0 is
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
		for _, c := range s.Text[from:s.Pos] {
			n.Exponent = min(n.Exponent*10+int(c-'0'), MaxExponent)
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
