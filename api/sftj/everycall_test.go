package sftj_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/client"
)

// everyCall are all calls of a client, about one job.
func everyCall(c *sftj.Client) map[string]func(context.Context) error {
	return map[string]func(context.Context) error{
		"resume": func(ctx context.Context) error { _, err := c.Resume(ctx, "ft-42"); return err },
		"ensure": func(ctx context.Context) error { _, err := c.EnsureResumed(ctx, "ft-42"); return err },
		"get":    func(ctx context.Context) error { _, err := c.Get(ctx, "ft-42"); return err },
		"create": func(ctx context.Context) error {
			_, err := c.Create(ctx, "ft-42", client.Job{Dataset: "d", BaseModel: "m"})
			return err
		},
		"cancel": func(ctx context.Context) error { return c.Cancel(ctx, "ft-42") },
		"delete": func(ctx context.Context) error { return c.Delete(ctx, "ft-42") },
		"list": func(ctx context.Context) (last error) {
			for _, last = range c.List(ctx, sftj.ListOptions{}) {
			}
			return last
		},
		"wait": func(ctx context.Context) (last error) {
			for _, last = range c.Wait(ctx, "ft-42") {
			}
			return last
		},
		"resume and wait": func(ctx context.Context) (last error) {
			for _, last = range c.ResumeAndWait(ctx, "ft-42") {
			}
			return last
		},
		"resume all": func(ctx context.Context) error {
			report, err := c.ResumeAll(ctx, named([]string{"ft-42"}, nil), sftj.BulkOptions{})
			return errors.Join(err, firstOf(report))
		},
	}
}

// firstOf is an error where the only job of a run came to nothing.
func firstOf(r sftj.BulkReport) error {
	if r.Failed+r.OutcomeUnknown+r.Skipped > 0 {
		return errors.New("not resumed")
	}
	return nil
}

// TestRedirectsAreRefusedByEveryCall: nothing follows one, and the key does not reach another
// host, nor the same one by another name.
func TestRedirectsAreRefusedByEveryCall(t *testing.T) {
	var strayed atomic.Int32
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		strayed.Add(1)
		_, _ = w.Write([]byte(jobBody))
	}))
	defer elsewhere.Close()
	for _, status := range []int{301, 302, 303, 307, 308} {
		service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", elsewhere.URL+r.URL.Path)
			w.WriteHeader(status)
			_, _ = w.Write([]byte(`<a href="` + elsewhere.URL + `">moved</a>`))
		}))
		transport := &http.Transport{}
		rt := &counting{next: transport}
		for _, over := range []http.RoundTripper{rt, nil} { // and over the SDK's own
			c := newClient(t, over, sftj.WithTransport(over), sftj.WithBaseURL(service.URL), sftj.WithMaxAttempts(1),
				sftj.WithReconcileFor(time.Millisecond), sftj.WithPollInterval(time.Millisecond, time.Millisecond))
			for name, call := range everyCall(c) {
				err := call(t.Context())
				if err == nil || slices.Contains([]string{"get", "resume", "list"}, name) && !errors.Is(err, sftj.ErrBadResponse) {
					t.Errorf("%d: %s takes it for an answer, or another error: %v", status, name, err)
				}
			}
		}
		if n := rt.open.Load(); n != 0 {
			t.Errorf("%d: %d bodies are open", status, n)
		}
		transport.CloseIdleConnections()
		service.Close()
	}
	if n := strayed.Load(); n != 0 {
		t.Errorf("%d requests went elsewhere", n)
	}
}

// TestEveryCallEndsWithItsContext: in the moment that the context ends, whatever the call is
// waiting for; and it is no success.
func TestEveryCallEndsWithItsContext(t *testing.T) {
	const after = 700 * time.Millisecond
	hangs := func(req *http.Request) (*http.Response, error) {
		<-req.Context().Done()
		return nil, req.Context().Err()
	}
	answers := func(a answer) func(*http.Request) (*http.Response, error) {
		return func(req *http.Request) (*http.Response, error) { return (&stub{script: []answer{a}}).RoundTrip(req) }
	}
	for name, answer := range map[string]func(*http.Request) (*http.Response, error){
		"no answer":      hangs,
		"come later":     answers(failure(503, "", "Retry-After", "50")),
		"a lost answer":  answers(failure(502, "")),
		"paused for now": answers(ok(strings.Replace(jobBody, "PENDING", "PAUSED", 1))),
		"active":         answers(ok(jobBody)),
	} {
		for _, cause := range []error{context.Canceled, context.DeadlineExceeded} {
			for call := range everyCall(nil) {
				t.Run(name+"/"+call+"/"+cause.Error(), func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						ctx, cancel := context.WithCancel(t.Context())
						if errors.Is(cause, context.DeadlineExceeded) {
							ctx, cancel = context.WithTimeout(t.Context(), after)
						} else {
							time.AfterFunc(after, cancel)
						}
						defer cancel()
						start := time.Now()
						err := everyCall(newClient(t, roundTripper(answer)))[call](ctx)
						took := time.Since(start)
						switch waits := strings.Contains(call, "wait"); {
						case took > after:
							t.Errorf("it took %s", took)
						case err == nil && (waits || took == after):
							t.Errorf("a success, cut short after %s", took)
						case took == after && !errors.Is(err, cause):
							t.Errorf("%v is not %v", err, cause)
						}
					})
				})
			}
		}
	}
}
