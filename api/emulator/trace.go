package emulator

import (
	"context"
	"net"
	"net/http"
	"net/http/httptrace"
)

// trace calls the hooks that a client listens with, in the order of net/http's transport.
// How far they got is how a client tells a request that was never sent.
type trace struct{ hooks *httptrace.ClientTrace }

func traceOf(ctx context.Context) trace {
	if hooks := httptrace.ContextClientTrace(ctx); hooks != nil {
		return trace{hooks}
	}
	return trace{&httptrace.ClientTrace{}}
}

func (t trace) connecting(host string) {
	if t.hooks.GetConn != nil {
		t.hooks.GetConn(host)
	}
}

func (t trace) connected() {
	if t.hooks.GotConn != nil {
		conn, _ := net.Pipe() // something to ask for its addresses
		t.hooks.GotConn(httptrace.GotConnInfo{Conn: conn})
	}
}

func (t trace) wroteHeaders(r *http.Request) {
	if t.hooks.WroteHeaderField != nil {
		t.hooks.WroteHeaderField("Host", []string{r.Host})
		for name, values := range r.Header {
			t.hooks.WroteHeaderField(name, values)
		}
	}
	if t.hooks.WroteHeaders != nil {
		t.hooks.WroteHeaders()
	}
}

func (t trace) wroteRequest(err error) {
	if t.hooks.WroteRequest != nil {
		t.hooks.WroteRequest(httptrace.WroteRequestInfo{Err: err})
	}
}

func (t trace) firstByte() {
	if t.hooks.GotFirstResponseByte != nil {
		t.hooks.GotFirstResponseByte()
	}
}
