package sftj

import (
	"context"
	"errors"
	"iter"
	"time"
)

// Ensuring sets how [Client.ResumeAndWait] resumes.
func Ensuring(opts ...EnsureOption) WaitOption {
	return func(w *waitConfig) { w.ensure = append(w.ensure, opts...) }
}

// ResumeAndWait makes sure that a job is at work, as [Client.EnsureResumed] does, and
// looks at it until it ends, as [Client.Wait] does. The first event tells what came of
// the resume in its Resumption. A timeout covers both.
//
// Errors: those of both. [ErrPausedAgain] if the job stops after it was resumed.
func (c *Client) ResumeAndWait(ctx context.Context, job string, opts ...WaitOption) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		cfg := newWaitConfig(opts)
		w := &watch{start: time.Now()}
		ctx, cancel, deadline := cfg.bound(ctx, w.start)
		defer cancel()
		r, err := c.EnsureResumed(ctx, job, cfg.ensure...)
		if err != nil {
			if e := asError(err, c.redact); errors.Is(ctx.Err(), context.DeadlineExceeded) {
				e.add(ErrWaitTimeout)
				err = e
			}
			yield(Event{Elapsed: time.Since(w.start)}, err)
			return
		}
		w.start = time.Now() // what lies before was not waiting
		ev := w.look(r.Job, w.start)
		ev.Resumption = r
		if r.Outcome == Resumed || r.Outcome == Reconciled {
			w.before, w.active = r.Before, true
		}
		if waits := (&waiting{watch: w, config: cfg, job: job, deadline: deadline}); c.tell(ctx, waits, 1, ev, yield) {
			c.wait(ctx, waits, yield)
		}
	}
}
