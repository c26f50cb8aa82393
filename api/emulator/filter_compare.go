package emulator

import (
	"strconv"
	"strings"
	"time"

	"github.com/fireworks-sftj/sdk/gen/server"
)

// comparison reads a field, a comparator and a value.
func (p *filterParser) comparison() filter {
	p.skip()
	start := p.pos
	name := p.name()
	if name == "" {
		p.fail("the name of a field is missing")
		return nil
	}
	to, ok := p.schema.path(name)
	if !ok || strings.ToLower(name) != name {
		p.pos = start
		p.fail("there is no field %q (names are in snake_case)", name)
		return nil
	}
	op := p.operator()
	if op == "" {
		p.fail("a comparator is missing after %q", name)
		return nil
	}
	start = p.pos
	arg, quoted := p.argument()
	if p.failed != nil {
		return nil
	}
	if op == ":" && arg == "*" && !quoted {
		return to.set
	}
	want, ok := to.last().parse(arg)
	switch k := to.last().kind; {
	case k == message:
		p.pos = start
		p.fail("%s is a message: compare a field of it, or ask %s:*", name, name)
	case !k.ordered():
		p.pos = start
		p.fail("%s has no single value to compare: ask %s:*", name, name)
	case !ok:
		p.pos = start
		p.fail("%q is not a value of %s", arg, name)
	case (k == enum || k == boolean) && strings.ContainsAny(op, "<>"):
		p.fail("the values of %s have no order", name)
	}
	return holds(to, op, want)
}

// parse reads a value of the field's kind. Any word is a value of an enum, because a
// service may be ahead of this one.
func (f *field) parse(arg string) (v value, ok bool) {
	var err error
	switch f.kind {
	case integer, decimal, int64text:
		v.number, err = strconv.ParseFloat(arg, 64)
	case boolean:
		v.flag = arg == "true"
		return v, v.flag || arg == "false"
	case timestamp:
		v.time, err = time.Parse(time.RFC3339Nano, arg)
	default:
		v.text = arg
	}
	return v, err == nil
}

// like compares a text with one that may begin or end in a wildcard, as in "*.foo" and "foo*".
func like(have, pattern string) bool {
	inner, before := strings.CutPrefix(pattern, "*")
	inner, behind := strings.CutSuffix(inner, "*")
	switch {
	case before && behind:
		return strings.Contains(have, inner)
	case before:
		return strings.HasSuffix(have, inner)
	}
	return strings.HasPrefix(have, inner)
}

// holds compares the field of a job with a value. The colon asks whether a text contains
// the value, and elsewhere whether it is the value. A timestamp that is not set is
// different from every time, and neither before nor after it.
func holds(to path, op string, want value) filter {
	k := to.last().kind
	wild := strings.HasPrefix(want.text, "*") || strings.HasSuffix(want.text, "*")
	return func(job *server.Job) bool {
		have := to.of(job)
		if k == timestamp && have.time.IsZero() {
			return op == "!="
		}
		switch {
		case k == text && op == ":":
			return strings.Contains(have.text, want.text)
		case k == text && wild && (op == "=" || op == "!="):
			return like(have.text, want.text) == (op == "=")
		}
		switch c := k.compare(have, want); op {
		case "!=":
			return c != 0
		case "<":
			return c < 0
		case "<=":
			return c <= 0
		case ">":
			return c > 0
		case ">=":
			return c >= 0
		default:
			return c == 0
		}
	}
}
