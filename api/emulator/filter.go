package emulator

import (
	"strings"

	"github.com/fireworks-sftj/sdk/gen/server"
)

// filter reports whether a list keeps a job. A nil filter keeps every one.
type filter func(*server.Job) bool

// maxNesting bounds the parentheses of a filter, so that its length can't cost a stack.
const maxNesting = 50

// parseFilter reads a filter. It is AIP-160 without functions, wildcards and bare words:
//
//	expression  = sequence { "AND" sequence }
//	sequence    = factor { factor }             as AND
//	factor      = term { "OR" term }            OR binds tighter than AND
//	term        = [ "NOT" | "-" ] simple
//	simple      = "(" expression ")" | comparison
//	comparison  = field ( "=" | "!=" | "<" | "<=" | ">" | ">=" | ":" ) value
//
// Fields are in snake_case, nested with a dot; values are bare words or quoted strings.
// Blank keeps every job. What is wrong is answered 400 with the place, counted from 1.
func parseFilter(s *schema, in string) (filter, *failure) {
	if strings.TrimSpace(in) == "" {
		return nil, nil
	}
	p := &filterParser{in: in, schema: s}
	keep := p.expression()
	if p.skip(); p.failed == nil && p.pos < len(in) {
		p.fail("nothing opens this parenthesis")
	}
	if p.failed != nil {
		return nil, p.failed
	}
	return keep, nil
}

// filterParser reads a filter from left to right. After the first failure it has reached
// the end of the input as far as its methods are concerned.
type filterParser struct {
	in     string
	pos    int
	depth  int
	schema *schema
	failed *failure
}

func (p *filterParser) fail(format string, args ...any) {
	if p.failed == nil {
		p.failed = invalid("filter: at %d: "+format, append([]any{p.pos + 1}, args...)...)
	}
}

func (p *filterParser) expression() filter {
	if p.depth++; p.depth > maxNesting {
		p.fail("more than %d levels of parentheses", maxNesting)
	}
	defer func() { p.depth-- }()
	keep := p.sequence()
	for p.failed == nil && p.keyword("AND") {
		keep = both(keep, p.sequence())
	}
	return keep
}

func (p *filterParser) sequence() filter {
	keep := p.factor()
	for p.failed == nil && !p.ends() && !p.looking("AND") {
		keep = both(keep, p.factor())
	}
	return keep
}

func (p *filterParser) factor() filter {
	keep := p.term()
	for p.failed == nil && p.keyword("OR") {
		left, right := keep, p.term()
		keep = func(j *server.Job) bool { return left(j) || right(j) }
	}
	return keep
}

func (p *filterParser) term() filter {
	if p.failed != nil {
		return nil
	}
	if p.keyword("NOT") || p.symbol("-") {
		not := p.simple()
		return func(j *server.Job) bool { return !not(j) }
	}
	return p.simple()
}

func (p *filterParser) simple() filter {
	if !p.symbol("(") {
		return p.comparison()
	}
	keep := p.expression()
	if p.failed == nil && !p.symbol(")") {
		p.fail("a closing parenthesis is missing")
	}
	return keep
}

func both(a, b filter) filter {
	return func(j *server.Job) bool { return a(j) && b(j) }
}
