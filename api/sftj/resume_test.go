package sftj_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

func failure(status int, body string, header ...string) answer {
	a := answer{status: status, body: body, header: map[string]string{}}
	for i := 0; i+1 < len(header); i += 2 {
		a.header[header[i]] = header[i+1]
	}
	return a
}

// TestResumeIsOneLogicalCall states for each first answer whether the POST is sent
// again. A request that may have been processed must not be.
func TestResumeIsOneLogicalCall(t *testing.T) {
	refused := answer{err: syscall.ECONNREFUSED, unsent: true}
	for _, tt := range []struct {
		name  string
		first answer
		posts int
		is    []error // what the error matches; none for success
		not   []error
	}{
		{"200", ok(jobBody), 1, nil, nil},
		{"never sent", refused, 2, nil, nil},
		{"429", failure(429, `{"code":8}`, "Retry-After", "2"), 2, nil, nil},
		{"429 without Retry-After", failure(429, `{"code":8}`), 2, nil, nil},
		{"503 with Retry-After", failure(503, `{"code":14}`, "Retry-After", "1"), 2, nil, nil},
		{"503 with a date", failure(503, ``, "Retry-After", "Fri, 31 Dec 1999 00:00:00 GMT"), 2, nil, nil},
		{"bare 503", failure(503, ``), 1, []error{sftj.ErrOutcomeUnknown}, nil},
		{"connection lost", answer{err: io.ErrUnexpectedEOF}, 1, []error{sftj.ErrOutcomeUnknown, io.ErrUnexpectedEOF}, nil},
		{"failed in a transport without hooks", answer{err: syscall.ECONNREFUSED, noTrace: true}, 1, []error{sftj.ErrOutcomeUnknown}, nil},
		{"408", failure(408, ``), 1, []error{sftj.ErrOutcomeUnknown}, nil},
		{"499", failure(499, ``), 1, []error{sftj.ErrOutcomeUnknown}, nil},
		{"500", failure(500, `{"code":13}`), 1, []error{sftj.ErrOutcomeUnknown}, nil},
		{"501", failure(501, `{"code":12}`), 1, []error{}, []error{sftj.ErrOutcomeUnknown}},
		{"502", failure(502, `<html>`), 1, []error{sftj.ErrOutcomeUnknown}, nil},
		{"504", failure(504, ``), 1, []error{sftj.ErrOutcomeUnknown}, nil},
		{"520", failure(520, ``), 1, []error{sftj.ErrOutcomeUnknown}, nil},
		{"200 that is cut", answer{status: 200, reader: io.MultiReader(strings.NewReader(jobBody[:20]), iotest.ErrReader(io.ErrUnexpectedEOF))}, 1, []error{sftj.ErrBadResponse, sftj.ErrOutcomeUnknown}, nil},
		{"200 that is HTML", ok("<html><title>hello</title></html>"), 1, []error{sftj.ErrBadResponse, sftj.ErrOutcomeUnknown}, nil},
		{"200 that is empty", ok(""), 1, []error{sftj.ErrBadResponse}, nil},
		{"200 about nothing", ok("{}"), 1, []error{sftj.ErrBadResponse}, nil},
		{"200 about another job", ok(strings.Replace(jobBody, "ft-42", "ft-43", 1)), 1, []error{sftj.ErrBadResponse}, nil},
		{"200 with bytes behind", ok(jobBody + "x"), 1, []error{sftj.ErrBadResponse}, nil},
		{"200 with a key twice", ok(strings.Replace(jobBody, "{", `{"state":"JOB_STATE_PAUSED",`, 1)), 1, []error{sftj.ErrBadResponse}, nil},
		{"204", failure(204, ""), 1, []error{sftj.ErrBadResponse, sftj.ErrOutcomeUnknown}, nil},
		{"302", failure(302, "", "Location", "https://elsewhere.example.com/"), 1, []error{sftj.ErrBadResponse, sftj.ErrOutcomeUnknown}, nil},
		{"400 code 9", failure(400, `{"code":9,"message":"not paused"}`), 1, []error{sftj.ErrNotResumable}, []error{sftj.ErrOutcomeUnknown, sftj.ErrInvalidArgument}},
		{"400 code 3", failure(400, `{"code":3}`), 1, []error{sftj.ErrInvalidArgument}, []error{sftj.ErrNotResumable}},
		{"401", failure(401, `{"code":16}`), 1, []error{sftj.ErrUnauthenticated}, nil},
		{"402", failure(402, ``), 1, []error{sftj.ErrPaymentRequired}, nil},
		{"403", failure(403, `{"code":7,"message":"","details":[]}`), 1, []error{sftj.ErrPermissionDenied}, []error{sftj.ErrQuotaExhausted}},
		{"403 for a quota", failure(403, `{"code":7,"message":"GPU quota exceeded"}`), 1, []error{sftj.ErrQuotaExhausted}, nil},
		{"404", failure(404, `{"code":5}`), 1, []error{sftj.ErrNotFound}, nil},
		{"409", failure(409, `{"code":10}`), 1, []error{}, []error{sftj.ErrOutcomeUnknown}},
		{"412 of a suspended account", failure(412, `{"code":9,"details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"ACCOUNT_SUSPENDED"}]}`), 1, []error{sftj.ErrAccountSuspended}, []error{sftj.ErrNotResumable}},
		{"412 for a shape", failure(412, `{"code":9,"message":"no such shape"}`), 1, []error{}, []error{sftj.ErrAccountSuspended}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				rt := &stub{script: []answer{tt.first, ok(jobBody)}}
				job, err := newClient(t, rt).Resume(t.Context(), "ft-42")
				if rt.count() != tt.posts {
					t.Errorf("%d POSTs, want %d", rt.count(), tt.posts)
				}
				for _, body := range rt.bodies {
					if body != "{}" {
						t.Errorf("sent the body %q, want {}", body)
					}
				}
				if (err == nil) != (tt.is == nil) || (err == nil) != (job != nil) {
					t.Fatalf("job %v, error %v", job, err)
				}
				for _, target := range tt.is {
					if !errors.Is(err, target) {
						t.Errorf("%v\nis not %v", err, target)
					}
				}
				for _, target := range tt.not {
					if errors.Is(err, target) {
						t.Errorf("%v\nmust not be %v", err, target)
					}
				}
				if e, ok := errors.AsType[*sftj.Error](err); ok && tt.first.status > 0 && e.Status != tt.first.status {
					t.Errorf("status %d, want %d", e.Status, tt.first.status)
				}
			})
		})
	}
}

func TestNeverAnIdempotencyKey(t *testing.T) {
	rt := &stub{script: []answer{ok(jobBody)}}
	if _, err := newClient(t, rt).Resume(t.Context(), "ft-42"); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"Idempotency-Key", "X-Idempotency-Key"} {
		if _, ok := rt.headers[0][name]; ok {
			t.Errorf("%s makes net/http repeat the POST by itself", name)
		}
	}
}

func TestRetryAfterReplacesTheBackoff(t *testing.T) {
	for _, tt := range []struct {
		name   string
		header []string
		want   time.Duration
		posts  int
	}{
		{"seconds", []string{"Retry-After", "7"}, 7 * time.Second, 2},
		{"fraction", []string{"Retry-After", "1.5"}, 1500 * time.Millisecond, 2},
		{"milliseconds", []string{"Retry-After-Ms", "250", "Retry-After", "9"}, 250 * time.Millisecond, 2},
		{"date, rounded up", []string{"Retry-After", "Sat, 01 Jan 2000 00:00:03 GMT"}, 3 * time.Second, 2},
		{"zero", []string{"Retry-After", "0"}, 0, 2},
		{"longer than a minute", []string{"Retry-After", "3600"}, 0, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				rt := &stub{script: []answer{failure(429, `{"code":8}`, tt.header...), ok(jobBody)}}
				_, err := newClient(t, rt).Resume(t.Context(), "ft-42")
				if took := time.Since(start); took != tt.want || rt.count() != tt.posts {
					t.Errorf("took %v and %d POSTs, want %v and %d", took, rt.count(), tt.want, tt.posts)
				}
				if e, ok := errors.AsType[*sftj.Error](err); tt.posts == 1 && (!ok || e.RetryAfter != time.Hour || !errors.Is(err, sftj.ErrRateLimited)) {
					t.Errorf("the pause is not on the error: %v", err)
				}
			})
		})
	}
}

func TestRetryAfterBeyondTheDeadlineReturnsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		start := time.Now()
		rt := &stub{script: []answer{failure(429, `{"code":8}`, "Retry-After", "10")}}
		_, err := newClient(t, rt).Resume(ctx, "ft-42")
		if time.Since(start) != 0 || !errors.Is(err, sftj.ErrRateLimited) {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
	})
}

func TestCancelDuringTheBackoffIsPrompt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(3*time.Second, cancel)
		start := time.Now()
		rt := &stub{script: []answer{failure(429, `{"code":8}`, "Retry-After", "30")}}
		_, err := newClient(t, rt).Resume(ctx, "ft-42")
		if time.Since(start) != 3*time.Second || !errors.Is(err, context.Canceled) || errors.Is(err, sftj.ErrOutcomeUnknown) {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
	})
}
