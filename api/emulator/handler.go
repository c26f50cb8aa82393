package emulator

import (
	"maps"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/fireworks-sftj/sdk/internal/sleep"
)

// Handler returns the service as an http.Handler. Faults happen to the connection: it is
// closed, reset or left open without an answer. One can't happen here, since the request
// has arrived: [Refuse] closes the connection before the body is read instead.
//
// Behind another handler that holds responses back, a reset or a truncated
// answer may arrive as a plain close.
func (e *Emulator) Handler() http.Handler { return http.HandlerFunc(e.serve) }

func (e *Emulator) serve(w http.ResponseWriter, r *http.Request) {
	c := e.arrive(r)
	// Without a valid key the body is not read: anyone could fill the memory.
	read := c.route.operation != "" && e.opens(r.Header, c.route)
	if !c.fault.early() && read {
		if err := c.read(r.Body, e.maxBody()); err != nil {
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
	body, whole := c.fault.part(a.body)
	maps.Copy(w.Header(), a.header)
	if !read && r.ContentLength != 0 {
		w.Header().Set("Connection", "close") // else net/http waits for the body that is not read
	}
	if c.fault.short > 0 {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	w.WriteHeader(a.status)
	if c.fault.drip > 0 {
		drip(w, r, body, dripPause(c.fault.drip, len(body)))
		return
	}
	_, _ = w.Write(body) // the client may be gone, which is its own affair
	if !whole {
		_ = http.NewResponseController(w).Flush() // without it nothing may leave at all
		panic(http.ErrAbortHandler)
	}
}

// drip writes a body in small pieces, until it ends or the client is gone.
func drip(w http.ResponseWriter, r *http.Request, body []byte, pause time.Duration) {
	for len(body) > 0 && sleep.For(r.Context(), pause) == nil {
		n := min(dripped, len(body))
		if _, err := w.Write(body[:n]); err != nil {
			return
		}
		_ = http.NewResponseController(w).Flush() // a piece that is held back is no piece
		body = body[n:]
	}
	if len(body) > 0 {
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
