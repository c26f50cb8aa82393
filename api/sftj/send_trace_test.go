package sftj_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptrace"
	"testing"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// TestWhatMayHaveBeenSent: as long as there was no connection, nothing left. From then on
// another goroutine writes, which may do so when the call is over.
func TestWhatMayHaveBeenSent(t *testing.T) {
	for _, tt := range []struct {
		name  string
		hooks func(*httptrace.ClientTrace)
		sent  bool
	}{
		{"no connection", func(tr *httptrace.ClientTrace) { tr.GetConn("h") }, false},
		{"a connection", func(tr *httptrace.ClientTrace) { tr.GetConn("h"); tr.GotConn(httptrace.GotConnInfo{}) }, true},
		{"a header", func(tr *httptrace.ClientTrace) { tr.GetConn("h"); tr.WroteHeaders() }, true},
		{"a transport without hooks", func(*httptrace.ClientTrace) {}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rt := roundTripper(func(req *http.Request) (*http.Response, error) {
				tt.hooks(httptrace.ContextClientTrace(req.Context()))
				return nil, context.DeadlineExceeded
			})
			_, err := newClient(t, rt, sftj.WithMaxAttempts(1)).Resume(t.Context(), "ft-42")
			var e *sftj.Error
			if errors.Is(err, sftj.ErrOutcomeUnknown) != tt.sent || !errors.As(err, &e) || e.Attempts[0].Sent != tt.sent {
				t.Errorf("%v %+v", err, e.Attempts)
			}
		})
	}
}

// TestTransportsThatReturnTooLittle: a test double without a body, or without anything.
func TestTransportsThatReturnTooLittle(t *testing.T) {
	for name, resp := range map[string]*http.Response{"no body": {StatusCode: 200, Header: http.Header{}}, "nothing": nil} {
		rt := roundTripper(func(*http.Request) (*http.Response, error) { return resp, nil })
		_, err := newClient(t, rt).Resume(t.Context(), "ft-42")
		_, stock := newClient(t, rt).Stock().GetJobWithResponse(t.Context(), "acme", "ft-42", nil)
		if !errors.Is(err, sftj.ErrOutcomeUnknown) || resp == nil && stock == nil {
			t.Errorf("%s: %v, %v", name, err, stock)
		}
	}
}
