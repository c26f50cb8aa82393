package sftj

import (
	"context"
	"net/http"
)

// gate stands before every attempt of a request whose context carries one. It is how a
// bulk run paces its requests and ends its sending without the calls knowing of it.
type gate interface {
	// pass returns when the request may be sent. An error keeps it from being sent.
	pass(ctx context.Context, op operation) error
	// status is called with the status of every response before its body is read: a body may break
	// off or take its time, and the status counts.
	status(op operation, status int)
	// answered is called with every whole response.
	answered(op operation, resp *http.Response)
}

type gateKey struct{}

func withGate(ctx context.Context, g gate) context.Context {
	return context.WithValue(ctx, gateKey{}, g)
}

// gateTransport asks the gate. It stands above the time limit of an attempt, which a wait
// at the gate is no part of, and below the retries, each of which passes it again.
type gateTransport struct{ next http.RoundTripper }

func (t *gateTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	g, ok := req.Context().Value(gateKey{}).(gate)
	if !ok {
		return t.next.RoundTrip(req)
	}
	op, _ := operationOf(req)
	if err := g.pass(req.Context(), op); err != nil {
		closeBody(req)
		return nil, &notSentError{err}
	}
	resp, err := t.next.RoundTrip(req)
	if err == nil {
		g.answered(op, resp)
	}
	return resp, err
}

// statusTransport tells the gate the status of a response. It stands below the transport that
// reads bodies.
type statusTransport struct{ next http.RoundTripper }

func (t *statusTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := t.next.RoundTrip(req)
	if g, ok := req.Context().Value(gateKey{}).(gate); ok && err == nil {
		op, _ := operationOf(req)
		g.status(op, resp.StatusCode)
	}
	return resp, err
}

// notSentError is the end of an attempt at the gate, or before it: the request was certainly not
// sent. It does not unwrap, because the reason, perhaps a response about another job, is not a
// response to this request.
type notSentError struct{ why error }

func (e *notSentError) Error() string { return "not sent: " + e.why.Error() }
