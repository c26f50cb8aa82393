package contract

import (
	"fmt"
	"strings"
)

const (
	// shownExchanges is how many exchanges the text shows of one check. All of them are in
	// the other forms of the report.
	shownExchanges = 3
	// shownOfBody is how much of a body the text shows, in bytes: three lines.
	shownOfBody = 215
)

// writeFindings lists what a check found. An exchange is shown with the first finding
// that it is evidence of; shown has those that were.
func (r *Report) writeFindings(p *sheet, res Result, shown map[int]bool) {
	room := shownExchanges
	if res.Verdict == Drift {
		room = 1 // one answer has it all
	}
	for _, f := range res.Findings {
		x, ok := r.evidence(f.Evidence)
		switch {
		case f.SameAs != "":
			p.item(fmt.Sprintf("%s (the same cause as %s)", f.sourced(), f.SameAs))
		case !ok:
			p.item(f.sourced())
		case shown[x.Seq] || room == 0:
			p.item(fmt.Sprintf("%s (request %d)", f.sourced(), x.Seq))
		default:
			p.item(f.sourced())
			r.writeExchange(p, x)
			shown[x.Seq] = true
			room--
		}
	}
}

// writeExchange shows a request, its answer and how to send it again.
func (r *Report) writeExchange(p *sheet, x Exchange) {
	p.para(6, fmt.Sprintf("Request %d: %s %s%s", x.Seq, x.Method, strings.TrimPrefix(x.URL, r.Target), x.Auth.note()))
	p.para(6, "Answer: "+x.outcome())
	p.filled(8, excerpt(x.Body, shownOfBody))
	p.para(6, "Again:")
	p.command(8, x.Curl)
}

// note says in brackets whose key went along, where it was not the target's own.
func (a Auth) note() string {
	if a == OwnKey {
		return ""
	}
	return " (" + string(a) + ")"
}

// outcome is the answer in a line.
func (x Exchange) outcome() string {
	switch {
	case x.Status == 0:
		return fmt.Sprintf("none, after %s: %s", short(x.Took), x.Error)
	case x.Error != "":
		return fmt.Sprintf("%d after %s, and then: %s", x.Status, short(x.Took), x.Error)
	}
	kind := x.Header.Get("Content-Type")
	if kind == "" {
		kind = "no content type"
	}
	return fmt.Sprintf("%d after %s, %s", x.Status, short(x.Took), kind)
}
