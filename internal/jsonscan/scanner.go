// Package jsonscan is the reading of JSON text by those who know what they expect: a
// cursor over bytes whose every step says whether the text is, without a doubt, what it
// was taken for. It never says why not; a real parser does.
//
// It is strict where RFC 8259 is, and wary beyond: an escaped surrogate is a doubt, and so
// is an invalid byte.
package jsonscan

import (
	"encoding/binary"
	"math/bits"
	"strconv"
	"unicode/utf8"
)

// Scanner is a cursor over a JSON text. When a method returns false, where the cursor
// stands does not matter any more.
type Scanner struct {
	Text []byte
	Pos  int
}

// Space skips what JSON allows between tokens.
func (s *Scanner) Space() {
	for s.Pos < len(s.Text) {
		switch s.Text[s.Pos] {
		case ' ', '\n', '\t', '\r':
			s.Pos++
		default:
			return
		}
	}
}

// Next returns the next byte that is not white space, and stays before it; 0 at the end.
func (s *Scanner) Next() byte {
	s.Space()
	if s.Pos == len(s.Text) {
		return 0
	}
	return s.Text[s.Pos]
}

// Skip reads one byte, if it is the one that may come here.
func (s *Scanner) Skip(c byte) bool {
	if s.Pos < len(s.Text) && s.Text[s.Pos] == c {
		s.Pos++
		return true
	}
	return false
}

// Word reads one of the literal names of JSON.
func (s *Scanner) Word(w string) bool {
	if len(s.Text)-s.Pos < len(w) || string(s.Text[s.Pos:s.Pos+len(w)]) != w {
		return false
	}
	s.Pos += len(w)
	return true
}

// Name reads the name of a member and the colon after it, up to the value. A name with an
// escape is a doubt: it may be another name's twin.
func (s *Scanner) Name() (name []byte, ok bool) {
	if s.Next() != '"' {
		return nil, false
	}
	name, escaped, ok := s.Quoted()
	if !ok || escaped || s.Next() != ':' {
		return nil, false
	}
	s.Pos++
	s.Space()
	return name, true
}

// Quoted reads a string, whose opening quote is next, and returns what stands between its
// quotes, escapes as they are.
func (s *Scanner) Quoted() (raw []byte, escaped, ok bool) {
	text := s.Text
	start := s.Pos + 1
	var all byte // every bit that was seen: is there more than ASCII?
	for i := start; i < len(text); {
		if len(text)-i >= 8 {
			n := plain(binary.LittleEndian.Uint64(text[i:]))
			if i += n; n == 8 {
				continue
			}
		}
		switch c := text[i]; {
		case c == '"':
			s.Pos = i + 1
			raw = text[start:i]
			return raw, escaped, all < utf8.RuneSelf || utf8.Valid(raw)
		case c == '\\':
			escaped = true
			n := escape(text[i:])
			if n == 0 {
				return nil, true, false
			}
			i += n
		case c < ' ':
			return nil, escaped, false
		default:
			all |= c
			i++
		}
	}
	return nil, escaped, false
}

// plain counts the bytes at the lower end of eight that stand for themselves in a string:
// ASCII, but no control character, quote or backslash.
func plain(eight uint64) int {
	const ones, high = 0x0101010101010101, 0x8080808080808080
	// In each of the differences the high bit of a byte is set where it was 0 before, or
	// where a byte below it borrowed; so the lowest that is set is right.
	special := (eight - ' '*ones) | ((eight ^ '"'*ones) - ones) | ((eight ^ '\\'*ones) - ones) | eight
	return bits.TrailingZeros64(special&high) / 8
}

// escape returns the length of the escape that s begins with, 0 for none.
func escape(s []byte) int {
	if len(s) < 2 {
		return 0
	}
	switch s[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
		if len(s) < 6 {
			return 0
		}
		unit, err := strconv.ParseUint(string(s[2:6]), 16, 16)
		if err != nil || unit >= 0xd800 && unit <= 0xdfff {
			return 0
		}
		return 6
	}
	return 0
}
