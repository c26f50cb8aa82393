package contract

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/fireworks-sftj/sdk/internal/apiname"
)

// WriteText writes the report for people, 80 columns wide: the summary first, then what
// failed, with how to see it again, then what else there is to know.
//
// Errors: those of w.
func (r *Report) WriteText(w io.Writer) error {
	var p sheet
	r.writeHead(&p)
	r.writeVerdicts(&p, "FAILED", Fail)
	r.writeVerdicts(&p, "DRIFT: on the wire and not in the contract, or gone from the wire", Drift)
	r.writeVerdicts(&p, "ERRORS: what could not be judged", Error)
	r.writeKnown(&p)
	r.writeSkips(&p)
	r.writeCoverage(&p)
	_, err := io.WriteString(w, p.text())
	return err
}

func (r *Report) writeHead(p *sheet) {
	p.para(0, "Contract report: "+r.Target+", account "+r.Account)
	p.para(0, fmt.Sprintf("%s, %s, %d requests in %s", r.Started.UTC().Format("2006-01-02 15:04:05 UTC"), r.mode(), r.Requests, short(r.Took)))
	p.blank()
	p.para(0, r.headline()+".")
	if r.Stopped != "" {
		p.para(0, "The run ended before its plan: "+r.Stopped)
	}
}

// writeVerdicts writes the checks that came to a verdict, one after the other.
func (r *Report) writeVerdicts(p *sheet, title string, v Verdict) {
	results := r.with(v)
	if len(results) == 0 {
		return
	}
	p.title(title, len(results))
	shown := make(map[int]bool)
	for _, res := range results {
		if res.SameCauseAs() != "" {
			continue
		}
		p.blank()
		p.para(2, res.ID)
		p.para(4, res.sourcedRule())
		if res.Reason != "" && res.Reason != r.Stopped { // which stands above, as the end of the run
			p.para(4, "Reason: "+res.Reason)
		}
		r.writeFindings(p, res, shown)
	}
	for _, res := range results {
		if first := res.SameCauseAs(); first != "" {
			p.blank()
			p.para(2, fmt.Sprintf("%s (the same cause as %s)", res.ID, first))
			p.para(4, res.Findings[0].Message)
		}
	}
}

// writeKnown names the failings that are no news.
func (r *Report) writeKnown(p *sheet) {
	known := r.known()
	if len(known) == 0 {
		return
	}
	p.title("KNOWN TO FAIL, and not counted", len(known))
	for _, res := range known {
		p.para(2, res.ID+": "+res.first())
	}
}

// writeSkips groups the skipped checks by their reasons.
func (r *Report) writeSkips(p *sheet) {
	skips := r.skips()
	if len(skips) == 0 {
		return
	}
	p.title("SKIPPED", len(r.with(Skip)))
	for _, s := range skips {
		p.blank()
		p.para(2, s.Reason+":")
		p.para(4, strings.Join(s.Checks, ", "))
	}
}

func (r *Report) writeCoverage(p *sheet) {
	p.blank()
	p.para(0, "COVERAGE: what of the contract was on the wire")
	p.blank()
	for _, t := range r.tallies() {
		p.line(2, fmt.Sprintf("%-12s %3d of %3d", t.Name, t.Seen, t.All))
	}
	var never []string
	for _, op := range r.Coverage.Operations {
		if answers(op) == 0 {
			never = append(never, apiname.Verb(op.ID))
		}
	}
	if len(never) > 0 {
		p.para(2, "Never called: "+strings.Join(never, ", "))
	}
	if text := r.ConfirmedText(); text != "" {
		p.para(2, "Confirmed: "+text)
	}
}

// short is a duration for people.
func short(d time.Duration) string {
	switch {
	case d >= time.Minute:
		return d.Round(time.Second).String()
	case d >= 10*time.Second:
		return d.Round(100 * time.Millisecond).String()
	case d >= time.Second:
		return d.Round(10 * time.Millisecond).String()
	}
	return d.Round(100 * time.Microsecond).String()
}
