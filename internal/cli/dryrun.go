package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// preview is what a resume would do to a job.
type preview struct {
	Job   string `json:"job"`
	Name  string `json:"name,omitempty"`
	State string `json:"state,omitempty"`
	Would string `json:"would,omitempty"` // resume, leave or fail; nothing if it can't be said
	Error string `json:"error,omitempty"` // why it would fail, or can't be said
}

// previews counts the jobs of a dry run.
type previews struct {
	Jobs         int `json:"jobs"`
	Resume       int `json:"resume"`
	Leave        int `json:"leave"`
	NotResumable int `json:"notResumable"`
	Failed       int `json:"failed"` // could not be read
}

// dryRun reads each job and says what a resume would do to it, with the ledger if there is one.
// It ends as the resume would, as far as that is known beforehand. One of several jobs that cannot
// be read does not end it, unless the others could not be read either.
func (a *app) dryRun(ctx context.Context, c *sftj.Client, ledger *sftj.Ledger, jobs, args []string, f *resumeFlags) error {
	var n previews
	many := f.bulk.many(args)
	suspension := false
	for _, name := range jobs {
		job, err := c.Get(ctx, name)
		if err != nil && (!many || ctx.Err() != nil || aboutAccount(err) != nil) {
			return err
		}
		p := preview{Job: idOf(name), Name: inFull(name)}
		var objection error
		if err == nil && ledger != nil {
			objection = ledger.Objection(c, job, f.bulk.resumePausedAgain)
		}
		var text string
		switch {
		case err != nil:
			p.Error = a.errorText(err)
			text = "failed  " + p.Error
			n.Failed++
		case objection != nil:
			p.State, p.Would, p.Error = job.Lifecycle().String(), "fail", a.errorText(objection)
			text = fmt.Sprintf("%-9s  %s", short(job.Lifecycle()), p.Error)
			suspension = suspension || ledger.Objection(c, job, true) == nil
		default:
			text = p.foresee(job.Lifecycle(), f.states)
		}
		switch p.Would {
		case "resume":
			n.Resume++
		case "leave":
			n.Leave++
		case "fail":
			n.NotResumable++
		}
		n.Jobs++
		if err := a.printPreview(p, text); err != nil {
			return err
		}
	}
	a.notice(struct {
		Preview previews `json:"preview"`
	}{n}, n.text(f.bulk.rate))
	if suspension {
		a.say("an earlier run was stopped by a suspension: --resume-paused-again resumes what it paused")
	}
	switch {
	case n.NotResumable+n.Failed == 0:
		return nil
	case many:
		return &verdictError{exitSomeFailed}
	}
	return &verdictError{exitNotResumable}
}

// foresee fills in what a resume would do to a job in a state, and says it.
func (p *preview) foresee(s sftj.State, also []sftj.State) string {
	p.State = s.String()
	would := ""
	switch {
	case s.Resumable(also...):
		p.Would, would = "resume", "would be resumed"
	case s.Active():
		p.Would, would = "leave", "already active, would be left alone"
	case s.Finished():
		p.Would, would = "leave", "already finished, would be left alone"
	case s.Failed():
		p.Would, p.Error = "fail", "cannot be resumed; --also-from "+short(s)+" allows it"
	case unsaid(s):
		p.Would, p.Error = "fail", "cannot be resumed: the service did not say in which state it is"
	case !s.Known():
		p.Would, p.Error = "fail", "cannot be resumed: the state is not in the contract; --also-from "+p.State+" allows it"
	default:
		p.Would, p.Error = "fail", "cannot be resumed"
	}
	return fmt.Sprintf("%-9s  %s", short(s), first(would, p.Error))
}

// text sums up, with the time that a run at this rate takes.
func (n previews) text(perMinute int) string {
	text := fmt.Sprintf("%d of %s would be resumed; no resume was sent", n.Resume, jobsText(n.Jobs))
	if n.Resume > 1 {
		text = fmt.Sprintf("%d of %s would be resumed, in about %s; no resume was sent", n.Resume, jobsText(n.Jobs), brief(max(timeFor(n.Resume, perMinute), time.Second)))
	}
	if n.NotResumable > 0 {
		text = fmt.Sprintf("%s; %d cannot be resumed", text, n.NotResumable)
	}
	if n.Failed > 0 {
		text = fmt.Sprintf("%s; %d could not be read", text, n.Failed)
	}
	return text
}

func (a *app) printPreview(p preview, text string) error {
	if a.flags.output == "name" {
		if p.Would != "resume" {
			return nil
		}
		return a.printName(first(p.Name, p.Job))
	}
	return a.printRecord(p, strings.TrimSpace(oneLine(p.Job+"  "+text)))
}
