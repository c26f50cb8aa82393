package sftj

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/fireworks-sftj/sdk/internal/netpath"
	"github.com/fireworks-sftj/sdk/internal/sleep"
)

// retryPolicy says how often and how long. The numbers are this project's.
type retryPolicy struct {
	maxAttempts    int
	attemptTimeout time.Duration
	backoff        backoff
	// A server that asks for a longer pause than maxRetryAfter is not waited for: the
	// caller knows better what to do with the time.
	maxRetryAfter time.Duration
}

func defaultRetryPolicy() retryPolicy {
	return retryPolicy{
		maxAttempts:    3,
		attemptTimeout: 30 * time.Second,
		backoff:        backoff{first: 500 * time.Millisecond, most: 8 * time.Second},
		maxRetryAfter:  time.Minute,
	}
}

// retryTransport repeats a request as long as that is safe. Reading is safe. Anything
// else is repeated only if it was never sent, or the service says that it did nothing.
type retryTransport struct {
	next    http.RoundTripper
	policy  retryPolicy
	budget  *budget
	observe observer
	mask    func(string) string
}

func (t *retryTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx, call := callFrom(req.Context())
	op, job := operationOf(req)
	var pause time.Duration
	for n := 1; ; n++ {
		call.trying = n
		resp, sent, err := t.attempt(ctx, req, n)
		record := Attempt{Sent: sent, Err: hide(err, t.mask), Waited: pause}
		if resp != nil {
			record.Status = resp.StatusCode
		}
		call.attempts = append(call.attempts, record)

		out := outcome{op: op, resp: resp, err: err, sent: sent}
		again := n < t.policy.attemptsFor(out) && out.repeatable() && canRepeat(req) && !isOnce(req.Context())
		if again {
			pause, again = t.policy.pause(req.Context(), n, out)
		}
		if again && (req.Context().Err() != nil || t.budget.take()) { // what is over takes nothing
			t.observe.waits(req.Context(), op, t.mask(job), waitReason(resp), pause)
			if ended := sleep.For(req.Context(), pause); ended == nil {
				continue
			} else if err == nil {
				out.err = &Error{Status: resp.StatusCode, Message: "the context ended before the next attempt", cause: ended}
			}
		}
		if out.err != nil {
			return nil, t.failure(req.Context(), out, job, call)
		}
		t.budget.refill()
		return resp, nil
	}
}

// waitReason tells a wait that the service asked for from one that follows a failure.
func waitReason(resp *http.Response) WaitReason {
	if resp != nil && (resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode == http.StatusServiceUnavailable) {
		return WaitAsked
	}
	return WaitRetry
}

// attempt makes the nth attempt: one request on the wire at most, whatever the transport
// would make of it. It reports whether that may have reached the service. What is over
// already is not begun.
func (t *retryTransport) attempt(ctx context.Context, req *http.Request, n int) (resp *http.Response, sent bool, err error) {
	if err := ctx.Err(); err != nil {
		closeBody(req)
		return nil, false, &notSentError{err}
	}
	ctx, tracker := trackSending(ctx)
	defer tracker.release() // the body has been read below
	once, err := attemptRequest(ctx, req, n)
	if err != nil {
		return nil, false, &notSentError{err}
	}
	resp, err = t.next.RoundTrip(once)
	if tracker.replayed() {
		if err == nil {
			_ = resp.Body.Close() // the response to a request that must not have been sent
		}
		resp, err = nil, errReplay // in place of the end of a context that is not the caller's
	}
	return resp, err == nil || tracker.mayHaveBeenSent(err), err
}

// failure makes the error of a call that got no answer.
func (t *retryTransport) failure(ctx context.Context, out outcome, job string, call *call) error {
	e := asError(out.err, t.mask)
	if ended := ctx.Err(); ended != nil && !errors.Is(e, ended) {
		e.cause = errors.Join(ended, e.cause)
	}
	e.Attempts = call.attempts
	if out.ambiguous() {
		e.add(ErrOutcomeUnknown)
	}
	if refusal, ok := netpath.RefusalOf(out.err); ok && !out.ambiguous() {
		e.add(ErrUnreachable)
		e.Hint = refusal.Hint
	}
	return inCall(e, out.op, job)
}

// canRepeat reports whether the body can be had once more.
func canRepeat(req *http.Request) bool {
	return req.Body == nil || req.Body == http.NoBody || req.GetBody != nil
}
