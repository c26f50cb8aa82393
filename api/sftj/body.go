package sftj

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/fireworks-sftj/sdk/internal/capped"
)

// bodyLimits are the caps of a response body, in bytes.
type bodyLimits struct{ body, failure int64 }

// bodyTransport reads the whole response, so that an attempt includes its body: a cut body is a
// failed attempt like a cut header, the timeout covers it, and its callers cannot read without a
// limit.
type bodyTransport struct {
	next    http.RoundTripper
	limits  bodyLimits
	timeout time.Duration
	mask    func(string) string
	buffers sync.Pool // of *buffered
}

func (t *bodyTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	noteStarted(req.Context())
	if timeout := attemptTimeout(req.Context(), t.timeout); timeout > 0 {
		ctx, cancel := context.WithTimeoutCause(req.Context(), timeout, errAttemptTimeout(timeout))
		defer cancel()
		req = req.WithContext(ctx)
	}
	resp, err := t.next.RoundTrip(req)
	if err != nil {
		return nil, attemptError(req.Context(), err)
	}
	if resp.StatusCode < http.StatusOK {
		// The body of a 101 is the connection itself, which no context ends: it is not read.
		_ = resp.Body.Close()
		return nil, &Error{
			Status:  resp.StatusCode,
			Message: "the service sent an informational status in place of a response",
			Hint:    hintNotService,
			kinds:   []error{ErrBadResponse},
			cause:   errForGood,
		}
	}
	body := resp.Body
	// net/http ends a read with the context by itself; a transport of the caller's may not.
	unhook := context.AfterFunc(req.Context(), func() { _ = body.Close() })
	defer unhook()
	resp.Body = untilDone{body, req.Context()}
	buffer, ok := t.buffers.Get().(*buffered)
	if !ok {
		buffer = &buffered{pool: &t.buffers}
	}
	buffer.bytes, buffer.cut, err = t.read(resp, buffer.bytes[:0])
	if closeErr := resp.Body.Close(); err == nil && closeErr != nil {
		err = closeErr
	}
	if err != nil {
		buffer.release()
		return nil, bodyError(req.Context(), resp, err)
	}
	buffer.Reset(buffer.bytes)
	resp.Body = buffer
	resp.ContentLength = int64(len(buffer.bytes))
	return resp, nil
}

// untilDone is a body that ends with a context, even one that goes on without an end.
type untilDone struct {
	io.ReadCloser
	ctx context.Context //nolint:containedctx // Read takes none
}

func (r untilDone) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.ReadCloser.Read(p)
}

// read appends the body to b, up to its cap. Beyond it a failure's body is cut, because
// its status must not be lost, and any other is an error. cut reports that the body of a
// failure is not whole.
func (t *bodyTransport) read(resp *http.Response, b []byte) (_ []byte, cut bool, _ error) {
	limit := t.limits.body
	failure := resp.StatusCode >= 400
	// What net/http has unpacked has no such header any more.
	if coding := resp.Header.Get("Content-Encoding"); !failure && coding != "" && coding != "identity" {
		return b, false, &Error{
			Status:  resp.StatusCode,
			Message: "the response is in an encoding that was not asked for: " + shorten(t.mask(coding)),
			kinds:   []error{ErrBadResponse},
			cause:   errForGood,
		}
	}
	if failure {
		limit = min(limit, t.limits.failure)
	}
	b, err := capped.Append(b, resp.Body, limit+1, resp.ContentLength)
	switch {
	case failure && (err != nil || int64(len(b)) > limit):
		return b[:min(int64(len(b)), limit)], true, nil //nolint:nilerr // a failure that is cut is still that failure
	case err != nil:
		return b, false, &Error{
			Status:  resp.StatusCode,
			Message: fmt.Sprintf("the response broke off after %d bytes", len(b)),
			kinds:   []error{ErrBadResponse},
			cause:   &cutShortError{hide(err, t.mask)},
		}
	case int64(len(b)) > limit:
		return b, false, &Error{
			Status:  resp.StatusCode,
			Message: fmt.Sprintf("the response is larger than %d bytes", limit),
			Hint:    "raise the cap with WithMaxBody if that is right",
			kinds:   []error{ErrBadResponse},
			cause:   errForGood,
		}
	}
	return b, false, nil
}

// cutShortError is why a response ended before its end.
type cutShortError struct{ error }

func (e *cutShortError) Unwrap() error { return e.error }

// errForGood marks a failure that will be the same the next time.
var errForGood = errors.New("no use trying again")

// buffered is a body that was read already.
type buffered struct {
	bytes.Reader
	bytes []byte
	cut   bool // the body of a failure that is not whole
	pool  *sync.Pool
}

// Close does nothing: who reads the body as a stream may go on to have its bytes.
func (*buffered) Close() error { return nil }

// maxKept is the size of the buffers that are used again, in bytes. A page of jobs may
// need that much; a larger one is rare.
const maxKept = 1 << 20

// release lets the bytes be used again. The caller must not use them, or the body, after it.
func (b *buffered) release() {
	if cap(b.bytes) <= maxKept {
		b.pool.Put(b)
	}
}

// bodyBytes returns the bytes of a response, and what to call when they are not needed any
// more. From the plumbing they come without a copy.
func bodyBytes(resp *http.Response) (b []byte, release func(), err error) {
	if buffer, ok := resp.Body.(*buffered); ok {
		return buffer.bytes, buffer.release, nil
	}
	defer resp.Body.Close()
	b, err = io.ReadAll(resp.Body)
	return b, func() {}, err
}

type errAttemptTimeout time.Duration

func (e errAttemptTimeout) Error() string {
	return "no complete response within " + durationText(time.Duration(e))
}

// bodyError is the error of a response whose body could not be read. It keeps the status also
// where the attempt's time was up: after a 2xx the request counts as accepted.
func bodyError(ctx context.Context, resp *http.Response, err error) error {
	if ended := attemptError(ctx, err); ended != err { //nolint:errorlint // whether it was replaced is the question
		return &Error{Status: resp.StatusCode, Message: ended.Error(), cause: ended}
	}
	return err
}

// attemptError tells the end of one attempt's time from the end of the caller's: only
// the second is the caller's context.
func attemptError(ctx context.Context, err error) error {
	if timeout, ok := errors.AsType[errAttemptTimeout](context.Cause(ctx)); ok {
		return timeout
	}
	return err
}
