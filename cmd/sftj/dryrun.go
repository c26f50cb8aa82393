package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// preview is what a resume would do to a job.
type preview struct {
	Job   string `json:"job"`
	State string `json:"state,omitempty"`
	Would string `json:"would,omitempty"` // resume or leave
	Error string `json:"error,omitempty"` // why it can't be said
}

// previews counts the jobs of a dry run.
type previews struct {
	Jobs   int `json:"jobs"`
	Resume int `json:"resume"`
	Leave  int `json:"leave"`
	Failed int `json:"failed"`
}

// dryRun reads each job and says what a resume would do to it. A job that can't be read
// does not end it, unless none of the others could be either.
func (a *app) dryRun(ctx context.Context, c *sftj.Client, jobs []string, also []sftj.State) error {
	var n previews
	for _, name := range jobs {
		job, err := c.Get(ctx, name)
		p := preview{Job: name, Would: "leave"}
		switch {
		case err != nil && (ctx.Err() != nil || aboutAccount(err)):
			return err
		case err != nil:
			p.Would, p.Error = "", a.errorText(err)
			n.Failed++
		case job.Lifecycle().Resumable(also...):
			p.Would = "resume"
			n.Resume++
		default:
			n.Leave++
		}
		if err == nil {
			p.State = job.Lifecycle().String()
		}
		n.Jobs++
		if err := a.printPreview(p); err != nil {
			return err
		}
	}
	text := fmt.Sprintf("%d of %d jobs would be resumed; no resume was sent", n.Resume, n.Jobs)
	if n.Failed > 0 {
		text = fmt.Sprintf("%s; %d could not be read", text, n.Failed)
	}
	a.notice(struct {
		Preview previews `json:"preview"`
	}{n}, text)
	if n.Failed > 0 {
		return errSomeFailed
	}
	return nil
}

// aboutAccount reports whether an error is about the key or the account, not about a job.
func aboutAccount(err error) bool {
	return slices.ContainsFunc([]error{sftj.ErrUnauthenticated, sftj.ErrAccountSuspended, sftj.ErrPaymentRequired},
		func(kind error) bool { return errors.Is(err, kind) })
}

func (a *app) printPreview(p preview) error {
	if a.flags.output == "name" {
		if p.Would != "resume" {
			return nil
		}
		return a.printName(p.Job)
	}
	state, would := short(sftj.State(p.State)), "would be left alone"
	switch {
	case p.Error != "":
		state, would = "failed", p.Error
	case p.Would == "resume":
		would = "would be resumed"
	}
	return a.printRecord(p, fmt.Sprintf("%s\t%s\t%s", oneLine(idOf(p.Job)), oneLine(state), oneLine(would)))
}
