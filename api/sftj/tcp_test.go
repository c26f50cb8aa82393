package sftj_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
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
		{"dripping", emulator.Drip(100 * time.Millisecond), sftj.Resumed, 1},
		{"dripping for too long", emulator.Drip(2 * time.Second), sftj.Reconciled, 1},
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

// TestOthersAreAtWorkOverTCP: the response is lost on a real connection, and another user
// pauses the job before it is read again.
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

// TestEnsureResumed_2xxThatIsNotTheActiveJob_SendsOneResume: whatever the body of a 2xx is, and
// although the job stays paused, the server counts one POST. The response may have started
// another job, which a second POST would start again.
func TestEnsureResumed_2xxThatIsNotTheActiveJob_SendsOneResume(t *testing.T) {
	defer goleak.VerifyNone(t)
	const job = `{"name":"accounts/acme/supervisedFineTuningJobs/%s","dataset":"d","state":"JOB_STATE_%s","createTime":"2026-07-20T07:00:00.5Z","updateTime":"2026-07-20T09:00:00.5Z"}`
	paused := fmt.Sprintf(job, "ft-42", "PAUSED")
	other := "accounts/acme/supervisedFineTuningJobs/ft-43"
	for _, tt := range []struct {
		name, body string
		status     int
		cut        bool // the connection ends inside the body
		slow       bool // the body never ends
		says       string
	}{
		{name: "empty body", status: 200},
		{name: "empty object", body: "{}", status: 200},
		{name: "empty array", body: "[]", status: 200},
		{name: "null", body: "null", status: 200},
		{name: "string", body: `"ok"`, status: 200},
		{name: "HTML page", body: "<html><title>Welcome</title></html>", status: 200},
		{name: "cut body", body: fmt.Sprintf(job, "ft-42", "PENDING"), status: 200, cut: true},
		{name: "another job", body: fmt.Sprintf(job, "ft-43", "PENDING"), status: 200, says: other},
		{name: "another job whose name looks like a key", body: fmt.Sprintf(job, "fw_CANARY0123456789", "PENDING"), status: 200, says: "another job"},
		{name: "the job, still paused", body: paused, status: 200},
		{name: "the job without a name", body: `{"dataset":"d","state":"JOB_STATE_RUNNING"}`, status: 200},
		{name: "body that does not end", body: "{", status: 200, slow: true},
		{name: "another job without a dataset", body: `{"name":"` + other + `"}`, status: 200, says: other},
		{name: "201 with another job", body: fmt.Sprintf(job, "ft-43", "PENDING"), status: 201, says: other},
		{name: "202 with another job", body: fmt.Sprintf(job, "ft-43", "PENDING"), status: 202, says: other},
		{name: "an error", body: `{"code":9,"message":"the job waits for capacity","details":[]}`, status: 200, says: "the job waits for capacity"},
		{name: "an error of the gateway", body: `{"error":{"message":"upstream is busy","code":"BUSY","type":"error","param":null},"request_id":""}`, status: 200, says: "upstream is busy"},
		{name: "201", body: paused, status: 201},
		{name: "202", body: paused, status: 202},
		{name: "204", status: 204},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var posts atomic.Int32
			service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				if r.Method == http.MethodGet {
					_, _ = io.WriteString(w, paused)
					return
				}
				posts.Add(1)
				body := tt.body
				if tt.cut {
					w.Header().Set("Content-Length", strconv.Itoa(len(body)))
					body = body[:len(body)/2]
				}
				w.WriteHeader(tt.status)
				_, _ = io.WriteString(w, body)
				if tt.slow {
					_ = http.NewResponseController(w).Flush()
					<-r.Context().Done()
				}
			}))
			defer service.Close()
			transport := &http.Transport{}
			defer transport.CloseIdleConnections()
			c := newClient(t, transport, sftj.WithBaseURL(service.URL), sftj.WithReconcileFor(300*time.Millisecond), sftj.WithAttemptTimeout(200*time.Millisecond))
			r, err := c.EnsureResumed(t.Context(), "ft-42")
			if posts.Load() != 1 || !errors.Is(err, sftj.ErrOutcomeUnknown) {
				t.Errorf("%d POSTs, %v %v; want one and ErrOutcomeUnknown", posts.Load(), r, err)
			}
			var e *sftj.Error
			if !errors.As(err, &e) || !strings.Contains(e.Message, tt.says) || !strings.Contains(e.Hint, "sftj get ft-42") || tt.says == other && !strings.Contains(e.Hint, other) {
				t.Errorf("%v does not say %q", err, tt.says)
			}
			if strings.Contains(err.Error(), "CANARY") {
				t.Errorf("what looks like a key is shown: %v", err)
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
