package emulator_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/gen/server"
)

// jobsPath is the collection of the account that most tests use.
const jobsPath = "/v1/accounts/acme/supervisedFineTuningJobs"

// wire is one of the two doors to an emulator, used with bare requests so that nothing of
// a client's stands between a test and the bytes.
type wire struct {
	t     *testing.T
	to    http.RoundTripper
	base  string
	close func() // returns when nothing is under way any more
}

// inProcess opens the door that needs no port.
func inProcess(t *testing.T, e *emulator.Emulator) wire {
	return wire{t, e.Transport(), "http://emulator.test", func() {}}
}

// eachDoor runs a test over both doors, each time with a service of its own.
func eachDoor(t *testing.T, test func(t *testing.T, w wire), opts ...emulator.Option) {
	t.Run("transport", func(t *testing.T) { test(t, inProcess(t, emulator.New(opts...))) })
	t.Run("handler", func(t *testing.T) { test(t, listening(t, emulator.New(opts...))) })
}

func listening(t *testing.T, e *emulator.Emulator) wire {
	srv := httptest.NewServer(e.Handler())
	end := func() {
		srv.CloseClientConnections()
		srv.Close()
	}
	t.Cleanup(end)
	return wire{t, srv.Client().Transport, srv.URL, end}
}

// reply is an answer, read to its end.
type reply struct {
	t      *testing.T
	status int
	header http.Header
	body   string
}

// send makes a request with a valid key; header holds pairs that are set after that.
func (w wire) send(method, path, body string, header ...string) reply {
	w.t.Helper()
	resp, err := w.to.RoundTrip(w.request(method, path, body, header...))
	if err != nil {
		w.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatalf("%s %s: body: %v", method, path, err)
	}
	return reply{w.t, resp.StatusCode, resp.Header, string(b)}
}

func (w wire) request(method, path, body string, header ...string) *http.Request {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), method, w.base+path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer key-of-acme")
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	return req
}

// fields reads the body as an object.
func (r reply) fields() map[string]any {
	r.t.Helper()
	var m map[string]any
	if err := json.Unmarshal([]byte(r.body), &m); err != nil {
		r.t.Fatalf("the body is not an object: %v\n%s", err, r.body)
	}
	return m
}

// job reads the body as a job.
func (r reply) job() server.Job {
	r.t.Helper()
	var job server.Job
	if err := json.Unmarshal([]byte(r.body), &job); err != nil {
		r.t.Fatalf("the body is not a job: %v\n%s", err, r.body)
	}
	return job
}

// fails checks that the answer is an error of the contract's shape, and returns its reason.
func (r reply) fails(status, code int) (reason string) {
	r.t.Helper()
	var e struct {
		Code    int
		Message *string
		Details []map[string]any
	}
	if err := json.Unmarshal([]byte(r.body), &e); err != nil {
		r.t.Fatalf("%d %q is not the error shape: %v", r.status, r.body, err)
	}
	if r.status != status || e.Code != code || e.Message == nil || e.Details == nil {
		r.t.Fatalf("got %d %s, want %d with code %d, a message and details", r.status, r.body, status, code)
	}
	if got := r.header.Get("Content-Type"); got != "application/json" {
		r.t.Errorf("Content-Type %q", got)
	}
	if len(e.Details) > 0 {
		reason, _ = e.Details[0]["reason"].(string)
	}
	return reason
}

// refused checks that the answer is in the envelope of the gateway, and returns the id of the
// request.
func (r reply) refused(status int, code string) (requestID string) {
	r.t.Helper()
	var e struct {
		Error struct {
			Message, Code, Type string
			Param               json.RawMessage
		}
		RequestID string `json:"request_id"`
	}
	if err := json.Unmarshal([]byte(r.body), &e); err != nil {
		r.t.Fatalf("%d %q is not the envelope of the gateway: %v", r.status, r.body, err)
	}
	if r.status != status || e.Error.Code != code || e.Error.Message == "" || e.Error.Type != "error" || string(e.Error.Param) != "null" {
		r.t.Fatalf("got %d %s, want %d with code %s", r.status, r.body, status, code)
	}
	if got := r.header.Get("Content-Type"); got != "application/json" {
		r.t.Errorf("Content-Type %q", got)
	}
	if got := r.header.Get("X-Request-Id"); got != "" {
		r.t.Errorf("X-Request-Id %q beside the id in the body", got)
	}
	if !regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`).MatchString(e.RequestID) {
		r.t.Errorf("request_id %q is not a uuid", e.RequestID)
	}
	return e.RequestID
}

// ok checks the status, and passes the answer on.
func (r reply) ok() reply {
	r.t.Helper()
	if r.status != http.StatusOK {
		r.t.Fatalf("got %d %s, want 200", r.status, r.body)
	}
	return r
}

// paused is a job that is paused half-way.
func paused(id string) server.Job {
	return server.Job{Name: id, State: server.JobStatePaused, JobProgress: &server.JobProgress{Percent: 42}}
}
