package contract

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"time"
)

// rawAnswer is an answer with the bytes of its connection.
type rawAnswer struct {
	*answer
	bytes []byte // all that came
	rest  []byte // what came behind the answer
}

// linger is how long bytes behind an answer are waited for, where the connection stays open
// although its end was asked for.
const linger = 300 * time.Millisecond

// raw sends a probe on a connection of its own and keeps every byte that comes.
func (r *run) raw(ctx context.Context, check string, p Probe) (*rawAnswer, error) {
	if why := r.stopReason(); why != "" {
		return nil, errors.New("the run was stopped: " + why)
	}
	if err := r.pace.wait(ctx); err != nil {
		return nil, err
	}
	req, err := r.request(ctx, p)
	if err != nil {
		return nil, err
	}
	req.Close = true
	x := &rawAnswer{answer: &answer{check: check, probe: p, request: req, at: time.Now()}}
	x.exchange(ctx, req, r.answerTimeout)
	x.took = time.Since(x.at)
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	r.note(x.answer)
	r.judge(x.answer)
	return x, nil
}

// exchange writes the request and reads to the end of the connection.
func (x *rawAnswer) exchange(ctx context.Context, req *http.Request, timeout time.Duration) {
	conn, err := dial(ctx, req)
	if err != nil {
		x.err = err
		return
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	if x.err = conn.SetDeadline(time.Now().Add(timeout)); x.err != nil {
		return
	}
	if x.err = req.Write(conn); x.err != nil {
		return
	}
	var all bytes.Buffer
	in := bufio.NewReader(io.TeeReader(io.LimitReader(conn, maxBody), &all))
	defer func() { x.bytes = all.Bytes() }()
	resp, err := http.ReadResponse(in, req)
	for err == nil && resp.StatusCode < http.StatusOK && resp.StatusCode != http.StatusSwitchingProtocols {
		resp, err = http.ReadResponse(in, req) // what was said in between is not the answer
	}
	if err != nil {
		x.err = hung(err)
		return
	}
	x.status, x.proto, x.header, x.contentLength = resp.StatusCode, resp.Proto, resp.Header, resp.ContentLength
	x.body, err = io.ReadAll(resp.Body)
	resp.Body.Close()
	if x.err = hung(err); x.err != nil {
		return
	}
	if conn.SetReadDeadline(time.Now().Add(linger)) == nil {
		x.rest, _ = io.ReadAll(in) // ends with the connection, or with the wait
	}
}

// hung makes a deadline that passed the error that all hanging answers have.
func hung(err error) error {
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		return errHung
	}
	return err
}

func dial(ctx context.Context, req *http.Request) (net.Conn, error) {
	addr := req.URL.Host
	if req.URL.Port() == "" {
		addr = net.JoinHostPort(req.URL.Hostname(), req.URL.Scheme)
	}
	dialer := &net.Dialer{Timeout: dialTimeout}
	if req.URL.Scheme == "https" {
		return (&tls.Dialer{NetDialer: dialer, Config: &tls.Config{ServerName: req.URL.Hostname(), MinVersion: tls.VersionTLS12}}).DialContext(ctx, "tcp", addr)
	}
	return dialer.DialContext(ctx, "tcp", addr)
}
