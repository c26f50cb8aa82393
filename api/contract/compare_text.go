package contract

import (
	"fmt"
	"io"
	"strings"
)

// WriteText writes the comparison for people, 80 columns wide.
//
// Errors: those of w.
func (c Comparison) WriteText(w io.Writer) error {
	var p sheet
	p.para(0, "Two contract reports")
	for _, side := range []struct {
		name string
		of   Compared
	}{{"before", c.Before}, {"after", c.After}} {
		p.para(2, side.name+": "+side.of.String())
		if side.of.Incomplete != "" {
			p.para(4, "incomplete: "+side.of.Incomplete)
		}
	}
	p.blank()
	p.para(0, c.headline())
	c.writeChecks(&p, "DISAGREE", true)
	c.writeChecks(&p, "ON ONE SIDE ONLY", false)
	writeNames(&p, "FIELDS GONE: in answers before, and not after", c.Gone)
	writeNames(&p, "FIELDS NEW: in answers after, and not before", c.New)
	var lost, found []string
	for _, d := range c.Coverage {
		if d.After == 0 {
			lost = append(lost, d.Name)
		} else {
			found = append(found, d.Name)
		}
	}
	writeNames(&p, "STATUSES AND VALUES seen before only", lost)
	writeNames(&p, "STATUSES AND VALUES seen after only", found)
	_, err := io.WriteString(w, p.text())
	return err
}

// headline says how far the two agree.
func (c Comparison) headline() string {
	disagree := 0
	for _, d := range c.Checks {
		if d.Judged() {
			disagree++
		}
	}
	text := fmt.Sprintf("%d checks pass in both", len(c.Proven))
	switch {
	case c.Same():
		text += "; nothing differs"
	case disagree == 0:
		text += "; no check that both were judged by came out differently"
	default:
		text += fmt.Sprintf("; %d came out differently", disagree)
	}
	return text
}

// String is the report in a line.
func (c Compared) String() string {
	return fmt.Sprintf("%s, account %s, %s, %d requests", c.Target, c.Account, c.Started.UTC().Format("2006-01-02 15:04:05 UTC"), c.Requests)
}

func (c Comparison) writeChecks(p *sheet, title string, judged bool) {
	var some []CheckDifference
	for _, d := range c.Checks {
		if d.Judged() == judged {
			some = append(some, d)
		}
	}
	if len(some) == 0 {
		return
	}
	p.title(title, len(some))
	for _, d := range some {
		p.blank()
		p.para(2, d.ID)
		p.para(4, d.Rule)
		p.item("before: " + d.Before.because(d.WhyBefore))
		p.item("after: " + d.After.because(d.WhyAfter))
	}
}

// because is a verdict with its reason.
func (v Verdict) because(why string) string {
	switch {
	case v == "":
		return "not among the checks"
	case why == "":
		return string(v)
	}
	return string(v) + ", " + why
}

func writeNames(p *sheet, title string, names []string) {
	if len(names) == 0 {
		return
	}
	p.title(title, len(names))
	p.para(2, strings.Join(names, ", "))
}
