package sftj_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// counting counts the bodies that were handed out and not closed.
type counting struct {
	next http.RoundTripper
	open atomic.Int32
}

func (c *counting) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := c.next.RoundTrip(req)
	if err == nil {
		c.open.Add(1)
		resp.Body = &counted{ReadCloser: resp.Body, open: &c.open}
	}
	return resp, err
}

type counted struct {
	io.ReadCloser
	open   *atomic.Int32
	closed atomic.Bool
}

func (c *counted) Close() error {
	if c.closed.CompareAndSwap(false, true) {
		c.open.Add(-1)
	}
	return c.ReadCloser.Close()
}

// TestCancelledCallsLeaveNothingBehind: over TCP, each call returns as soon as its context
// ends, at whatever point, and leaves neither a goroutine nor an open body.
func TestCancelledCallsLeaveNothingBehind(t *testing.T) {
	defer goleak.VerifyNone(t)
	for _, at := range []struct {
		name   string
		answer func(w http.ResponseWriter, ended <-chan struct{})
	}{
		{"before the header", func(_ http.ResponseWriter, ended <-chan struct{}) { <-ended }},
		{"in the body", func(w http.ResponseWriter, ended <-chan struct{}) {
			_, _ = w.Write([]byte(`{"dataset":`))
			_ = http.NewResponseController(w).Flush()
			<-ended
		}},
		{"in the backoff", func(w http.ResponseWriter, _ <-chan struct{}) {
			w.Header().Set("Retry-After", "50")
			w.WriteHeader(http.StatusServiceUnavailable)
		}},
		{"while waiting", func(w http.ResponseWriter, _ <-chan struct{}) { _, _ = w.Write([]byte(jobBody)) }},
	} {
		t.Run(at.name, func(t *testing.T) {
			service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body) // else the server does not see the client go
				at.answer(w, r.Context().Done())
			}))
			defer service.Close()
			transport := &http.Transport{}
			defer transport.CloseIdleConnections()
			rt := &counting{next: transport}
			c := newClient(t, rt, sftj.WithBaseURL(service.URL))
			for name, call := range everyCall(c) {
				ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
				err := call(ctx)
				cancel()
				if err == nil && (at.name != "while waiting" || strings.Contains(name, "wait")) {
					t.Errorf("%s: a call that was cut short is no success", name)
				}
			}
			if n := rt.open.Load(); n != 0 {
				t.Errorf("%d bodies are open", n)
			}
		})
	}
}

// TestAHugeBodyIsCut: an answer of 2 GB is read no further than the cap, and memory with
// it.
func TestAHugeBodyIsCut(t *testing.T) {
	const size, limit int64 = 2 << 30, 8 << 20
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		chunk := make([]byte, 1<<20)
		for range size / int64(len(chunk)) {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	}))
	defer service.Close()
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	c := newClient(t, transport, sftj.WithBaseURL(service.URL), sftj.WithMaxBody(limit), sftj.WithMaxAttempts(1))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := c.Get(t.Context(), "ft-42"); !errors.Is(err, sftj.ErrBadResponse) {
		t.Error(err)
	}
	runtime.ReadMemStats(&after)
	if grown := int64(after.TotalAlloc - before.TotalAlloc); grown > 10*limit {
		t.Errorf("%d MiB were allocated for a cap of %d MiB", grown>>20, limit>>20)
	}
}
