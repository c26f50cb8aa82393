package sftj

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/fireworks-sftj/sdk/gen/client"
)

// WaitOption is a setting of [Client.Wait].
type WaitOption func(*waitConfig)

type waitConfig struct {
	timeout, pending time.Duration
}

// WithTimeout ends the wait with [ErrWaitTimeout] after d. A deadline of the context
// does the same.
func WithTimeout(d time.Duration) WaitOption { return func(w *waitConfig) { w.timeout = d } }

// WithPendingTimeout ends the wait with [ErrWaitTimeout] if the job has not begun to run
// after d: it may wait for capacity for longer than its training takes.
func WithPendingTimeout(d time.Duration) WaitOption { return func(w *waitConfig) { w.pending = d } }

// Wait looks at a job until it ends, and yields an event for each look. The last event
// of a job that finished well comes without an error. Every other end is an error, and
// nothing follows it:
//
// Errors: [ErrJobFailed] if the job ended without a model; [ErrPausedAgain] if it was at
// work and is paused; [ErrPaused] if it was paused all along; [ErrNotFound] if it is
// gone; [ErrWaitTimeout], with a last look just before; the context's error when that
// was cancelled. The job itself is never touched: whoever stops waiting detaches.
//
// Five looks in a row may fail in passing; such an event has Err set. A state that is
// not in the contract is reported and waited out.
func (c *Client) Wait(ctx context.Context, job string, opts ...WaitOption) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		var cfg waitConfig
		for _, opt := range opts {
			opt(&cfg)
		}
		w := &watch{start: time.Now()}
		ctx, cancel, deadline := cfg.bound(ctx, w.start)
		defer cancel()
		for n, failures := 1, 0; ; n++ {
			ev, err := c.look(ctx, w, job, &failures)
			if err == nil && ev.Err == nil {
				err = c.verdict(ev, w, cfg)
			}
			done := err == nil && ev.Err == nil && ev.State.Finished()
			if err != nil {
				yield(ev, waitError(err, job))
				return
			}
			if !yield(ev, nil) || done {
				return
			}
			pause, ok := c.poll.next(n, time.Now(), deadline)
			if !ok {
				yield(ev, waitError(timedOut(ev.State), job))
				return
			}
			if wait := retryAfterOf(ev.Err); wait > pause && (deadline.IsZero() || time.Now().Add(wait).Before(deadline)) {
				pause = wait
			}
			if err := sleep(ctx, pause); err != nil {
				yield(w.failed(nil, time.Now()), waitError(detached(err), job))
				return
			}
		}
	}
}

// bound applies the timeout, and returns the earliest deadline there is.
func (w waitConfig) bound(ctx context.Context, start time.Time) (context.Context, context.CancelFunc, time.Time) {
	cancel := context.CancelFunc(func() {})
	if w.timeout > 0 {
		ctx, cancel = context.WithDeadline(ctx, start.Add(w.timeout))
	}
	deadline, _ := ctx.Deadline()
	return ctx, cancel, deadline
}

// look reads the job once. A failure that may pass becomes an event.
func (c *Client) look(ctx context.Context, w *watch, job string, failures *int) (Event, error) {
	read, err := c.Get(ctx, job)
	now := time.Now()
	switch {
	case err == nil:
		*failures = 0
		return w.look(read, now), nil
	case ctx.Err() != nil:
		return w.failed(nil, now), detached(ctx.Err())
	case passing(err) && *failures < c.poll.tolerated:
		*failures++
		return w.failed(err, now), nil
	}
	return w.failed(nil, now), err
}

// passing reports whether a failed read says nothing about the job.
func passing(err error) bool {
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Is(ErrInvalidArgument) {
		return false
	}
	return e.Status == 0 || transient(e.Status) || e.Is(ErrBadResponse)
}

// verdict says whether a look ends the wait badly.
func (c *Client) verdict(ev Event, w *watch, cfg waitConfig) error {
	switch {
	case ev.State.Failed():
		e := &Error{Message: "the job is in state " + ev.State.String(), kinds: []error{ErrJobFailed}}
		if s := ev.Job.Status; s != nil && s.Message != "" {
			e.Message += ": " + c.redact(shorten(s.Message))
		}
		return e
	case ev.State.Paused() && w.active:
		return &Error{
			Message: "it was at work and stands still",
			Hint:    "find out why before resuming it again: was the account suspended?",
			kinds:   []error{ErrPausedAgain, ErrPaused},
		}
	case ev.State.Paused() && ev.Elapsed >= c.poll.settle:
		return &Error{Message: "it stands still", Hint: "resume it", kinds: []error{ErrPaused}}
	case cfg.pending > 0 && ev.Elapsed >= cfg.pending && waitsForRun(ev.State):
		return timedOut(ev.State)
	}
	return nil
}

// waitsForRun reports whether a job in this state has not begun to run.
func waitsForRun(s State) bool {
	switch client.JobState(s) {
	case client.JobStateCreating, client.JobStateCreatingInputDataset, client.JobStateValidating,
		client.JobStatePending, client.JobStateReQueueing:
		return true
	}
	return false
}

func timedOut(s State) *Error {
	return &Error{
		Message: "the job is in state " + s.String() + " and goes on",
		Hint:    "wait longer, or look again later",
		kinds:   []error{ErrWaitTimeout},
		cause:   context.DeadlineExceeded,
	}
}

// detached is the end of a wait whose context ended. The job is left alone.
func detached(err error) *Error {
	e := &Error{Message: "stopped waiting, the job goes on", cause: err}
	if errors.Is(err, context.DeadlineExceeded) {
		e.kinds = []error{ErrWaitTimeout}
	}
	return e
}

func retryAfterOf(err error) time.Duration {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.RetryAfter
	}
	return 0
}

// waitError puts an error into the terms of a wait.
func waitError(err error, job string) error {
	if e, ok := errors.AsType[*Error](err); ok {
		e.Operation, e.Method, e.Path = opWait.name, opWait.method, opWait.path
	}
	_, id, _ := ParseJobName(job)
	return inCall(err, opWait, id)
}
