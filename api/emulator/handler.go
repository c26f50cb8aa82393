package emulator

import (
	"maps"
	"net"
	"net/http"
)

// Handler returns the service as an http.Handler. Faults happen to the connection: it is
// closed, reset or left open without an answer. One can't happen here, since the request
// has arrived: [Refuse] closes the connection before the body is read instead.
//
// Behind a handler of somebody else's that holds responses back, a reset or a truncated
// answer may arrive as a plain close.
func (e *Emulator) Handler() http.Handler { return http.HandlerFunc(e.serve) }

func (e *Emulator) serve(w http.ResponseWriter, r *http.Request) {
	c := e.arrive(r)
	if !c.fault.early() {
		if err := c.read(r.Body); err != nil {
			panic(http.ErrAbortHandler) // the client went away while it was sending
		}
	}
	a, err := e.deliver(c, r)
	switch {
	case err != nil || c.fault.ends == endRefused || c.fault.ends == endClosed:
		panic(http.ErrAbortHandler)
	case c.fault.ends == endReset:
		reset(w)
		panic(http.ErrAbortHandler)
	case c.fault.ends == endSilent:
		<-r.Context().Done()
		panic(http.ErrAbortHandler)
	}
	maps.Copy(w.Header(), a.header)
	w.WriteHeader(a.status)
	body, whole := c.fault.part(a.body)
	_, _ = w.Write(body) // the client may be gone, which is its own affair
	if !whole {
		_ = http.NewResponseController(w).Flush() // without it nothing may leave at all
		panic(http.ErrAbortHandler)
	}
}

// reset cuts a TCP connection so that the client is told so (RST), where it can.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}
