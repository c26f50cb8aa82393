package sftj

import (
	"context"
	"errors"
	"time"

	"github.com/fireworks-sftj/sdk/gen/client"
	"github.com/fireworks-sftj/sdk/internal/netpath"
)

// passing reports whether a failed read says nothing about the job and may succeed later. A
// refused certificate or a proxy's refusal does not pass.
func passing(err error) bool {
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Is(ErrInvalidArgument) || e.Is(ErrUnreachable) {
		return false
	}
	return e.Status == 0 || transient(e.Status) || e.Is(ErrBadResponse)
}

// unresolved reports whether the service's name did not resolve. In a wait that has read the
// job before, the machine may be offline for a while.
func unresolved(err error) bool {
	refusal, _ := netpath.RefusalOf(err)
	return refusal.Name
}

// verdict says whether a look ends the wait badly.
func (c *Client) verdict(ev Event, w *waiting) error {
	switch {
	case ev.State.Failed():
		e := &Error{Message: "the job is in state " + ev.State.String(), kinds: []error{ErrJobFailed}}
		if s := ev.Job.Status; s != nil && s.Message != "" {
			e.Message += ": " + shorten(c.redact(s.Message))
		}
		return e
	case ev.State.Paused() && w.active && !w.behind.IsZero():
		return &Error{
			Message: "it was at work, and has been read as it was before that for " + w.start.Add(ev.Elapsed).Sub(w.behind).Round(time.Second).String(),
			Hint:    "look again later",
			kinds:   []error{ErrOutcomeUnknown, ErrPaused},
		}
	case ev.State.Paused() && w.active:
		return &Error{
			Message: "it was at work and stands still",
			Hint:    "find out why before resuming it again: was the account suspended?",
			kinds:   []error{ErrPausedAgain, ErrPaused},
		}
	case ev.State.Paused() && ev.Elapsed >= c.poll.settle:
		return &Error{Message: "it stands still", Hint: "resume it", kinds: []error{ErrPaused}}
	case w.config.pending > 0 && ev.Elapsed >= w.config.pending && waitsForRun(ev.State):
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
	e := &Error{
		Message: "the job is in state " + s.String() + " and goes on",
		Hint:    "wait longer, or look again later",
		kinds:   []error{ErrWaitTimeout},
		cause:   context.DeadlineExceeded,
	}
	if s.Paused() {
		e.Message, e.Hint = "the job is in state "+s.String()+" and stands still", "resume it"
	}
	return e
}

// gone is the end of a job that was read before and is not there any more.
func gone(err error, last State) *Error {
	e := asError(err, func(s string) string { return s })
	e.Message, e.Hint = "the job is gone: it was in state "+last.String()+" when it was read last", "somebody deleted it"
	e.add(ErrJobFailed)
	return e
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
	e := asError(err, func(s string) string { return s })
	e.Operation, e.Method, e.Path = opWait.name, opWait.method, opWait.path
	_, id, _ := ParseJobName(job)
	return inCall(e, opWait, id)
}
