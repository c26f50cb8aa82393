package sftj

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
)

// defaultReconcileFor is how long the job is read after a resume whose answer says
// nothing. How far the service's reads lag behind is not public, hence the option.
const defaultReconcileFor = 15 * time.Second

// reconcileRead bounds one of those reads: one that hangs must not take the time of the
// others.
const reconcileRead = 5 * time.Second

// reconcileDelays are the pauses before those reads: a quarter of a second, doubled each
// time, up to the whole of it.
func reconcileDelays(whole time.Duration) (delays []time.Duration) {
	for next := 250 * time.Millisecond; whole > 0; next *= 2 {
		if whole < 2*next {
			next = whole // too little is left for two
		}
		delays = append(delays, next)
		whole -= next
	}
	return delays
}

// reconcile reads the job until it says what became of a resume whose answer does not:
// cause is how it ended, nil if it was accepted by an answer that still has the old
// state. Nothing returned means: the job is surely as it was, send it again.
func (e *ensuring) reconcile(ctx context.Context, cause error) (*Resumption, error) {
	var last *Job
	var readErr error
	start := time.Now()
	next := start
	for _, delay := range reconcileDelays(e.client.reconcileFor) {
		if time.Since(start) > e.client.reconcileFor {
			break // the reads themselves took so long
		}
		next = next.Add(delay) // what a read takes is taken off the pause after it
		if err := sleep(ctx, time.Until(next)); err != nil {
			return nil, e.unread(cause, err)
		}
		if last, readErr = e.read(withAttemptTimeout(withOnce(ctx), reconcileRead)); readErr != nil {
			if errors.Is(readErr, ErrNotFound) || ctx.Err() != nil {
				return nil, e.unread(cause, readErr)
			}
			continue
		}
		if r, err := e.found(last, cause); r != nil || err != nil {
			return r, err
		}
	}
	switch {
	case readErr != nil:
		return nil, e.unread(cause, readErr)
	case !e.unchanged(last): // an older read, or a state that is not in the contract
		return nil, e.unread(cause, &Error{Message: "the job reads as " + last.Lifecycle().String()})
	case cause == nil:
		return nil, &Error{
			Message: "the service accepted the resume, and the job reads as before",
			Hint:    e.byHand(),
			kinds:   []error{ErrOutcomeUnknown, ErrPaused},
		}
	case !errors.Is(cause, ErrOutcomeUnknown):
		return nil, e.lost(cause) // a refusal, and the job agrees with it
	case e.posts == maxPosts, e.posts > 1 && (e.before.UpdateTime.IsZero() || last.UpdateTime.IsZero()):
		return nil, e.lost(cause)
	}
	return nil, nil
}

// found says what a job that was read after the resume tells, if it tells anything yet.
func (e *ensuring) found(job *Job, cause error) (*Resumption, error) {
	outcome := Reconciled
	if cause == nil {
		outcome = Resumed
	}
	s := job.Lifecycle()
	switch {
	case e.unchanged(job), older(job, e.before):
		return nil, nil // not applied, or not to be read yet
	case s.Active(), s.Finished(), cause == nil && e.moved(job):
		return &Resumption{Outcome: outcome, Job: job}, nil
	case s.Paused():
		return nil, pausedAgain(job)
	case s.Failed():
		return nil, jobFailed(s)
	case s.Leaving():
		return nil, &Error{Message: "the job is in state " + s.String(), kinds: []error{ErrNotResumable}}
	}
	return nil, nil
}

func jobFailed(s State) *Error {
	return &Error{Message: "the job is in state " + s.String(), kinds: []error{ErrJobFailed}}
}

func pausedAgain(job *Job) *Error {
	return &Error{
		Message: "the job was touched since and is in state " + job.Lifecycle().String(),
		Hint:    "somebody or something stopped it: find out before resuming it again",
		kinds:   []error{ErrPausedAgain, ErrPaused},
	}
}

// lost is the error for not being able to tell, if there is anything to tell: err as it
// is when no request can have been applied.
func (e *ensuring) lost(err error) error {
	if !e.applied {
		return err
	}
	out := &Error{Message: "the resume may have been applied, and nothing says so", cause: err}
	if failed, ok := errors.AsType[*Error](err); ok {
		out.cause = failed.cause
		out.Status, out.Code, out.RequestID, out.RetryAfter = failed.Status, failed.Code, failed.RequestID, failed.RetryAfter
		out.Details, out.Reason, out.Domain = failed.Details, failed.Reason, failed.Domain
		if failed.Message != "" {
			out.Message += ": " + failed.Message
		}
		out.kinds = append(out.kinds, failed.kinds...)
	}
	out.add(ErrOutcomeUnknown)
	out.Hint = e.byHand()
	return out
}

// unread is the error for a resume that ended with cause, and a job that then does not say
// what became of it: err is why not. A refusal alone would be believed; the reads were to
// tell whether it was about this resume.
func (e *ensuring) unread(cause, err error) error {
	refusal, ok := errors.AsType[*Error](cause)
	if !ok || refusal.Is(ErrOutcomeUnknown) {
		return e.lost(err)
	}
	out := asError(e.lost(cause), e.client.redact)
	why := asError(err, e.client.redact)
	out.Message = strings.TrimPrefix(out.Message+"; and since then the job could not be read: "+why.what(), "; ")
	out.cause = errors.Join(out.cause, err)
	out.add(why.kinds...)
	out.add(ErrOutcomeUnknown)
	out.Hint = e.byHand()
	return out
}

// byHand says how a person can find out what can't be told here.
func (e *ensuring) byHand() string {
	return "it was " + e.before.Lifecycle().String() + " before; check by hand: sftj get " + e.id
}

// failure puts the error of the whole into its terms. The verdict alone decides what it
// matches; what the attempts ended with is among its causes and its Attempts.
func (e *ensuring) failure(ctx context.Context, err error) error {
	out := asError(err, e.client.redact)
	causes := append(slices.Clone(e.causes), out.cause)
	if ended := ctx.Err(); ended != nil && out.Status == 0 { // an answer is the better cause
		causes = append(causes, ended)
	}
	out.cause, out.Before = errors.Join(causes...), e.before
	if out.Job == "" {
		out.Job = e.client.redact(e.id)
	}
	if len(e.tries) > 0 {
		out.Attempts = e.tries
	}
	if e.posts > 0 { // else it is the read that failed, and nothing was sent
		out.Operation, out.Method, out.Path = opResume.name, opResume.method, opResume.path
	}
	return inCall(out, opResume, e.id)
}
