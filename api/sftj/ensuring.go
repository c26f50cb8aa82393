package sftj

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// maxPosts is how often a resume is sent at most for one EnsureResumed.
const maxPosts = 3

// ensuring is one EnsureResumed on its way.
type ensuring struct {
	client      *Client
	account, id string
	config      ensureConfig

	before *Job
	posts  int
	// applied reports whether any request may have been applied.
	applied bool
	errs    []error
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
	for {
		if ask := e.config.ask; ask != nil {
			if err := ask(before); err != nil {
				return nil, e.lost(err)
			}
		}
		e.posts++
		answer, err := e.client.resume(withOnce(ctx), e.account, e.id)
		if err == nil && !e.unchanged(answer) && (answer.Active() || answer.Lifecycle().Finished()) {
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
			return nil, err
		}
		if r, err := e.reconcile(ctx, err); r != nil || err != nil {
			return r, err
		}
	}
}

// note remembers how a request ended.
func (e *ensuring) note(err error) {
	e.applied = e.applied || err == nil || errors.Is(err, ErrOutcomeUnknown)
	if err == nil {
		return
	}
	e.errs = append(e.errs, err)
	if failed, ok := errors.AsType[*Error](err); ok {
		e.tries = append(e.tries, failed.Attempts...)
	}
}

// later waits until the service may take the request, and reads the job again: it may be
// at work by then, or have been cancelled. Nothing returned means: send it again.
func (e *ensuring) later(ctx context.Context, err error) (*Resumption, error) {
	// A quota does not fill up while one waits, so it gets one more try and no third.
	if e.posts == maxPosts || e.posts > 1 && errors.Is(err, ErrQuotaExhausted) {
		return nil, err
	}
	policy := defaultRetryPolicy()
	wait := retryAfterOf(err)
	if wait == 0 {
		wait = policy.backoff.after(e.posts)
	}
	if deadline, ok := ctx.Deadline(); wait > policy.maxRetryAfter || ok && !time.Now().Add(wait).Before(deadline) {
		return nil, err
	}
	if ended := sleep(ctx, wait); ended != nil {
		return nil, e.lost(ended)
	}
	now, err := e.read(ctx)
	if err != nil {
		return nil, e.lost(err)
	}
	if r, err := e.config.need(now); r != nil || err != nil {
		if r != nil && e.applied {
			r.Outcome = Reconciled
		}
		return r, err
	}
	if !e.unchanged(now) {
		return nil, pausedAgain(now)
	}
	return nil, nil
}

func (e *ensuring) read(ctx context.Context) (*Job, error) {
	return e.client.Get(ctx, jobName(e.account, e.id))
}

// unchanged reports whether a job is as it was before anything was sent: in the same
// state, and not touched since. Without an updateTime the state has to do.
func (e *ensuring) unchanged(job *Job) bool {
	return job.State == e.before.State && job.UpdateTime.Equal(e.before.UpdateTime)
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
