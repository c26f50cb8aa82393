package cli

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// The HTTP server of serve and proxy. A port may be reached by more than the one client that
// it is meant for: by a scanner, a fuzzer, or a page in a browser. So nothing that arrives
// may take much memory or time, and what net/http refuses before a handler is
// called is answered in the service's error shape too.

// The limits of a server on a port.
const (
	headerTimeout = 10 * time.Second // to send the head of a request
	readTimeout   = 30 * time.Second // to send a request
	writeTimeout  = time.Minute      // for a request and its response
	idleTimeout   = time.Minute      // between two requests
	maxHeader     = 64 << 10         // bytes of the head of a request; net/http adds 4 KiB
)

// newServer returns a server with the limits. The proxy answers as late as the service
// does, so it has no time limit for a response.
func newServer(handler http.Handler, response time.Duration) *http.Server {
	return &http.Server{
		Handler:                      handler,
		ReadHeaderTimeout:            headerTimeout,
		ReadTimeout:                  readTimeout,
		WriteTimeout:                 response,
		IdleTimeout:                  idleTimeout,
		MaxHeaderBytes:               maxHeader,
		DisableGeneralOptionsHandler: true, // OPTIONS * is the handler's to refuse
	}
}

// serveUntilDone serves until the context ends, and lets requests under way finish for 2 s.
func serveUntilDone(ctx context.Context, listener net.Listener, server *http.Server) error {
	stopped := make(chan error, 1)
	go func() { stopped <- server.Serve(refusals{listener}) }()
	select {
	case err := <-stopped:
		return err
	case <-ctx.Done():
	}
	// Stopping it is how a server is used, so it is no error.
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	if err := server.Shutdown(ending); err != nil {
		_ = server.Close() // a request hangs; it was told to stop
	}
	return nil
}

// errorBody is a failure in the service's error shape.
func errorBody(code int, message string) []byte {
	body, _ := json.Marshal(map[string]any{"code": code, "message": message, "details": []any{}}) // always encodes
	return body
}

func writeError(w http.ResponseWriter, status, code int, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(errorBody(code, message)) // the client may be gone
}

// The gRPC codes of the refusals below.
const (
	codeInvalidArgument   = 3
	codeResourceExhausted = 8
	codeUnimplemented     = 12
	codeUnavailable       = 14
)

// onlyHosts refuses requests for hosts that are not this server, 421. A page in a browser
// whose name is made to lead here (DNS rebinding) sends the page's host. IP addresses and
// localhost are always allowed; "*" allows every host.
func onlyHosts(next http.Handler, allowed ...string) http.Handler {
	for i, host := range allowed {
		allowed[i] = strings.ToLower(strings.TrimSuffix(host, "."))
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isThisServer(r.Host, allowed) {
			w.Header().Set("Connection", "close")
			writeError(w, http.StatusMisdirectedRequest, codeInvalidArgument,
				fmt.Sprintf("the Host %q is not this server; to allow it: sftj serve --allow-host", oneLine(r.Host[:min(len(r.Host), 100)])))
			return
		}
		next.ServeHTTP(w, r)
	})
}

func isThisServer(hostport string, allowed []string) bool {
	host := hostport
	if h, _, err := net.SplitHostPort(hostport); err == nil {
		host = h
	}
	host = strings.ToLower(strings.TrimSuffix(strings.Trim(host, "[]"), "."))
	return host == "" || // HTTP/1.0, which no browser speaks
		host == "localhost" || strings.HasSuffix(host, ".localhost") || net.ParseIP(host) != nil ||
		slices.Contains(allowed, host) || slices.Contains(allowed, "*")
}

// inFlight limits the bytes of request bodies that are read at the same time. A request
// takes what it announces before it is read, or the most that it may have.
type inFlight struct {
	next http.Handler
	most int64 // bytes of one body: one more is read, to know that there is more
	free atomic.Int64
}

const (
	maxInFlight = 64 << 20 // bytes of all bodies
	smallBody   = 4 << 10  // bytes; smaller ones are not counted
)

func limitInFlight(next http.Handler, body, all int64) http.Handler {
	f := &inFlight{next: next, most: body}
	f.free.Store(all)
	return f
}

// ServeHTTP implements http.Handler.
func (f *inFlight) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	need := r.ContentLength
	if need < 0 || need > f.most {
		need = f.most
	}
	if need > smallBody {
		if f.free.Add(-need) < 0 {
			f.free.Add(need)
			w.Header().Set("Retry-After", "1")
			w.Header().Set("Connection", "close")
			writeError(w, http.StatusServiceUnavailable, codeUnavailable, "too many request bodies at once")
			return
		}
		defer f.free.Add(need)
	}
	if r.ContentLength != 0 {
		r = r.WithContext(r.Context()) // a copy: the server's own request stays as it is
		r.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(r.Body, f.most+1), r.Body}
	}
	f.next.ServeHTTP(w, r)
}

// refusals is a listener whose connections answer in the service's error shape where
// net/http refuses a request before it calls a handler.
type refusals struct{ net.Listener }

// Accept implements net.Listener.
func (l refusals) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return refusalConn{conn}, nil
}

type refusalConn struct{ net.Conn }

// Write implements net.Conn. net/http writes its own refusals with one call, past every
// handler, and offers no other place to change them.
func (c refusalConn) Write(p []byte) (int, error) {
	status, message, ok := ownRefusal(p)
	if !ok {
		return c.Conn.Write(p)
	}
	body := errorBody(refusalCode(status), message)
	_, err := fmt.Fprintf(c.Conn, "HTTP/1.1 %d %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s",
		status, cmp.Or(http.StatusText(status), "Refused"), len(body), body)
	if err != nil {
		return 0, err
	}
	return len(p), nil
}

// ownRefusal recognises what net/http itself writes: a plain text without Date, which every
// response of a handler has, or the empty 417.
func ownRefusal(p []byte) (status int, message string, ok bool) {
	const head = "\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n"
	rest, ok := bytes.CutPrefix(p, []byte("HTTP/1.1 "))
	if !ok || len(rest) < 4 {
		return 0, "", false
	}
	status, err := strconv.Atoi(string(rest[:3]))
	if err != nil || status < http.StatusBadRequest {
		return 0, "", false
	}
	if status == http.StatusExpectationFailed {
		return status, "the expectation is not known", true
	}
	line, _, ok := bytes.Cut(rest, []byte(head))
	if !ok || bytes.ContainsAny(line, "\r\n") {
		return 0, "", false
	}
	return status, string(line[4:]), true
}

// refusalCode is the gRPC code of a status that net/http refuses with.
func refusalCode(status int) int {
	if status >= http.StatusInternalServerError {
		return codeUnimplemented // a version or a transfer coding
	}
	return codeInvalidArgument
}
