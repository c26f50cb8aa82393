package sftj

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// do makes one call: send hands the request to the stock client, read takes the body of
// a 200. Everything that can go wrong comes back as an *Error in the terms of the call. about is
// the full name of the job that the response has to be about, empty if it may be any or none.
func (c *Client) do(ctx context.Context, op operation, job, about string,
	send func(context.Context) (*http.Response, error), read func([]byte) error,
) error {
	ctx, call := withCall(ctx)
	resp, err := send(ctx)
	if err != nil {
		return c.finish(op, job, call, err)
	}
	body, release, err := bodyBytes(resp)
	switch {
	case err != nil:
		err = badResponse(op, resp, err, c.redact)
	case resp.StatusCode != http.StatusOK && resp.StatusCode < 300:
		err = bad2xx(op, resp, body, errUndocumented(resp.StatusCode), about, c.redact)
	case resp.StatusCode != http.StatusOK:
		err = statusError(op, resp, body, c.redact)
	default:
		if why := read(body); why != nil {
			bad := bad2xx(op, resp, body, why, about, c.redact)
			if op.reads() && isJSON(body) { // else it may be the page of another server
				bad.Hint = hintNotContract
			}
			err = bad
		} else {
			c.answered.Store(true)
		}
		release() // read has copied what it keeps
	}
	return c.finish(op, job, call, err)
}

// finish adds to an error what only the call knows. The url.Error that http.Client puts
// around is dropped: it quotes the URL, query included.
func (c *Client) finish(op operation, job string, call *call, err error) error {
	if err == nil {
		return nil
	}
	e := asError(err, c.redact)
	if e.Attempts == nil {
		e.Attempts = call.attempts
	}
	if e.Job == "" {
		e.Job = c.redact(job)
	}
	err = inCall(e, op, job)
	if e, ok := errors.AsType[*Error](err); ok && c.answered.Load() && (e.Hint == hintNotService || e.Hint == hintRedirect) {
		e.Hint = hintInBetween // inCall has made a copy
	}
	return err
}

// call is what the plumbing tells the method above it: the attempts that were made.
type call struct {
	attempts []Attempt
	trying   int // which attempt is under way, from 1
}

type (
	callKey    struct{}
	onceKey    struct{}
	timeoutKey struct{}
	startedKey struct{}
)

// withOnce makes the transport send a request once: the caller decides whether it may be
// sent again.
func withOnce(ctx context.Context) context.Context {
	return context.WithValue(ctx, onceKey{}, true)
}

// withAttemptTimeout bounds the attempts of a call tighter than the client's setting.
func withAttemptTimeout(ctx context.Context, d time.Duration) context.Context {
	return context.WithValue(ctx, timeoutKey{}, d)
}

// attemptTimeout returns the tighter of the client's bound and the call's.
func attemptTimeout(ctx context.Context, usual time.Duration) time.Duration {
	if d, ok := ctx.Value(timeoutKey{}).(time.Duration); ok && (usual <= 0 || d < usual) {
		return d
	}
	return usual
}

// withStarted makes the plumbing store in at when the last attempt of a call was started. A
// wait before it, for a turn in a bulk run or for a retry, is not part of an attempt.
func withStarted(ctx context.Context, at *time.Time) context.Context {
	return context.WithValue(ctx, startedKey{}, at)
}

// noteStarted stores the start of an attempt for [withStarted].
func noteStarted(ctx context.Context) {
	if at, ok := ctx.Value(startedKey{}).(*time.Time); ok {
		*at = time.Now()
	}
}

func isOnce(ctx context.Context) bool { return ctx.Value(onceKey{}) != nil }

func withCall(ctx context.Context) (context.Context, *call) {
	c := &call{}
	return context.WithValue(ctx, callKey{}, c), c
}

// callFrom returns the context's call. Under the stock client there is none, and the
// plumbing keeps its own.
func callFrom(ctx context.Context) (context.Context, *call) {
	if c, ok := ctx.Value(callKey{}).(*call); ok {
		return ctx, c
	}
	return withCall(ctx)
}

// attemptFrom returns which attempt of its call a request is.
func attemptFrom(ctx context.Context) int {
	_, c := callFrom(ctx)
	return c.trying
}
