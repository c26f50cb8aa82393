package sftj

import (
	"context"
	"errors"
	"iter"
	"time"
)

// WaitOption is a setting of [Client.Wait].
type WaitOption func(*waitConfig)

type waitConfig struct {
	timeout, pending time.Duration
	ensure           []EnsureOption
}

func newWaitConfig(opts []WaitOption) (cfg waitConfig) {
	for _, opt := range opts {
		opt(&cfg)
	}
	return cfg
}

// WithTimeout ends the wait with [ErrWaitTimeout] after d: at once if that is negative, and
// never if it is 0. A deadline of the context does the same.
func WithTimeout(d time.Duration) WaitOption { return func(w *waitConfig) { w.timeout = d } }

// WithPendingTimeout ends the wait with [ErrWaitTimeout] if the job has not begun to run
// after d: it may wait for capacity for longer than its training takes.
func WithPendingTimeout(d time.Duration) WaitOption { return func(w *waitConfig) { w.pending = d } }

// Wait looks at a job until it ends, and yields an event for each look. The last event
// of a job that finished well comes without an error. Every other end is an error, and
// nothing follows it:
//
// Errors: [ErrJobFailed] if the job ended without a model; [ErrPausedAgain] if it was at
// work and is paused; [ErrPaused] if it was paused all along; [ErrNotFound] if it is not
// there, and [ErrJobFailed] too if it was before; [ErrWaitTimeout], with the last look,
// just before the time is up; the context's error when that was cancelled. The job itself
// is never touched: whoever stops waiting detaches.
//
// Five looks in a row may fail in passing; such an event has Err set. A state that is
// not in the contract is reported and waited out.
func (c *Client) Wait(ctx context.Context, job string, opts ...WaitOption) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		cfg := newWaitConfig(opts)
		w := &watch{start: time.Now()}
		ctx, cancel, deadline := cfg.bound(ctx, w.start)
		defer cancel()
		c.wait(ctx, &waiting{watch: w, config: cfg, job: job, deadline: deadline}, yield)
	}
}

// waiting is one wait on its way.
type waiting struct {
	*watch
	config   waitConfig
	job      string
	deadline time.Time // zero for none
	failures int       // looks in a row that failed in passing
}

func (c *Client) wait(ctx context.Context, w *waiting, yield func(Event, error) bool) {
	for n := 1; ; n++ {
		ev, err := c.look(ctx, w)
		if err == nil && ev.Err == nil {
			err = c.verdict(ev, w)
		}
		if err != nil {
			yield(ev, waitError(err, w.job))
			return
		}
		if !c.tell(ctx, w, n, ev, yield) {
			return
		}
	}
}

// tell yields the nth look, which did not end the wait badly, and sleeps until it is time for
// the next. It reports whether there is one.
func (c *Client) tell(ctx context.Context, w *waiting, n int, ev Event, yield func(Event, error) bool) bool {
	if ev.Err == nil && ev.State.Finished() {
		yield(ev, nil)
		return false
	}
	pause, ok := c.poll.next(n, w.start, time.Now(), w.deadline)
	if !ok { // told with the look, which was the last
		yield(ev, waitError(timedOut(ev.State), w.job))
		return false
	}
	if !yield(ev, nil) {
		return false
	}
	if err := sleep(ctx, w.longer(pause, ev)); err != nil {
		yield(w.failed(nil, time.Now()), waitError(detached(err), w.job))
		return false
	}
	return true
}

// longer stretches a pause for a service that asks for one, a minute at most, and cuts it
// short where the time to begin running is up before. The last look still fits.
func (w *waiting) longer(pause time.Duration, ev Event) time.Duration {
	if asked := min(retryAfterOf(ev.Err), time.Minute); asked > pause && (w.deadline.IsZero() || time.Now().Add(asked).Before(w.deadline)) {
		pause = asked
	}
	if left := w.config.pending - ev.Elapsed; w.config.pending > 0 && waitsForRun(ev.State) {
		pause = min(pause, max(left, time.Millisecond))
	}
	return pause
}

// bound applies the timeout, and returns the earliest deadline there is.
func (w waitConfig) bound(ctx context.Context, start time.Time) (context.Context, context.CancelFunc, time.Time) {
	cancel := context.CancelFunc(func() {})
	if w.timeout != 0 {
		ctx, cancel = context.WithDeadline(ctx, start.Add(w.timeout))
	}
	deadline, _ := ctx.Deadline()
	return ctx, cancel, deadline
}

// look reads the job once. A failure that may pass becomes an event.
func (c *Client) look(ctx context.Context, w *waiting) (Event, error) {
	read, err := c.Get(ctx, w.job)
	now := time.Now()
	switch {
	case err == nil:
		w.failures = 0
		if w.stale(read, now, c.poll.settle) {
			read = w.last.Job // what is known is newer
		}
		return w.look(read, now), nil
	case ctx.Err() != nil:
		return w.failed(nil, now), detached(ctx.Err())
	case (passing(err) || w.last.Job != nil && unresolved(err)) && w.failures < c.poll.tolerated:
		w.failures++
		return w.failed(err, now), nil
	case errors.Is(err, ErrNotFound) && w.last.Job != nil:
		err = gone(err, w.last.State)
	}
	return w.failed(nil, now), err
}
