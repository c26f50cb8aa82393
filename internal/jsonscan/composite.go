package jsonscan

import "encoding/binary"

// Composite returns the bytes of the object or array that begins here and goes behind it.
// It looks for the end only: what is between has still to be read.
func (s *Scanner) Composite() (raw []byte, ok bool) {
	text, depth := s.Text, 0
	for i := s.Pos; i < len(text); i++ {
		switch text[i] {
		case '{', '[':
			depth++
		case '}', ']': // which of the two is for whoever reads what is between
			if depth--; depth == 0 {
				raw = text[s.Pos : i+1]
				s.Pos = i + 1
				return raw, true
			}
		case '"':
			if i = closing(text, i+1); i < 0 {
				return nil, false
			}
		}
	}
	return nil, false
}

// closing finds the quote that ends a string, from a byte within it on; -1 for none.
func closing(text []byte, i int) int {
	for i < len(text) {
		if len(text)-i >= 8 {
			n := plain(binary.LittleEndian.Uint64(text[i:]))
			if i += n; n == 8 {
				continue
			}
		}
		switch text[i] {
		case '"':
			return i
		case '\\':
			i++ // whatever is escaped ends nothing
		}
		i++
	}
	return -1
}
