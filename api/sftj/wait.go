package sftj

import (
	"context"
	"errors"
	"iter"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/fireworks-sftj/sdk/gen/client"
	"github.com/fireworks-sftj/sdk/internal/netpath"
	"github.com/fireworks-sftj/sdk/internal/sleep"
)

// pollPolicy says how often a wait reads the job. The numbers are this project's.
type pollPolicy struct {
	min, max time.Duration
	// tolerated is how many reads in a row may fail with a transient error.
	tolerated int
	// settle is how long a job may still read as paused after a resume, before that is
	// taken for its state. How far the service's reads lag behind is not public.
	settle time.Duration
}

// behindFor is how many times settle a wait accepts reads that show the job exactly as it was
// before its resume, and whose updateTime proves that they are old.
const behindFor = 4

func defaultPollPolicy() pollPolicy {
	return pollPolicy{min: 2 * time.Second, max: 30 * time.Second, tolerated: 5, settle: 15 * time.Second}
}

// interval returns the pause after the nth read, n from 1: half as long again each time,
// ±20 % so that many waits don't keep step.
func (p pollPolicy) interval(n int) time.Duration {
	d := float64(p.min)
	for range n - 1 {
		if d *= 1.5; d >= float64(p.max) {
			break
		}
	}
	d = min(d, float64(p.max))
	return time.Duration(d * (0.8 + 0.4*rand.Float64())) //nolint:gosec // jitter needs no secrecy
}

// next returns how long to sleep before a read, so that a last read still fits before
// the deadline of a wait that began at start; false if none does. The time after that read is
// halved by a few more, because the job may end in it: closing is true for them.
func (p pollPolicy) next(n int, start, now, deadline time.Time) (pause time.Duration, closing, ok bool) {
	d := p.interval(n)
	if deadline.IsZero() {
		return d, false, true
	}
	// Time for the last read itself, and not so much that a short wait is hardly one.
	room := min(p.min, 2*time.Second, deadline.Sub(start)/10)
	left := deadline.Sub(now)
	switch {
	case left > room:
		return min(d, left-room), false, true
	case left > room/4:
		return left / 2, true, true
	}
	return 0, false, false
}

// WaitOption is a setting of [Client.Wait].
type WaitOption func(*waitConfig)

type waitConfig struct {
	timeout, pending time.Duration
	throughPauses    bool
	read             ReadFunc // nil for [Client.Get]
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

// ThroughPauses keeps waiting while the job is paused, in place of ending the wait with
// [ErrPaused] or [ErrPausedAgain].
func ThroughPauses() WaitOption { return func(w *waitConfig) { w.throughPauses = true } }

// ReadFunc reads a job, and returns when its request was started, by this machine's clock. A
// time that is too early is safe: a wait believes a read less, the older it may be.
//
// Errors: those of [Client.Get]; an error without an [Error] in it ends the wait.
type ReadFunc func(ctx context.Context, job string) (read *Job, started time.Time, err error)

// WithRead makes [Client.Wait] read the job with read in place of [Client.Get], so that the
// waits for many jobs can share the pages of one [Client.List]. The read ends with its context.
// The resume of [Client.ResumeAndWait] reads as it always does.
func WithRead(read ReadFunc) WaitOption { return func(w *waitConfig) { w.read = read } }

// Ensuring sets how [Client.ResumeAndWait] resumes.
func Ensuring(opts ...EnsureOption) WaitOption {
	return func(w *waitConfig) { w.ensure = append(w.ensure, opts...) }
}

// Wait reads a job until it ends, and yields an event for each read. The last event
// of a job that finished well comes without an error. Every other end is an error, and
// nothing follows it:
//
// Errors: [ErrJobFailed] if the job ended without a model; [ErrPausedAgain] if it was
// active and is paused; [ErrPaused] if it was paused all along; [ErrNotFound] if it is not
// there, and [ErrJobFailed] too if it was before; [ErrBadResponse] if the first response is
// not a job; [ErrWaitTimeout], with the last read, just before the time is up; the context's
// error when that was cancelled. The job itself is never changed by a wait.
//
// Five reads in a row may fail with a transient error; such an event has Err set. A state that
// is not in the contract is reported and waited out. A read that may show an older version of
// the job than an earlier one is believed when it repeats.
func (c *Client) Wait(ctx context.Context, job string, opts ...WaitOption) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		cfg := newWaitConfig(opts)
		w := &watch{start: time.Now(), lag: c.lag(), settle: c.poll.settle}
		ctx, cancel, deadline := cfg.bound(ctx, w.start)
		defer cancel()
		c.wait(ctx, &waiting{watch: w, config: cfg, job: job, deadline: deadline}, yield)
	}
}

// ResumeAndWait ensures that a job is active, as [Client.EnsureResumed] does, and waits until
// it ends, as [Client.Wait] does. The first event has the result of the resume in its
// Resumption. A timeout covers both.
//
// Errors: those of both. [ErrPausedAgain] if the job is paused after it was resumed.
func (c *Client) ResumeAndWait(ctx context.Context, job string, opts ...WaitOption) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		cfg := newWaitConfig(opts)
		w := &watch{start: time.Now(), lag: c.lag(), settle: c.poll.settle}
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
		w.start = time.Now() // the time before was not spent waiting
		if r.Outcome == Resumed || r.Outcome == Reconciled {
			w.before, w.resumed, w.active = r.Before, r.Job, true
		}
		ev := w.take(observation{job: r.Job, started: w.start, ended: w.start})
		ev.Resumption = r
		if waits := (&waiting{watch: w, config: cfg, job: job, deadline: deadline}); c.tell(ctx, waits, 1, ev, yield) {
			c.wait(ctx, waits, yield)
		}
	}
}

// waiting is one wait.
type waiting struct {
	*watch
	config   waitConfig
	job      string
	deadline time.Time // zero for none
	failures int       // reads in a row that failed with a transient error
	closing  bool      // the reads shortly before the deadline: what fails in them is not counted
	failure  error     // of the last read, nil if it succeeded
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

// tell yields the nth event, which did not end the wait badly, and sleeps until it is time for
// the next read. It reports whether there is one.
func (c *Client) tell(ctx context.Context, w *waiting, n int, ev Event, yield func(Event, error) bool) bool {
	if ev.Err == nil && ev.State.Finished() {
		yield(ev, nil)
		return false
	}
	pause, closing, ok := c.poll.next(n, w.start, time.Now(), w.deadline)
	w.closing = closing
	if !ok { // yielded with the last event
		yield(w.asRead(ev), waitError(w.timedOut(), w.job))
		return false
	}
	if !yield(ev, nil) {
		return false
	}
	pause = w.longer(pause, ev)
	_, id, _ := ParseJobName(w.job) // it has been read by that name
	c.observe.waits(ctx, opWait, c.redact(id), WaitPoll, pause)
	if err := sleep.For(ctx, pause); err != nil {
		yield(w.asRead(w.failed(nil, time.Now())), waitError(w.detached(err), w.job))
		return false
	}
	return true
}

// longer stretches a pause for a service that asks for one, a minute at most, and cuts it
// short where the time to begin running is up before. The last read still fits.
func (w *waiting) longer(pause time.Duration, ev Event) time.Duration {
	if asked := min(retryAfterOf(ev.Err), time.Minute); asked > pause && (w.deadline.IsZero() || time.Now().Add(asked).Before(w.deadline)) {
		pause = asked
	}
	if left := w.config.pending - ev.Elapsed; w.config.pending > 0 && client.JobState(ev.State).Waiting() {
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

// look reads the job once. A transient failure becomes an event.
func (c *Client) look(ctx context.Context, w *waiting) (Event, error) {
	o := observation{started: time.Now()}
	var err error
	if w.config.read != nil {
		o.job, o.started, err = w.config.read(ctx, w.job)
	} else {
		o.job, err = c.Get(withStarted(ctx, &o.started), w.job)
	}
	o.ended = time.Now()
	if err == nil || ctx.Err() == nil || w.failure == nil { // a read that was cut off says less than a failure before
		w.failure = err
	}
	switch {
	case err == nil:
		w.failures = 0
		return w.take(o), nil
	case ctx.Err() != nil:
		return w.asRead(w.failed(nil, o.ended)), w.detached(ctx.Err())
	case w.transient(err) && (w.failures < c.poll.tolerated || w.closing):
		w.failures++
		return w.failed(err, o.ended), nil
	case errors.Is(err, ErrNotFound) && w.last.Job != nil:
		err = gone(err, w.last.State)
	}
	return w.failed(nil, o.ended), err
}

// transient reports whether a failed read says nothing about the job and may succeed later. A
// refused certificate or a proxy's refusal does not pass. Before the first read that succeeds, a
// name that does not resolve and a response that is not a job mean a wrong address; after it the
// machine may be offline for a while, or behind a login page.
func (w *waiting) transient(err error) bool {
	e, ok := errors.AsType[*Error](err)
	first := w.last.Job == nil
	switch {
	case !ok, e.Is(ErrInvalidArgument):
		return false
	case e.Is(ErrUnreachable):
		refusal, _ := netpath.RefusalOf(err)
		return !first && refusal.Name
	case first && e.Is(ErrBadResponse):
		_, cut := errors.AsType[*cutShortError](err)
		return cut
	}
	return e.Status == 0 || transient(e.Status) || e.Is(ErrBadResponse) || e.Status == http.StatusOK
}

// verdict returns the error of a read that ends the wait badly.
func (c *Client) verdict(ev Event, w *waiting) error {
	switch {
	case ev.State.Failed():
		e := jobFailed(ev.State)
		if s := ev.Job.Status; s != nil && s.Message != "" {
			e.Message += ": " + shorten(c.redact(s.Message))
		}
		return e
	case w.config.throughPauses && ev.State.Paused():
		return nil
	case ev.State.Paused() && w.active && !w.behindSince.IsZero() && w.stampTells():
		return &Error{
			Message: "reads have returned the state before the resume for " + w.start.Add(ev.Elapsed).Sub(w.behindSince).Round(time.Second).String(),
			Hint:    "check again later",
			kinds:   []error{ErrOutcomeUnknown, ErrPaused},
		}
	case ev.State.Paused() && w.active:
		return &Error{
			Message: "the job was active and is paused",
			Hint:    "find out why before resuming it again: was the account suspended?",
			kinds:   []error{ErrPausedAgain, ErrPaused},
		}
	case ev.State.Paused() && ev.Elapsed >= c.poll.settle:
		return &Error{Message: "the job is paused", Hint: "resume it", kinds: []error{ErrPaused}}
	case w.config.pending > 0 && ev.Elapsed >= w.config.pending && client.JobState(ev.State).Waiting():
		return w.timedOut()
	}
	return nil
}

// timedOut is the error of a wait whose time is up. It quotes what was read last.
func (w *waiting) timedOut() *Error {
	e := &Error{kinds: []error{ErrWaitTimeout}, cause: context.DeadlineExceeded}
	e.Message, e.Hint = w.lastRead("timed out")
	return e
}

// detached is the error of a wait whose context ended. The job goes on.
func (w *waiting) detached(err error) *Error {
	if errors.Is(err, context.DeadlineExceeded) {
		e := w.timedOut()
		e.cause = err
		return e
	}
	return &Error{Message: "stopped waiting; the job was left alone", cause: err}
}

// lastRead says after why what the last read showed, and what to do.
func (w *waiting) lastRead(why string) (message, hint string) {
	if w.latest == nil {
		if w.failure != nil && !errors.Is(w.failure, context.DeadlineExceeded) {
			return why + "; the job could not be read: " + asError(w.failure, func(s string) string { return s }).what(), "check the connection and the base URL"
		}
		return why + " before the job could be read", "wait longer, or check the base URL"
	}
	s := w.latest.Lifecycle()
	message, hint = "the job is still "+s.String(), "wait longer, or check again later"
	switch {
	case s.Paused() && w.before != nil:
		message = "the job was last read as " + s.String() + ", after it was resumed"
	case s.Paused() && w.active:
		message = "the job was last read as " + s.String() + ", and was active before"
		hint = "find out why it was paused before resuming it"
	case w.failure != nil && !errors.Is(w.failure, context.DeadlineExceeded):
		message = "the last read failed, and the job was read before as " + s.String()
	case s.Paused():
		hint = "resume it"
	}
	return why + "; " + message, hint
}

// gone is the error for a job that was read before and is not there any more.
func gone(err error, last State) *Error {
	e := asError(err, func(s string) string { return s })
	e.Message, e.Hint = "the job is gone: it was in state "+last.String()+" when it was read last", "someone deleted it"
	e.add(ErrJobFailed)
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
