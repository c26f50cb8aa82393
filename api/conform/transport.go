package conform

import (
	"net/http"
)

// Transport puts the guard behind a client. A nil next stands for http.DefaultTransport.
//
// Strict: a request that violates the contract is not sent, and *Error is returned; neither
// is one that is none of the contract's operations, unless WithUnmatched says so. So it is for a response that violates the contract, whose body
// is closed.
//
// Observe: every byte passes in both directions, however long the body; the observer and
// the ledger are told.
//
// The request that goes on is the one that came, or a copy when its body had to be read.
// The head of the response's body is read before RoundTrip returns, up to the limit of
// WithMaxBody. A body that breaks off is no violation: Observe gives the caller what came
// and then the same error, Strict returns that error.
func (c *Checker) Transport(next http.RoundTripper) http.RoundTripper {
	if next == nil {
		next = http.DefaultTransport
	}
	return &transport{c, next}
}

type transport struct {
	*Checker
	next http.RoundTripper
}

// RoundTrip implements http.RoundTripper.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	f := t.findings(nil, Request)
	m := t.match(req, f)
	if m.op == nil {
		return t.passUnmatched(req, f)
	}
	f.operation = m.op.ID
	send, in, err := t.outgoing(req)
	if err != nil {
		closeBody(req.Body)
		return nil, err
	}
	t.judgeRequest(req.Context(), f, m, in)
	if t.mode == Strict && len(f.violations) > 0 {
		closeBody(req.Body)
		return nil, t.tell(t.result(m.op, 0, f)).Err()
	}
	res, err := t.next.RoundTrip(send)
	if err != nil {
		t.tell(t.result(m.op, 0, f))
		return res, err
	}
	return t.incoming(res, m, f)
}

// passUnmatched deals with a request that is none of the contract's.
func (t *transport) passUnmatched(req *http.Request, f *findings) (*http.Response, error) {
	if t.mode == Strict && t.onUnmatched != PassUnmatched {
		closeBody(req.Body)
		return nil, t.unmatched(f, req, 0).Err()
	}
	res, err := t.next.RoundTrip(req)
	status := 0
	if err == nil {
		status = res.StatusCode
	}
	t.unmatched(f, req, status)
	return res, err
}

// outgoing captures the body of a request. Where a second one can be had, the first stays
// untouched, and the request with it.
func (t *transport) outgoing(req *http.Request) (*http.Request, captured, error) {
	switch {
	case !hasBody(req.Body):
		return req, captured{}, nil
	case req.GetBody != nil:
		second, err := req.GetBody()
		if err != nil {
			return nil, captured{}, err
		}
		defer closeBody(second)
		return req, capture(second, t.maxBody, req.ContentLength), nil
	}
	in := capture(req.Body, t.maxBody, req.ContentLength)
	send := req.WithContext(req.Context()) // a copy: a RoundTripper must not change its request
	send.Body = in.replay(req.Body)
	return send, in, nil
}

// incoming judges a response, and hands it on or keeps it.
func (t *transport) incoming(res *http.Response, m match, f *findings) (*http.Response, error) {
	var in captured
	// After a 101 the body is a connection, not a message.
	if hasBody(res.Body) && res.StatusCode != http.StatusSwitchingProtocols {
		in = capture(res.Body, t.maxBody, res.ContentLength)
		res.Body = in.replay(res.Body)
	}
	err := in.err
	if err != nil {
		f.unjudged = UnjudgedResponseBody
		t.tell(t.result(m.op, res.StatusCode, f))
	} else {
		err = t.conclude(m, f, Exchange{Status: res.StatusCode, Header: res.Header, Body: in.bytes}).Err()
	}
	if t.mode == Strict && err != nil {
		closeBody(res.Body)
		return nil, err
	}
	return res, nil
}

func closeBody(b interface{ Close() error }) {
	if b != nil {
		// What was to be read has been read.
		_ = b.Close()
	}
}
