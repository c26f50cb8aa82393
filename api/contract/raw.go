package contract

import (
	"bufio"
	"bytes"
	"context"
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

// maxRaw is the maximum number of bytes that are read of a connection: the largest body, and 1 MiB for
// its header and the marks of its chunks.
const maxRaw = maxBody + 1<<20

// raw sends a probe on a connection of its own and keeps every byte that comes.
func (r *run) raw(ctx context.Context, check string, p Probe) (*rawAnswer, error) {
	if err := r.admit(ctx, p); err != nil {
		return nil, err
	}
	req, err := r.request(ctx, p)
	if err != nil {
		return nil, err
	}
	req.Close = true
	x := &rawAnswer{answer: &answer{check: check, probe: p, request: req, at: time.Now(), began: r.count()}}
	x.exchange(ctx, r, req)
	x.took = time.Since(x.at)
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	r.note(x.answer)
	r.judge(x.answer)
	return x, r.vanished(ctx, x.answer)
}

// exchange writes the request and reads to the end of the connection.
func (x *rawAnswer) exchange(ctx context.Context, r *run, req *http.Request) {
	conn, err := r.dial(ctx, req)
	if err != nil {
		x.err = err
		return
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	if x.err = conn.SetDeadline(time.Now().Add(r.answerTimeout)); x.err != nil {
		return
	}
	if x.err = req.Write(conn); x.err != nil {
		return
	}
	var all bytes.Buffer
	in := bufio.NewReader(io.TeeReader(io.LimitReader(conn, maxRaw+1), &all))
	defer func() { x.bytes = all.Bytes() }()
	resp, err := readFinalResponse(in, req)
	if err != nil {
		x.err = rawError(err, all.Len())
		return
	}
	defer resp.Body.Close()
	x.status, x.proto, x.header, x.contentLength = resp.StatusCode, resp.Proto, resp.Header, resp.ContentLength
	x.body, err = readBody(resp)
	x.speaks = speaksAPI(x.status, x.body)
	if len(x.body) > maxBody {
		x.body, err = nil, errTooLong
	}
	if x.err = rawError(err, all.Len()); x.err != nil {
		return
	}
	if conn.SetReadDeadline(time.Now().Add(linger)) == nil {
		x.rest, _ = io.ReadAll(in) // ends with the connection, with the wait, or at maxRaw
	}
}

// readFinalResponse reads the response to a request, and drops informational ones (1xx) before
// it.
func readFinalResponse(in *bufio.Reader, req *http.Request) (*http.Response, error) {
	for {
		resp, err := http.ReadResponse(in, req)
		if err != nil || resp.StatusCode >= http.StatusOK || resp.StatusCode == http.StatusSwitchingProtocols {
			return resp, err
		}
		_ = resp.Body.Close() // a 1xx has none
	}
}

// rawError returns why a response is not complete, or nil. n is how many bytes of the connection
// were read. A response that was cut at maxRaw is too long, also where it looks whole because the
// end of the connection is its end.
func rawError(err error, n int) error {
	if n > maxRaw {
		return errTooLong
	}
	return hung(err)
}

// hung makes a deadline that passed the error that all hanging answers have.
func hung(err error) error {
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		return errHung
	}
	return err
}
