package sftj

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/fireworks-sftj/sdk/gen/client"
)

// maxPosts is how often a resume is sent at most for one EnsureResumed.
const maxPosts = 3

// ensuring is one EnsureResumed on its way.
type ensuring struct {
	client      *Client
	account, id string
	config      ensureConfig

	before *Job
	// accepted is the job of an answer that was 200 and did not show it going yet.
	accepted *Job
	posts    int
	// applied reports whether any request may have been applied.
	applied bool
	causes  []error // of the requests that failed
	tries   []Attempt
}

func (e *ensuring) run(ctx context.Context) (*Resumption, error) {
	before, err := e.read(ctx)
	if err != nil {
		return nil, err // nothing was sent
	}
	e.before = before
	if r, err := e.config.need(before); r != nil || err != nil {
		return r, err
	}
	for e.posts < maxPosts { // whatever else is wrong, no fourth
		if r, err := e.asked(ctx); r != nil || err != nil {
			return r, err
		}
		e.posts++
		answer, err := e.client.resume(withOnce(ctx), e.account, e.id)
		if err == nil && e.moved(answer) {
			return &Resumption{Outcome: Resumed, Job: answer}, nil
		}
		e.note(err)
		switch {
		case ctx.Err() != nil:
			return nil, e.lost(err)
		case notProcessedError(err):
			if r, err := e.later(ctx, err); r != nil || err != nil {
				return r, err
			}
			continue
		case final(err):
			return nil, e.lost(err)
		}
		if err == nil {
			e.accepted = answer
		}
		if r, err := e.reconcile(ctx, err); r != nil || err != nil {
			return r, err
		}
	}
	return nil, e.lost(&Error{Message: "it was sent as often as it may be"})
}

// moved reports whether the job of an answer was set going: it is at work, at its end, or
// in a state that is new to the contract and not the one it was in.
func (e *ensuring) moved(job *Job) bool {
	s := job.Lifecycle()
	news := !s.Known() && job.State != "" && job.State != client.JobStateUnspecified
	return job.State != e.before.State && (s.Active() || s.Finished() || news)
}

// errStale is what the hook before a resume says if the job was read too long ago.
var errStale = errors.New("the job was read too long ago")

// asked calls the hook before a resume. Nothing returned means: send it.
func (e *ensuring) asked(ctx context.Context) (*Resumption, error) {
	for last := e.before; e.config.ask != nil; {
		err := e.config.ask(last)
		if err == nil {
			return nil, nil
		}
		if !errors.Is(err, errStale) {
			return nil, e.lost(err)
		}
		now, r, err := e.again(ctx)
		if r != nil || err != nil {
			return r, err
		}
		last = now
	}
	return nil, nil
}

// note remembers how a request ended.
func (e *ensuring) note(err error) {
	e.applied = e.applied || err == nil || errors.Is(err, ErrOutcomeUnknown)
	if failed, ok := errors.AsType[*Error](err); ok {
		e.causes = append(e.causes, failed.cause)
		e.tries = append(e.tries, failed.Attempts...)
	}
}

// later waits until the service may take the request, and reads the job again. Nothing
// returned means: send it again.
func (e *ensuring) later(ctx context.Context, err error) (*Resumption, error) {
	// A quota does not fill up while one waits, so it gets one more try and no third.
	if e.posts == maxPosts || e.posts > 1 && errors.Is(err, ErrQuotaExhausted) {
		return nil, e.lost(err)
	}
	policy := defaultRetryPolicy()
	wait := retryAfterOf(err)
	if wait == 0 {
		wait = policy.backoff.after(e.posts)
	}
	if deadline, ok := ctx.Deadline(); wait > policy.maxRetryAfter || ok && !time.Now().Add(wait).Before(deadline) {
		return nil, e.lost(err)
	}
	if ended := sleep(ctx, wait); ended != nil {
		return nil, e.lost(ended)
	}
	_, r, err := e.again(ctx)
	return r, err
}

// again reads the job once more before a resume is sent. It may be at work by then, or
// somebody may have stopped it. Only the job returned means: send it.
func (e *ensuring) again(ctx context.Context) (*Job, *Resumption, error) {
	now, err := e.read(ctx)
	if err != nil {
		return nil, nil, e.lost(err)
	}
	s := now.Lifecycle()
	if e.unchanged(now) || older(now, e.before) {
		return now, nil, nil
	}
	r, err := e.config.need(now)
	switch {
	case r != nil && e.applied:
		r.Outcome = Reconciled
	case s.Failed() && e.applied:
		err = jobFailed(s)
	case s.Failed():
		err = &Error{Message: "the job is in state " + s.String(), kinds: []error{ErrNotResumable}}
	case r == nil && err == nil:
		err = pausedAgain(now)
	}
	return nil, r, err
}

func (e *ensuring) read(ctx context.Context) (*Job, error) {
	return e.client.Get(ctx, jobName(e.account, e.id))
}

// unchanged reports whether a job is as it was before anything was sent: in the same
// state, and not touched since, but by the resume that was accepted. Where an updateTime is
// missing the state has to do.
func (e *ensuring) unchanged(job *Job) bool {
	at, before := touched(job), touched(e.before)
	return job.State == e.before.State &&
		(at.Equal(before) || at.IsZero() || before.IsZero() || e.accepted != nil && at.Equal(touched(e.accepted)))
}

// touched is when a job was changed last, as precisely as every answer has it: that to a
// change has been seen with nanoseconds, and later reads with microseconds.
func touched(job *Job) time.Time { return job.UpdateTime.Truncate(time.Microsecond) }

// older reports whether a job reads as it was before another read of it: a read that lags
// behind says nothing of what came after.
func older(job, than *Job) bool {
	at := touched(job)
	return !at.IsZero() && at.Before(touched(than))
}

// final reports whether an answer settles the matter, whatever the job's state.
func final(err error) bool {
	for _, kind := range []error{
		ErrUnauthenticated, ErrPermissionDenied, ErrPaymentRequired, ErrAccountSuspended, ErrNotFound, ErrQuotaExhausted,
	} {
		if errors.Is(err, kind) && !errors.Is(err, ErrOutcomeUnknown) {
			return true
		}
	}
	return false
}

// notProcessedError reports whether the request surely did not reach the service, or the
// service said that it did nothing.
func notProcessedError(err error) bool {
	e, ok := errors.AsType[*Error](err)
	switch {
	case !ok || e.Is(ErrOutcomeUnknown) || e.Is(ErrInvalidArgument):
		return false
	case e.Status == 0:
		return len(e.Attempts) > 0 && !e.Attempts[len(e.Attempts)-1].Sent
	}
	return e.Status == http.StatusTooManyRequests || e.Status == http.StatusServiceUnavailable
}
