package emulator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/fireworks-sftj/sdk/internal/sleep"
)

// Transport returns the service as an http.RoundTripper that needs no port. Whatever the
// host of a request is, it reaches this service.
//
// It keeps to what net/http's own transport does: the hooks of httptrace are called, a
// request that was refused never fires WroteHeaders, a lost answer is an error after
// WroteRequest, a cancelled context ends every wait and also the reading of the body.
func (e *Emulator) Transport() http.RoundTripper { return transport{e} }

type transport struct{ e *Emulator }

func (t transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		defer req.Body.Close()
	}
	r, err := received(req)
	if err != nil {
		return nil, err
	}
	ctx := req.Context()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	wire := traceOf(ctx)
	wire.connecting(r.Host)
	c := t.e.arrive(r)
	if c.fault.ends == endRefused {
		return nil, lost("dial", "connect", syscall.ECONNREFUSED)
	}
	wire.connected()
	wire.wroteHeaders(r)
	err = c.read(req.Body, t.e.maxBody())
	wire.wroteRequest(err)
	if err != nil {
		return nil, err
	}
	a, err := t.e.deliver(c, r)
	switch {
	case err != nil:
		return nil, err
	case c.fault.ends == endClosed:
		return nil, io.ErrUnexpectedEOF
	case c.fault.ends == endReset:
		return nil, lost("read", "read", syscall.ECONNRESET)
	case c.fault.ends == endSilent:
		<-ctx.Done()
		return nil, context.Cause(ctx)
	}
	wire.firstByte()
	return t.response(req, c, a), nil
}

// received is a request as it looks on the server's side of the wire.
func received(req *http.Request) (*http.Request, error) {
	if req.URL == nil {
		return nil, errors.New("emulator: request without a URL")
	}
	host := req.Host
	if host == "" {
		host = req.URL.Host
	}
	if host == "" {
		return nil, errors.New("emulator: no host in the request URL")
	}
	uri := req.URL.RequestURI()
	u, err := url.ParseRequestURI(uri)
	if err != nil {
		return nil, fmt.Errorf("emulator: %w", err)
	}
	r := &http.Request{
		Method: req.Method, URL: u, RequestURI: uri, Host: host,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: req.Header.Clone(), ContentLength: req.ContentLength,
	}
	if r.Method == "" {
		r.Method = http.MethodGet
	}
	return r.WithContext(req.Context()), nil
}

// response is an answer as it looks on the client's side of the wire.
func (t transport) response(req *http.Request, c *call, a *answer) *http.Response {
	resp := &http.Response{
		Status:     fmt.Sprintf("%d %s", a.status, http.StatusText(a.status)),
		StatusCode: a.status,
		Proto:      "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:        a.header,
		ContentLength: int64(len(a.body)),
		Request:       req,
		Body:          http.NoBody,
	}
	if req.Method != http.MethodHead && len(a.body) > 0 {
		part, whole := c.fault.part(a.body)
		resp.Body = &incoming{ctx: req.Context(), rest: part, whole: whole, pause: dripPause(c.fault.drip, len(part))}
		if c.fault.short > 0 {
			resp.ContentLength = int64(len(part))
			resp.Header.Set("Content-Length", strconv.Itoa(len(part)))
		}
	}
	return resp
}

// incoming is a body that can still be lost: when the answer was cut, and when the context
// of the request is cancelled before it was read.
type incoming struct {
	ctx    context.Context //nolint:containedctx // io.Reader has no parameter for it
	rest   []byte
	whole  bool
	pause  time.Duration // before each piece of a body that drips; else 0
	closed atomic.Bool   // a body may be closed while it is read, as net/http's may
}

func (b *incoming) Read(p []byte) (int, error) {
	switch {
	case b.closed.Load():
		return 0, http.ErrBodyReadAfterClose
	case b.ctx.Err() != nil:
		return 0, context.Cause(b.ctx)
	case len(b.rest) > 0:
		if b.pause > 0 {
			if sleep.For(b.ctx, b.pause) != nil {
				return 0, context.Cause(b.ctx)
			}
			p = p[:min(len(p), dripped)]
		}
		n := copy(p, b.rest)
		b.rest = b.rest[n:]
		return n, nil
	case !b.whole:
		return 0, io.ErrUnexpectedEOF
	}
	return 0, io.EOF
}

func (b *incoming) Close() error {
	b.closed.Store(true)
	return nil
}

// lost is a network error as the net package makes it.
func lost(op, call string, errno syscall.Errno) error {
	return &net.OpError{
		Op: op, Net: "tcp", Addr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 443},
		Err: os.NewSyscallError(call, errno),
	}
}
