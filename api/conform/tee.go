package conform

import (
	"bufio"
	"net"
	"net/http"
)

// tee passes a response on and keeps a copy of its head.
type tee struct {
	http.ResponseWriter
	limit    int64 // bytes of the body to keep
	status   int   // 0: not sent yet
	header   http.Header
	body     []byte
	hijacked bool
}

// note keeps what is sent with the status. Headers set later don't reach the client.
func (t *tee) note(status int) {
	informational := status < http.StatusOK && status != http.StatusSwitchingProtocols
	if t.status == 0 && !informational {
		t.status, t.header = status, t.Header().Clone()
	}
}

func (t *tee) WriteHeader(status int) {
	t.note(status)
	t.ResponseWriter.WriteHeader(status)
}

func (t *tee) Write(p []byte) (int, error) {
	t.note(http.StatusOK)
	n, err := t.ResponseWriter.Write(p)
	keep := min(int64(n), t.limit-int64(len(t.body)))
	t.body = append(t.body, p[:max(keep, 0)]...)
	return n, err
}

// Flush is for those who ask for an http.Flusher.
func (t *tee) Flush() { _ = t.FlushError() }

// FlushError is for http.ResponseController.
func (t *tee) FlushError() error {
	t.note(http.StatusOK)
	return http.NewResponseController(t.ResponseWriter).Flush()
}

// Hijack hands the connection over; what is said on it is not an HTTP response.
func (t *tee) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(t.ResponseWriter).Hijack()
	t.hijacked = t.hijacked || err == nil
	return conn, rw, err
}

// Unwrap gives http.ResponseController the rest of what the writer can do.
func (t *tee) Unwrap() http.ResponseWriter { return t.ResponseWriter }

// end returns the status after the handler has returned, 0 when there is no response.
func (t *tee) end() int {
	if t.hijacked {
		return 0
	}
	t.note(http.StatusOK)
	return t.status
}
