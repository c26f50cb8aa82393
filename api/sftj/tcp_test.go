package sftj_test

import (
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/server"
)

// TestFaultMatrixOverTCP: the faults of the connection once more, with real connections
// and net/http's own transport in between.
func TestFaultMatrixOverTCP(t *testing.T) {
	defer goleak.VerifyNone(t)
	for _, tt := range []struct {
		name    string
		fault   emulator.Fault
		outcome sftj.Outcome
		posts   int
	}{
		{"no fault", emulator.Delay(0), sftj.Resumed, 1},
		{"closed before it is read", emulator.DropBeforeRead(), sftj.Resumed, 2},
		{"closed after it is applied", emulator.DropAfterApply(), sftj.Reconciled, 1},
		{"reset", emulator.Reset(), sftj.Resumed, 2},
		{"reset after it is applied", emulator.Reset().Applied(), sftj.Reconciled, 1},
		{"hangs", emulator.Hang(), sftj.Resumed, 2},
		{"hangs after it is applied", emulator.HangAfterApply(), sftj.Reconciled, 1},
		{"cut in its body", emulator.Truncate(40), sftj.Reconciled, 1},
		{"cut after no byte", emulator.Truncate(0), sftj.Reconciled, 1},
		{"shorter than it is", emulator.WrongLength(30), sftj.Reconciled, 1},
		{"dripping", emulator.Drip(time.Millisecond), sftj.Resumed, 1},
		{"dripping for too long", emulator.Drip(20 * time.Millisecond), sftj.Reconciled, 1},
		{"500 after it is applied", emulator.FailStatus(500).Applied(), sftj.Reconciled, 1},
		{"redirect after it is applied", emulator.Redirect(307, "http://127.0.0.1:1/").Applied(), sftj.Reconciled, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			em := emulator.New(emulator.WithAccount("acme", testKey), emulator.WithJobs("acme", server.Job{Name: "ft-42", Dataset: "d", State: server.JobStatePaused}))
			em.Inject(tt.fault.On("resume"))
			service := httptest.NewServer(em.Handler())
			defer service.Close()
			transport := &http.Transport{}
			defer transport.CloseIdleConnections()
			c := newClient(t, transport, sftj.WithBaseURL(service.URL), sftj.WithReconcileFor(400*time.Millisecond), sftj.WithAttemptTimeout(500*time.Millisecond))
			// The read before the POST leaves a connection that the POST is sent on.
			r, err := c.EnsureResumed(t.Context(), "ft-42")
			if err != nil || r.Outcome != tt.outcome || r.Posts != tt.posts || resumes(em) != 1 {
				t.Errorf("%+v %v, %d transitions; want %q after %d POSTs, 1", r, err, resumes(em), tt.outcome, tt.posts)
			}
			if n := len(bulkPosts(em)); n != tt.posts {
				t.Errorf("the service saw %d POSTs, want %d", n, tt.posts)
			}
		})
	}
}

// TestOthersAreAtWorkOverTCP: the answer is lost on a real connection, and before anybody looks
// somebody else has stopped the job.
func TestOthersAreAtWorkOverTCP(t *testing.T) {
	defer goleak.VerifyNone(t)
	for name, tt := range map[string]struct {
		fault     emulator.Fault
		meanwhile func(*emulator.Emulator) error
		is        error
	}{
		"paused again":              {emulator.DropAfterApply(), func(em *emulator.Emulator) error { return em.Pause("acme", "ft-42", "") }, sftj.ErrPausedAndChanged},
		"paused again, reset":       {emulator.Reset().Applied(), func(em *emulator.Emulator) error { return em.Pause("acme", "ft-42", "") }, sftj.ErrPausedAndChanged},
		"paused again, answer cut":  {emulator.Truncate(40), func(em *emulator.Emulator) error { return em.Pause("acme", "ft-42", "") }, sftj.ErrPausedAndChanged},
		"paused anew, request lost": {emulator.DropBeforeRead(), func(em *emulator.Emulator) error { return em.Pause("acme", "ft-42", "") }, sftj.ErrPausedAndChanged},
		"cancelled":                 {emulator.DropAfterApply(), func(em *emulator.Emulator) error { return em.Cancel("acme", "ft-42") }, sftj.ErrJobFailed},
		"deleted":                   {emulator.DropAfterApply(), func(em *emulator.Emulator) error { return em.Remove("acme", "ft-42") }, sftj.ErrNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			em := emulator.New(emulator.WithAccount("acme", testKey), emulator.WithJobs("acme", server.Job{Name: "ft-42", Dataset: "d", State: server.JobStatePaused}))
			em.Inject(tt.fault.On("resume"))
			service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodPost {
					defer func() { // before the connection ends
						if err := tt.meanwhile(em); err != nil {
							t.Error(err)
						}
					}()
				}
				em.Handler().ServeHTTP(w, r)
			}))
			defer service.Close()
			transport := &http.Transport{}
			defer transport.CloseIdleConnections()
			c := newClient(t, transport, sftj.WithBaseURL(service.URL), sftj.WithReconcileFor(400*time.Millisecond))
			r, err := c.EnsureResumed(t.Context(), "ft-42")
			if !errors.Is(err, tt.is) || len(bulkPosts(em)) != 1 || resumes(em) > 1 {
				t.Errorf("%+v %v, %d POSTs", r, err, len(bulkPosts(em)))
			}
		})
	}
}

// TestNobodyListens: a connection that is refused proves that nothing was sent.
func TestNobodyListens(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	url := "http://" + l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = newClient(t, &http.Transport{}, sftj.WithBaseURL(url), sftj.WithMaxAttempts(1)).Resume(t.Context(), "ft-42")
	if err == nil || errors.Is(err, sftj.ErrOutcomeUnknown) {
		t.Errorf("nothing was sent: %v", err)
	}
}

// TestDroppedReusedConnections: net/http repeats requests on a reused connection that
// turns out to be dead, if it thinks that they can be repeated. A POST of ours must not be
// among them.
func TestDroppedReusedConnections(t *testing.T) {
	var posts atomic.Int32
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			posts.Add(1)
			panic(http.ErrAbortHandler) // read, and the connection is gone
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(jobBody))
	}))
	defer service.Close()
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	c := newClient(t, transport, sftj.WithBaseURL(service.URL))
	for i := range int32(20) {
		if _, err := c.Get(t.Context(), "ft-42"); err != nil { // a connection to reuse
			t.Fatal(err)
		}
		if _, err := c.Resume(t.Context(), "ft-42"); !errors.Is(err, sftj.ErrOutcomeUnknown) {
			t.Fatal(err)
		}
		if posts.Load() != i+1 {
			t.Fatalf("%d POSTs for %d calls", posts.Load(), i+1)
		}
	}
}
