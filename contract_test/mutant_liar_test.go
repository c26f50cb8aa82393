package contract_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
)

// latency is how long an answer takes to begin.
type latency = time.Duration

// liar is an emulator behind a lie, as a round tripper and as a handler.
type liar struct {
	lie lie
	em  *emulator.Emulator

	mu    sync.Mutex
	asked int // answers so far
	told  int // those that were changed
	// What a lie remembers, by words of its own.
	count map[string]int
	kept  map[string][]byte
}

func newLiar(l lie, opts ...emulator.Option) *liar {
	em := newEmulator(append(opts, l.options...)...)
	if l.setup != nil {
		l.setup(em)
	}
	return &liar{lie: l, em: em, count: make(map[string]int), kept: make(map[string][]byte)}
}

// errSilence is an answer that never comes.
var errSilence = errors.New("silence")

// RoundTrip answers in this process.
func (l *liar) RoundTrip(req *http.Request) (*http.Response, error) {
	if !l.wait(req) {
		return nil, req.Context().Err()
	}
	sent := req
	if l.lie.ask != nil {
		sent = req.Clone(req.Context())
		l.lie.ask(l, sent)
	}
	resp, err := l.em.Transport().RoundTrip(sent)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || l.lie.tell == nil {
		resp.Body = &tail{Reader: bytes.NewReader(body), end: err}
		return resp, nil
	}
	r := l.reply(req, resp.StatusCode, resp.Header, body)
	if req.Method == http.MethodHead {
		r.length = resp.ContentLength
	}
	l.tell(r)
	if errors.Is(r.err, errSilence) {
		<-req.Context().Done()
		return nil, req.Context().Err()
	}
	if r.err != nil {
		return nil, r.err
	}
	return r.response(), nil
}

// wait lets the latency pass, or less of it when the client gives up.
func (l *liar) wait(req *http.Request) bool {
	if l.lie.latency == 0 {
		return true
	}
	timer := time.NewTimer(l.lie.latency)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-req.Context().Done():
		return false
	}
}

func (l *liar) tell(r *reply) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.asked++
	r.nth = l.asked
	l.lie.tell(r)
}

// ServeHTTP answers on a connection, which it takes over when the lie is about bytes.
func (l *liar) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if l.lie.bytes == nil {
		l.serve(w, req)
		return
	}
	rec := httptest.NewRecorder()
	l.em.Handler().ServeHTTP(rec, req)
	r := l.reply(req, rec.Code, rec.Header(), rec.Body.Bytes())
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(err)
	}
	defer conn.Close()
	_, _ = conn.Write(l.lie.bytes(r)) // a client that hung up has its answer
}

// serve is RoundTrip for a listener.
func (l *liar) serve(w http.ResponseWriter, req *http.Request) {
	in := req.Clone(req.Context())
	in.URL.Host = req.Host
	resp, err := l.RoundTrip(in)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	defer resp.Body.Close()
	maps.Copy(w.Header(), resp.Header)
	w.WriteHeader(resp.StatusCode)
	if _, err := io.Copy(w, resp.Body); err != nil {
		panic(http.ErrAbortHandler)
	}
}

// reply is an answer of the emulator on its way out, to be falsified.
type reply struct {
	*liar
	req    *http.Request // as it was asked
	op     string        // get, list or resume; empty for none of them
	id     string        // of the job, empty for none
	nth    int           // which answer it is, from 1
	status int
	header http.Header
	body   []byte
	length int64 // as announced
	proto  int   // the minor version
	cut    bool  // the body stops before its end
	err    error // in place of an answer
}

func (l *liar) reply(req *http.Request, status int, header http.Header, body []byte) *reply {
	r := &reply{liar: l, req: req, status: status, header: header, body: body, length: -1, proto: 1}
	rest, ok := strings.CutPrefix(req.URL.Path, jobs)
	id, verb, _ := strings.Cut(strings.TrimPrefix(rest, "/"), ":")
	switch {
	case !ok:
	case rest == "" && req.Method == http.MethodGet:
		r.op = "list"
	case verb == "resume" && req.Method == http.MethodPost:
		r.op, r.id = "resume", id
	case verb == "" && req.Method == http.MethodGet:
		r.op, r.id = "get", id
	}
	return r
}

func (r *reply) response() *http.Response {
	length := r.length
	if length < 0 {
		length = int64(len(r.body))
	}
	out := &http.Response{
		Status: fmt.Sprintf("%d %s", r.status, http.StatusText(r.status)), StatusCode: r.status,
		Proto: fmt.Sprintf("HTTP/1.%d", r.proto), ProtoMajor: 1, ProtoMinor: r.proto,
		Header: r.header, Request: r.req, ContentLength: length,
	}
	if r.header.Get("Content-Length") != "" {
		r.header.Set("Content-Length", fmt.Sprint(length))
	}
	end := error(nil)
	if r.cut {
		end = io.ErrUnexpectedEOF
	}
	out.Body = &tail{Reader: bytes.NewReader(r.body), end: end}
	return out
}

// tail is a body that may end in an error.
type tail struct {
	*bytes.Reader
	end error
}

func (t *tail) Read(p []byte) (int, error) {
	n, err := t.Reader.Read(p)
	if errors.Is(err, io.EOF) && t.end != nil {
		err = t.end
	}
	return n, err
}

func (t *tail) Close() error { return nil }

// wellFormed is the answer as it stands on a connection.
func (r *reply) wellFormed() []byte {
	return r.head("HTTP/1.1 "+fmt.Sprint(r.status)+" OK", len(r.body))
}

// head is the answer with a status line and a length of the caller's choice.
func (r *reply) head(line string, length int) []byte {
	var b bytes.Buffer
	r.header.Set("Content-Length", fmt.Sprint(length))
	r.header.Set("Connection", "close")
	fmt.Fprintf(&b, "%s\r\n", line)
	_ = r.header.Write(&b) // a buffer takes it
	b.WriteString("\r\n")
	if r.req.Method != http.MethodHead {
		b.Write(r.body)
	}
	return b.Bytes()
}
