package sftj_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// TestAnnouncedLengths: what a transport says of the length of a body is not relied on.
func TestAnnouncedLengths(t *testing.T) {
	long := jobBody[:len(jobBody)-1] + `,"jinjaTemplate":"` + strings.Repeat("x", 20000) + `"}`
	for _, body := range []string{jobBody, long} {
		for _, announced := range []int64{-1, 0, 1, int64(len(body)) - 1, int64(len(body)), int64(len(body)) + 9, 1 << 62} {
			for _, reader := range []func(io.Reader) io.Reader{iotest.OneByteReader, iotest.DataErrReader, iotest.HalfReader} {
				rt := roundTripper(func(req *http.Request) (*http.Response, error) {
					resp, err := (&stub{script: []answer{{status: 200, reader: reader(strings.NewReader(body))}}}).RoundTrip(req)
					resp.ContentLength = announced
					return resp, err
				})
				if job, err := newClient(t, rt).Get(t.Context(), "ft-42"); err != nil || string(job.Raw()) != body {
					t.Errorf("%d bytes announced as %d: %v", len(body), announced, err)
				}
			}
		}
	}
}

func TestGetIsRepeated(t *testing.T) {
	for _, tt := range []struct {
		name  string
		first answer
		gets  int
	}{
		{"408", failure(408, ``), 3},
		{"500", failure(500, ``), 3},
		{"502", failure(502, ``), 3},
		{"503", failure(503, ``), 3},
		{"504", failure(504, ``), 3},
		{"520", failure(520, ``), 3},
		{"429 with Retry-After", failure(429, ``, "Retry-After", "1"), 3},
		{"429 of a quota", failure(429, `{"code":8}`), 2},
		{"connection lost", answer{err: io.ErrUnexpectedEOF}, 3},
		{"cut body", answer{status: 200, reader: io.MultiReader(strings.NewReader("{"), errReader{})}, 3},
		{"501", failure(501, ``), 1},
		{"400", failure(400, ``), 1},
		{"404", failure(404, ``), 1},
		{"302", failure(302, ``), 1},
		{"200 that is too large", answer{status: 200, body: strings.Repeat(" ", 1<<20+1)}, 1},
		{"200 in an encoding", answer{status: 200, body: jobBody, header: map[string]string{"Content-Encoding": "br"}}, 1},
		{"200 that can't be read", ok("x"), 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				rt := &stub{script: []answer{tt.first}}
				_, err := newClient(t, rt, sftj.WithMaxBody(1<<20)).Get(t.Context(), "ft-42")
				if err == nil || errors.Is(err, sftj.ErrOutcomeUnknown) || rt.count() != tt.gets {
					t.Errorf("%d GETs, want %d: %v", rt.count(), tt.gets, err)
				}
				if took := time.Since(start); took > 1500*time.Millisecond+2*time.Second {
					t.Errorf("backed off for %v in all", took)
				}
			})
		})
	}
}

type errReader struct{}

func (errReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// TestRetryBudget: in an outage, a hundred calls must not become three hundred.
func TestRetryBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rt := &stub{script: []answer{failure(503, ``)}}
		c := newClient(t, rt)
		for range 100 {
			_, _ = c.Get(t.Context(), "ft-42")
		}
		// 10 retries are free, every answer brings back a fifth of one.
		if n := rt.count(); n < 110 || n > 140 {
			t.Errorf("%d requests for 100 calls", n)
		}
	})
}

func TestAttemptTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var requests atomic.Int32
		hang := roundTripper(func(req *http.Request) (*http.Response, error) {
			requests.Add(1)
			<-req.Context().Done()
			return nil, req.Context().Err()
		})
		start := time.Now()
		_, err := newClient(t, hang, sftj.WithMaxAttempts(1)).Resume(t.Context(), "ft-42")
		if time.Since(start) != 30*time.Second || !errors.Is(err, sftj.ErrOutcomeUnknown) {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
		if errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "no complete response within 30s") {
			t.Errorf("the caller's context did not end: %v", err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		if _, err = newClient(t, hang).Resume(ctx, "ft-42"); !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, sftj.ErrOutcomeUnknown) {
			t.Errorf("the caller's deadline: %v", err)
		}
		if requests.Load() != 2 {
			t.Errorf("%d POSTs", requests.Load())
		}
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

func TestBodyCap(t *testing.T) {
	endless := func() io.Reader { return io.MultiReader(strings.NewReader(`{"dataset":"`), zeroes{}) }
	rt := &stub{script: []answer{{status: 200, reader: endless()}, {status: 404, reader: endless()}}}
	c := newClient(t, rt, sftj.WithMaxBody(4096), sftj.WithMaxAttempts(1))
	if _, err := c.Get(t.Context(), "ft-42"); !errors.Is(err, sftj.ErrBadResponse) || !strings.Contains(err.Error(), "larger than 4096 bytes") {
		t.Errorf("an endless answer: %v", err)
	}
	if _, err := c.Get(t.Context(), "ft-42"); !errors.Is(err, sftj.ErrNotFound) {
		t.Errorf("an endless failure lost its status: %v", err)
	}
}

type zeroes struct{}

func (zeroes) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '0'
	}
	return len(p), nil
}
