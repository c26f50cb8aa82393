package main

import (
	"context"
	"fmt"
	"strings"

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

// dryRun reads each job and says what a resume would do to it. It ends as the resume would,
// as far as that is known beforehand. One of several jobs that can't be read does not end
// it, unless none of the others could be either.
func (a *app) dryRun(ctx context.Context, c *sftj.Client, jobs []string, many bool, also []sftj.State) error {
	var n previews
	for _, name := range jobs {
		job, err := c.Get(ctx, name)
		if err != nil && (!many || ctx.Err() != nil || aboutAccount(err) != nil) {
			return err
		}
		p := preview{Job: a.mask(idOf(name)), Name: a.mask(inFull(name))}
		var text string
		if err != nil {
			p.Error = a.errorText(err)
			text = "failed  " + p.Error
			n.Failed++
		} else {
			text = p.foresee(job.Lifecycle(), also)
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
	}{n}, n.text())
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
		p.Would, would = "leave", "at work already, would be left alone"
	case s.Finished():
		p.Would, would = "leave", "finished already, would be left alone"
	case s.Failed():
		p.Would, p.Error = "fail", "can't be resumed; --also-from "+short(s)+" allows it"
	case !s.Known():
		p.Would, p.Error = "fail", "can't be resumed: the state is not in the contract; --also-from "+p.State+" allows it"
	default:
		p.Would, p.Error = "fail", "can't be resumed"
	}
	return fmt.Sprintf("%-9s  %s", short(s), first(would, p.Error))
}

// text sums up.
func (n previews) text() string {
	text := fmt.Sprintf("%d of %s would be resumed; no resume was sent", n.Resume, jobsText(n.Jobs))
	if n.NotResumable > 0 {
		text = fmt.Sprintf("%s; %d can't be resumed", text, n.NotResumable)
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
