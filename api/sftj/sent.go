package sftj

import (
	"errors"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
)

// sending watches whether a request leaves. The hooks may still fire when the attempt is
// over, hence the atomics.
type sending struct{ traced, wrote atomic.Bool }

// watchSending returns the request with the hooks in it.
func watchSending(req *http.Request) (*http.Request, *sending) {
	s := &sending{}
	ctx := httptrace.WithClientTrace(req.Context(), &httptrace.ClientTrace{
		GetConn:      func(string) { s.traced.Store(true) },
		WroteHeaders: func() { s.wrote.Store(true) },
	})
	return req.WithContext(ctx), s
}

// maybe reports whether the request may have reached the service. Only the hooks can
// prove that it did not: a transport that calls none of them proves nothing.
func (s *sending) maybe(err error) bool {
	if _, kept := errors.AsType[*notSentError](err); kept || errors.Is(err, ErrInvalidArgument) {
		return false // refused by this package, before the transport
	}
	return s.wrote.Load() || !s.traced.Load()
}
