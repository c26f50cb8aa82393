package sftj

import (
	"context"
	"errors"
	"net/http/httptrace"
	"sync/atomic"
)

// sending watches whether a request may leave. The hooks may still fire when the attempt is
// over, hence the atomics.
type sending struct {
	traced, connected atomic.Bool
	hooks             httptrace.ClientTrace
}

// watchSending returns the context with the hooks in it.
func watchSending(ctx context.Context) (context.Context, *sending) {
	s := &sending{}
	s.hooks.GetConn = func(string) { s.traced.Store(true) }
	// From here on another goroutine writes. If the context ends now, the call is over before
	// that has said anything, and the request may leave all the same; over HTTP/2 it may have
	// left before WroteHeaders fires. Refusals, DNS and TLS all fail before this.
	s.hooks.GotConn = func(httptrace.GotConnInfo) { s.connected.Store(true) }
	s.hooks.WroteHeaders = func() { s.connected.Store(true) }
	return httptrace.WithClientTrace(ctx, &s.hooks), s
}

// maybe reports whether the request may have reached the service. Only the hooks can
// prove that it did not: a transport that calls none of them proves nothing.
func (s *sending) maybe(err error) bool {
	if _, kept := errors.AsType[*notSentError](err); kept || errors.Is(err, ErrInvalidArgument) {
		return false // refused by this package, before the transport
	}
	return s.connected.Load() || !s.traced.Load()
}
