package sftj

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
)

// notResumable is the error for a job whose state forbids a resume.
func notResumable(s State) *Error {
	if !s.says() {
		return &Error{
			Message: "the service did not say in which state the job is: " + s.String(),
			Hint:    "read it again later",
			kinds:   []error{ErrNotResumable},
		}
	}
	if !s.Known() {
		return &Error{
			Message: "state " + s.String() + " is not in the contract",
			Hint:    "if you know that it can be resumed, allow it by name",
			kinds:   []error{ErrNotResumable},
		}
	}
	return &Error{Message: "the job is in state " + s.String(), kinds: []error{ErrNotResumable}}
}

// jobFailed is the error for a job that ended without a model.
func jobFailed(s State) *Error {
	return &Error{Message: "the job is in state " + s.String(), kinds: []error{ErrJobFailed}}
}

// pausedAgain is the error for a job that was active after a resume and is paused.
func pausedAgain(job *Job) *Error {
	return &Error{
		Message: "the job was paused again after the resume and is in state " + job.Lifecycle().String(),
		Hint:    "find out why before resuming it again: was the account suspended?",
		kinds:   []error{ErrPausedAgain, ErrPaused},
	}
}

// pausedAndChanged is the error for a job that is still paused and has changed since it was read.
func pausedAndChanged(job *Job) *Error {
	return &Error{
		Message: "the job is still in state " + job.Lifecycle().String() + " and has changed since it was read",
		kinds:   []error{ErrPausedAndChanged, ErrPaused},
	}
}

// contradiction is why a state decides nothing.
func contradiction(s State) *Error {
	return &Error{Message: "the job reads as " + s.String()}
}

// ended is the error for a job that was read to have ended, or to be about to, without a model.
func (e *ensureRun) ended(s State) *Error {
	if s.Leaving() || e.firstLeft.IsZero() {
		return notResumable(s)
	}
	err := jobFailed(s)
	if !e.ambiguous {
		err.add(ErrNotResumable) // the service says that it did not process the resume
	}
	return err
}

// changed is the error for a job that is in the state it was in and has changed since.
func (e *ensureRun) changed(job *Job) *Error {
	out := pausedAndChanged(job)
	switch s := job.Lifecycle(); {
	case s.Paused():
	case s.Failed():
		out.kinds = []error{ErrJobFailed}
	default:
		out.kinds = []error{ErrNotResumable}
	}
	if e.firstLeft.IsZero() {
		out.Message += "; no resume was sent"
		out.Hint = "someone else may be working on it: find out before resuming it"
		return out
	}
	out.add(ErrOutcomeUnknown)
	out.Message += "; the resume may have been applied before the change, or not at all"
	out.Hint = e.byHand()
	return out
}

// acceptedUnchanged is the error for a job that is as it was although the service accepted the
// resume.
func (e *ensureRun) acceptedUnchanged() *Error {
	out := &Error{
		Message: "the service accepted the resume, and the job reads as before",
		Hint:    e.byHand(),
		kinds:   []error{ErrOutcomeUnknown},
	}
	if e.before.job.Lifecycle().Paused() {
		out.add(ErrPaused)
	}
	return e.naming(out)
}

// naming adds to an error what was wrong with the response that accepted the resume: above all
// the other job that it named.
func (e *ensureRun) naming(out *Error) *Error {
	failed, ok := errors.AsType[*Error](e.replyErr)
	if !e.accepted || !ok {
		return out
	}
	out.Status, out.RequestID = failed.Status, failed.RequestID
	if failed.Message != "" && !strings.Contains(out.Message, failed.Message) {
		out.Message += "; " + failed.Message
	}
	if other, ok := errors.AsType[*otherJobError](failed); ok {
		out.Hint = "look at " + strconv.Quote(shorten(other.name)) + " too, which the resume may have started; " + out.Hint
	}
	return out
}

// gaveUp is the error for a resume whose outcome could not be found out by reading.
func (e *ensureRun) gaveUp() error {
	last := asError(e.replyErr, e.client.redact)
	why := "the job reads as before, and its updateTime cannot prove that nothing happened to it"
	if e.posts == maxPosts {
		why = "gave up after " + strconv.Itoa(e.posts) + " requests"
	}
	last.Message = strings.TrimSuffix(why+": "+last.Message, ": ")
	return e.unconfirmed(last)
}

// unconfirmed returns err as it is if no request can have been applied, else the error for an
// unknown outcome with err as the reason.
func (e *ensureRun) unconfirmed(err error) error {
	if !e.ambiguous {
		return err
	}
	return e.outcomeUnknown(err)
}

// outcomeUnknown is the error for an outcome that could not be confirmed; err is why.
func (e *ensureRun) outcomeUnknown(err error) *Error {
	out := &Error{Message: "resume may have been applied; its outcome could not be confirmed", cause: err}
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
	return e.naming(out)
}

// unread is the error for a job whose reads do not say what became of the last resume: err is
// why not. A refusal alone would be believed, but a gateway may refuse what the service has
// applied, and the reads were to show that.
func (e *ensureRun) unread(err error) error {
	if e.firstLeft.IsZero() {
		out := asError(err, e.client.redact)
		if out.Is(ErrBadResponse) && out.Hint != hintInBetween { // the base URL is right: the job was read before
			out.Hint = "the job could be read before: try again"
		}
		return out
	}
	refusal, ok := errors.AsType[*Error](e.replyErr)
	if !ok || e.lastReply == replyUnknown || e.lastReply == replyAccepted {
		return e.outcomeUnknown(err)
	}
	out := e.outcomeUnknown(refusal)
	why := asError(err, e.client.redact)
	out.Message = strings.TrimPrefix(out.Message+"; and since then the job could not be read: "+why.what(), "; ")
	out.cause = errors.Join(out.cause, err)
	out.add(why.kinds...)
	return out
}

// byHand says how a person can find out the outcome.
func (e *ensureRun) byHand() string {
	return "it was " + e.before.job.Lifecycle().String() + " before; check by hand: sftj get " + e.client.redact(e.id)
}

// failure completes the error of an EnsureResumed. The verdict alone decides what the error
// matches; the errors of the attempts are among its causes and its Attempts.
func (e *ensureRun) failure(ctx context.Context, err error) error {
	out := asError(err, e.client.redact)
	causes := append(slices.Clone(e.causes), out.cause)
	if ended := ctx.Err(); ended != nil && out.Status == 0 { // a response is the better cause
		causes = append(causes, ended)
	}
	out.cause, out.Before = errors.Join(causes...), e.before.job
	if out.Job == "" {
		out.Job = e.client.redact(e.id)
	}
	if len(e.tries) > 0 {
		out.Attempts = e.tries
	}
	if e.posts > 0 { // else the first read failed
		out.Operation, out.Method, out.Path = opResume.name, opResume.method, opResume.path
	}
	return inCall(out, opResume, e.id)
}
