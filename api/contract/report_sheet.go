package contract

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/fireworks-sftj/sdk/internal/safetext"
)

// columns is how wide a sheet is.
const columns = 80

// sheet is text for a terminal, filled up line by line.
type sheet struct{ b strings.Builder }

func (p *sheet) blank() { p.b.WriteByte('\n') }

func (p *sheet) title(text string, n int) {
	p.blank()
	p.para(0, fmt.Sprintf("%s (%d)", text, n))
}

// line writes text as it is.
func (p *sheet) line(indent int, text string) {
	p.b.WriteString(strings.Repeat(" ", indent) + text + "\n")
}

// para writes words, broken into lines.
func (p *sheet) para(indent int, text string) { p.words(indent, indent, text) }

// item is a para behind a dash.
func (p *sheet) item(text string) { p.words(4, 6, "- "+text) }

func (p *sheet) words(first, rest int, text string) {
	p.fold(first, rest, strings.Fields(text), "")
}

// command writes a shell command so that it can be copied: lines end where an argument
// does, and say that it goes on.
func (p *sheet) command(indent int, text string) { p.fold(indent, indent+2, arguments(text), ` \`) }

// fold writes words into lines. What is longer than a line is never broken: an address, or
// an argument, is worth more in one piece.
func (p *sheet) fold(indent, rest int, words []string, more string) {
	line, used := "", indent
	for i, w := range words {
		n, room := utf8.RuneCountInString(w), columns
		if i < len(words)-1 {
			room -= len(more)
		}
		if line != "" && used+1+n > room {
			p.line(indent, line+more)
			line, indent = "", rest
			used = indent
		}
		if line != "" {
			line, used = line+" ", used+1
		}
		line, used = line+w, used+n
	}
	p.line(indent, line)
}

// filled writes text in lines that are full, broken at any place.
func (p *sheet) filled(indent int, text string) {
	for line := range slices.Chunk([]rune(strings.Join(strings.Fields(text), " ")), columns-indent) {
		p.line(indent, string(line))
	}
}

func (p *sheet) text() string { return visible(p.b.String(), "\n") }

// visible replaces what could move a cursor, hide text or turn its direction, but for the
// characters to keep: much of a report comes from a server that is not trusted.
func visible(s, keep string) string {
	return strings.Map(func(r rune) rune {
		if !strings.ContainsRune(keep, r) && (safetext.Steers(r) || unicode.Is(unicode.Noncharacter_Code_Point, r)) {
			return '·'
		}
		return r
	}, s)
}

// arguments splits a shell command at the spaces that no quotes hold together. An option
// stays with its value.
func arguments(command string) []string {
	var out []string
	var quote rune
	start, escaped := 0, false
	for i, r := range command {
		switch {
		case escaped:
			escaped = false
		case quote == 0 && r == '\\':
			escaped = true
		case quote == 0 && (r == '\'' || r == '"'):
			quote = r
		case r == quote:
			quote = 0
		case quote == 0 && r == ' ':
			if last := command[start:i]; !takesValue(last) {
				out, start = append(out, last), i+1
			}
		}
	}
	return append(out, command[start:])
}

// takesValue reports whether an option of curl comes with a value.
func takesValue(option string) bool {
	return option == "-H" || option == "-X" || option == "--data-binary"
}
