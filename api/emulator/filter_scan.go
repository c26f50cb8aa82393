package emulator

import "strings"

// skip passes over white space.
func (p *filterParser) skip() {
	for p.pos < len(p.in) && strings.IndexByte(" \t\r\n", p.in[p.pos]) >= 0 {
		p.pos++
	}
}

// ends reports whether an expression ends here.
func (p *filterParser) ends() bool {
	p.skip()
	return p.pos >= len(p.in) || p.in[p.pos] == ')'
}

// symbol takes s if it is next.
func (p *filterParser) symbol(s string) bool {
	p.skip()
	if !strings.HasPrefix(p.in[p.pos:], s) {
		return false
	}
	p.pos += len(s)
	return true
}

// looking reports whether a keyword is next: the word, and not the beginning of another.
func (p *filterParser) looking(word string) bool {
	p.skip()
	rest, ok := strings.CutPrefix(p.in[p.pos:], word)
	return ok && (rest == "" || strings.IndexByte(" \t\r\n(-", rest[0]) >= 0)
}

// keyword takes a keyword if it is next.
func (p *filterParser) keyword(word string) bool {
	if !p.looking(word) {
		return false
	}
	p.pos += len(word)
	return true
}

// name takes the dotted name of a field; empty when there is none.
func (p *filterParser) name() string {
	p.skip()
	start := p.pos
	for p.pos < len(p.in) {
		c := p.in[p.pos]
		if c != '_' && c != '.' && (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			break
		}
		p.pos++
	}
	return p.in[start:p.pos]
}

// operator takes a comparator; empty when there is none.
func (p *filterParser) operator() string {
	for _, op := range []string{"!=", "<=", ">=", "=", "<", ">", ":"} {
		if p.symbol(op) {
			return op
		}
	}
	return ""
}

// argument takes a value: a string in quotes of either kind, in which a backslash keeps
// the next character as it is, or everything up to white space or a parenthesis.
func (p *filterParser) argument() (arg string, quoted bool) {
	p.skip()
	if p.pos < len(p.in) && (p.in[p.pos] == '"' || p.in[p.pos] == '\'') {
		return p.quoted(p.in[p.pos]), true
	}
	start := p.pos
	for p.pos < len(p.in) && strings.IndexByte(" \t\r\n()", p.in[p.pos]) < 0 {
		p.pos++
	}
	if start == p.pos {
		p.fail("a value is missing")
	}
	return p.in[start:p.pos], false
}

func (p *filterParser) quoted(quote byte) string {
	var b strings.Builder
	for i := p.pos + 1; i < len(p.in); i++ {
		switch c := p.in[i]; {
		case c == quote:
			p.pos = i + 1
			return b.String()
		case c == '\\' && i+1 < len(p.in):
			i++
			b.WriteByte(p.in[i])
		default:
			b.WriteByte(c)
		}
	}
	p.fail("the quote is not closed")
	return ""
}
