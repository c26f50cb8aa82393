package cli

import (
	"os"
	"strings"
	"unicode"

	"golang.org/x/term"
)

// oneLine is what every text for people goes through that the service, a file or the
// command line may have had a hand in: one line, and nothing in it that a terminal obeys.
// Control characters (C0, DEL, C1) and separators of lines become spaces; format
// characters (Unicode's Cf), which turn the direction of writing or can't be seen, are
// dropped. Bytes that are no UTF-8 become U+FFFD.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), unicode.In(r, unicode.Zl, unicode.Zp):
			return ' '
		case unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, s)
}

func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
