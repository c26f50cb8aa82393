// Package safetext makes text from elsewhere safe to print: a server, a file or a command line
// may have put anything into it.
package safetext

import (
	"strings"
	"unicode"
)

// Line returns s as one line with nothing in it that a terminal obeys. Control characters (C0,
// DEL, C1) and separators of lines become spaces; format characters (Unicode's Cf), which turn
// the direction of text or can't be seen, are dropped. Bytes that are not UTF-8 become U+FFFD.
func Line(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case !Steers(r):
			return r
		case unicode.Is(unicode.Cf, r):
			return -1
		}
		return ' '
	}, s)
}

// Steers reports whether a terminal obeys a character instead of printing it, or shows other
// text than is there: control and format characters, and separators of lines.
func Steers(r rune) bool {
	return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp)
}
