package recording

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// ErrNotRecorded is wrapped by what a Replay returns for a request that is not in its recording.
var ErrNotRecorded = errors.New("not in the recording")

// Replay is an http.RoundTripper that answers from a recording: the same request gets the
// answers that it got, in their order, and then the last one again. It is safe for use by many
// goroutines.
type Replay struct {
	key  string
	mu   sync.Mutex
	left map[string][]Exchange
}

// NewReplay makes a Replay. The key stands for the recorder's: what is sent with it gets what
// the recorder was answered with its own.
func NewReplay(exchanges []Exchange, key string) *Replay {
	r := &Replay{key: key, left: make(map[string][]Exchange)}
	for _, x := range exchanges {
		r.left[x.question()] = append(r.left[x.question()], x)
	}
	return r
}

// RoundTrip implements http.RoundTripper.
//
// Errors: ErrNotRecorded.
func (r *Replay) RoundTrip(req *http.Request) (*http.Response, error) {
	x, err := asked(req, r.key)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	answers := r.left[x.question()]
	if len(answers) == 0 {
		return nil, fmt.Errorf("recording: %s %s (%s): %w", x.Method, x.Target, x.Key, ErrNotRecorded)
	}
	if len(answers) > 1 {
		r.left[x.question()] = answers[1:]
	}
	return answers[0].response(req), nil
}

func (x Exchange) response(req *http.Request) *http.Response {
	return &http.Response{
		Status: fmt.Sprintf("%d %s", x.Status, http.StatusText(x.Status)), StatusCode: x.Status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: req,
		Header: x.ResponseHeader.Clone(), Body: io.NopCloser(bytes.NewReader(x.Body)), ContentLength: int64(len(x.Body)),
	}
}

// question is all by which one request differs from another.
func (x Exchange) question() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n%s\n", x.Method, x.Target, x.Key)
	for _, name := range slices.Sorted(maps.Keys(x.Header)) {
		fmt.Fprintf(&b, "%s: %q\n", name, x.Header[name])
	}
	b.Write(x.RequestBody)
	return b.String()
}
