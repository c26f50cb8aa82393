package emulator

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"

	"github.com/fireworks-sftj/sdk/internal/sleep"
)

// call is one request on its way through the service.
type call struct {
	route   route
	fault   Fault
	attempt *Attempt
	body    []byte
	raw     *extras // of a create: what the model does not know
}

type callKey struct{}

// callOf finds the call that an operation belongs to; perform has put it there.
func callOf(ctx context.Context) *call {
	c, _ := ctx.Value(callKey{}).(*call)
	return c
}

// read takes in the body, up to the first byte that is too many.
func (c *call) read(body io.Reader, most int64) (err error) {
	if body != nil && body != http.NoBody {
		c.body, err = io.ReadAll(io.LimitReader(body, most+1))
	}
	return err
}

// deliver does what a request asks, as far as the fault lets it, and returns the answer
// that sets out; nil when there is none. The error is that of the context, when the client
// gave up during a delay.
func (e *Emulator) deliver(c *call, r *http.Request) (*answer, error) {
	var a *answer
	f := c.fault
	if f.Apply {
		a = e.perform(c, r)
	}
	if f.delay > 0 && sleep.For(r.Context(), f.delay) != nil {
		return nil, context.Cause(r.Context())
	}
	switch {
	case f.canned != nil:
		a = f.canned.again()
	case a == nil && f.answers():
		a = e.perform(c, r)
	case !f.answers():
		return nil, nil
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	c.attempt.Status = a.status
	return a.sent(c.attempt.RequestID, e.now()), nil
}

// perform answers a request as if there were no faults.
func (e *Emulator) perform(c *call, r *http.Request) *answer {
	a := newAnswer()
	if f := e.judge(c, r); f != nil {
		f.write(a)
		return a
	}
	body := c.body
	if c.route.operation == opCreate {
		// The generated decoder gets the fields that it knows, spelt as it likes them.
		body, c.raw = split(e.schema, body)
	}
	r = r.WithContext(context.WithValue(r.Context(), callKey{}, c))
	r.Body = io.NopCloser(bytes.NewReader(body))
	e.dispatch(a, r, c.route)
	return a
}

// judge refuses a request before any operation looks at it: first what leads nowhere, then
// who may not ask, then what the account may not do, then what is malformed. The job and
// its state come last, and are the operation's.
func (e *Emulator) judge(c *call, r *http.Request) *failure {
	if f := c.route.missing(r.Method); f != nil {
		return f
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	a, f := e.authorize(r.Header, c.route)
	if f != nil {
		return f
	}
	if f := e.limit(a); f != nil {
		return f
	}
	if f := e.admit(a, c.route.operation); f != nil {
		return f
	}
	if _, err := url.ParseQuery(r.URL.RawQuery); err != nil {
		return invalid("the query is malformed")
	}
	return e.judgeBody(c.route.operation, r.Header.Get("Content-Type"), c.body)
}
