package sftj

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"slices"
	"sync"
)

// sendTracker follows one attempt through the transport. It answers whether the request may
// have reached the service, and it keeps the transport from sending it a second time.
//
// net/http repeats requests by itself. HTTP/1 does so on a reused connection that turns out
// to be closed, for GET and for everything with an Idempotency-Key. HTTP/2 does so after
// RST_STREAM with PROTOCOL_ERROR or REFUSED_STREAM and after GOAWAY, for every method; after
// PROTOCOL_ERROR and GOAWAY it dials anew without a pause until the context ends. Neither
// asks the caller or tells it, so an attempt could be thousands of requests.
//
// The transport may still call the hooks when the attempt is over, from other goroutines.
type sendTracker struct {
	hooks  httptrace.ClientTrace
	cancel context.CancelCauseFunc // of the attempt's context

	mu        sync.Mutex
	traced    bool     // the transport calls hooks
	connected bool     // the request got a connection, at least once
	conn      net.Conn // the connection that the request got last
	written   []string // the peers that a request was written to, see peerOf
	replay    bool     // the request was on its way a second time
}

// errReplay is how an attempt ends whose request the transport was about to send again.
var errReplay = errors.New("the connection failed after the request was sent, and the transport was kept from sending it again")

// trackSending returns a context for one attempt, and what follows it. The caller has to call
// release when the attempt is over, its response body included.
func trackSending(ctx context.Context) (context.Context, *sendTracker) {
	t := &sendTracker{}
	ctx, t.cancel = context.WithCancelCause(ctx)
	t.hooks.GetConn = func(string) {
		t.mu.Lock()
		t.traced = true
		t.mu.Unlock()
	}
	t.hooks.GotConn = t.gotConn
	t.hooks.WroteHeaders = t.wroteHeaders
	return httptrace.WithClientTrace(ctx, &t.hooks), t
}

func (t *sendTracker) release() { t.cancel(context.Canceled) }

// gotConn notices the second connection of a request that was written to the first. The
// transport calls it synchronously, before it writes anything. The end of the context keeps
// HTTP/2 from writing: it looks at the context immediately before the header. A request
// whose first connection was dead before the header was written may go on.
func (t *sendTracker) gotConn(info httptrace.GotConnInfo) {
	t.mu.Lock()
	defer t.mu.Unlock()
	// From here on another goroutine writes. If the context ends now, the call returns before
	// that has reported anything, and the request may leave all the same. Refused connections,
	// DNS and TLS all fail before this.
	t.connected = true
	t.conn = info.Conn
	peer := peerOf(info.Conn)
	again := func(earlier string) bool { return earlier == peer || earlier == "" || peer == "" }
	if slices.ContainsFunc(t.written, again) {
		t.replay = true
		t.cancel(errReplay)
	}
}

// wroteHeaders notes that the request is on its way. HTTP/1 calls it when the header is in
// its buffer and before it flushes that, and it does not look at the context before, so a
// second header is stopped by closing the connection, which HTTP/1 has for itself.
func (t *sendTracker) wroteHeaders() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.connected = true
	t.written = append(t.written, peerOf(t.conn))
	if t.replay && t.conn != nil {
		raw := t.conn
		if secure, ok := raw.(*tls.Conn); ok {
			raw = secure.NetConn() // closing the TLS layer would write an alert, and may wait for that
		}
		_ = raw.Close() // the attempt has failed already
	}
}

// peerOf names the server that a connection leads to, as far as TLS has verified it; empty
// if that is not known. A transport that fetches a token elsewhere with the context of the
// request it is for sends no request twice.
func peerOf(conn net.Conn) string {
	if c, ok := conn.(interface{ ConnectionState() tls.ConnectionState }); ok {
		return c.ConnectionState().ServerName
	}
	return ""
}

// replayed reports whether the transport was kept from sending the request again.
func (t *sendTracker) replayed() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.replay
}

// mayHaveBeenSent reports whether the request may have reached the service. Only the hooks
// can prove that it did not: a transport that calls none of them proves nothing.
func (t *sendTracker) mayHaveBeenSent(err error) bool {
	if _, keptBack := errors.AsType[*notSentError](err); keptBack || errors.Is(err, ErrInvalidArgument) {
		return false // refused by this package, before the transport
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.connected || !t.traced
}

// attemptBody is the body of one attempt. net/http repeats a request only if it can have the
// body once more: from GetBody, or from a type that it knows.
type attemptBody struct{ io.ReadCloser }

// attemptRequest returns the request of the nth attempt, which can be sent once: its body
// cannot be had again below.
func attemptRequest(ctx context.Context, req *http.Request, n int) (*http.Request, error) {
	out := req.WithContext(ctx)
	out.GetBody = nil
	if req.Body == nil || req.Body == http.NoBody {
		return out, nil
	}
	body := req.Body
	if n > 1 && req.GetBody != nil {
		var err error
		if body, err = req.GetBody(); err != nil {
			return nil, err
		}
	}
	out.Body = attemptBody{body}
	return out, nil
}
