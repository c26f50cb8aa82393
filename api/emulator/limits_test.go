package emulator_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/gen/server"
)

// heap returns the number of bytes in use, garbage not counted.
func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// forget is a response that keeps nothing.
type forget struct{ header http.Header }

func (f *forget) Header() http.Header         { return f.header }
func (f *forget) Write(p []byte) (int, error) { return len(p), nil }
func (f *forget) WriteHeader(int)             {}

// mixed sends the i-th of an endless row of requests: reads, resumes, jobs that come and
// go, and what a fuzzer sends.
func mixed(h http.Handler, i int) {
	method, path, body, key := "GET", jobsPath+"/x", "", "key-of-acme"
	switch i % 10 {
	case 0:
		path = jobsPath + "?pageSize=5&filter=state%3DJOB_STATE_PAUSED"
	case 1:
		method, path, body = "POST", jobsPath+"/x:resume", "{}"
	case 2:
		method, path, body = "POST", jobsPath+"/x:cancel", "{}"
	case 3:
		method, path, body = "POST", fmt.Sprintf("%s?supervisedFineTuningJobId=n%d", jobsPath, i/10), fmt.Sprintf(`{"dataset":"d","new%d":[%d]}`, i, i)
	case 4:
		method, path = "DELETE", fmt.Sprintf("%s/n%d", jobsPath, i/10)
	case 5:
		path, key = fmt.Sprintf("%s/%d?k=%s", jobsPath, i, strings.Repeat("q", 10_000)), ""
	case 6:
		method, path = fmt.Sprintf("M%d", i), fmt.Sprintf("/v%d/%s", i, strings.Repeat("p", 3_000))
	case 7:
		method, path, body = "POST", fmt.Sprintf("%s?k%d=1", jobsPath, i), fmt.Sprintf(`{"k%d":`, i)
	}
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+key)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	h.ServeHTTP(&forget{http.Header{}}, r)
}

// TestSoak_Requests_LeaveMemoryFlat sends 30,000 requests, or a million with SFTJ_SOAK=1.
func TestSoak_Requests_LeaveMemoryFlat(t *testing.T) {
	n := 30_000
	if os.Getenv("SFTJ_SOAK") == "1" {
		n = 1_000_000
	}
	e := emulator.New(emulator.WithAccount("acme", "key-of-acme"), emulator.WithJobs("acme", paused("x"), paused("y")))
	h := e.Handler()
	for i := range n / 3 {
		mixed(h, i)
	}
	before := heap()
	for i := n / 3; i < n; i++ {
		mixed(h, i)
	}
	after := heap()
	t.Logf("%d requests: %d bytes in use after the first third, %d after all", n, before, after)
	if grown := int64(after) - int64(before); grown > 2<<20 {
		t.Errorf("%d bytes more in use after %d more requests", grown, n-n/3)
	}
	if got := len(e.Attempts()); got != emulator.DefaultAttempts || e.DroppedAttempts() != n-got {
		t.Errorf("%d attempts are kept and %d dropped, of %d", got, e.DroppedAttempts(), n)
	}
	if got := len(e.Transitions("acme", "x")); got > emulator.DefaultTransitions {
		t.Errorf("%d transitions are kept", got)
	}
	if after > 64<<20 {
		t.Errorf("%d bytes in use", after)
	}
}

// Long queries of requests without a key are cut: 1,200 of them took 1.8 GB.
func TestAttempts_LongQueries_AreCut(t *testing.T) {
	e := emulator.New(emulator.WithAccount("acme", "key-of-acme"))
	h, before := e.Handler(), heap()
	for range 100 {
		h.ServeHTTP(&forget{http.Header{}}, httptest.NewRequest("GET", jobsPath+"/"+strings.Repeat("p", 1<<18)+"?"+strings.Repeat("q", 1<<19), nil))
	}
	if grown := int64(heap()) - int64(before); grown > 4<<20 {
		t.Errorf("%d bytes more in use", grown)
	}
	a := e.Attempts()[0]
	if len(a.Query) > 2100 || len(a.Path) > 2100 || len(a.JobID) > 300 || !strings.HasSuffix(a.Query, "q…") {
		t.Errorf("kept: path %d, query %d, id %d bytes", len(a.Path), len(a.Query), len(a.JobID))
	}
}

// A new job keeps its id, and not the request line that the id came in.
func TestCreate_LongQuery_IsNotKept(t *testing.T) {
	e := emulator.New(emulator.WithAccount("acme", "key-of-acme"))
	w := inProcess(t, e)
	long := strings.Repeat("q", 1<<18)
	before := heap()
	for i := range 50 {
		w.send("POST", fmt.Sprintf("%s?supervisedFineTuningJobId=j%d&%s", jobsPath, i, long), `{"dataset":"d"}`).ok()
	}
	if grown := int64(heap()) - int64(before); grown > 4<<20 {
		t.Errorf("%d bytes more in use", grown)
	}
	runtime.KeepAlive(e)
}

func TestWithLimits_Attempts_KeepsTheLatest(t *testing.T) {
	for limit, want := range map[int]int{3: 3, -1: 10, 0: 10} {
		e := emulator.New(emulator.WithAccount("acme", "key-of-acme"), emulator.WithLimits(emulator.Limits{Attempts: limit}))
		w := inProcess(t, e)
		for i := range 10 {
			w.send("GET", fmt.Sprintf("%s/j%d", jobsPath, i), "")
		}
		got := e.Attempts()
		if len(got) != want || got[len(got)-1].JobID != "j9" || got[0].JobID != fmt.Sprintf("j%d", 10-want) || e.DroppedAttempts() != 10-want {
			t.Errorf("limit %d: %d attempts from %s to %s, %d dropped", limit, len(got), got[0].JobID, got[len(got)-1].JobID, e.DroppedAttempts())
		}
		if e.ResetAttempts(); e.DroppedAttempts() != 0 {
			t.Error("attempts are dropped after a reset")
		}
	}
}

func TestWithLimits_Transitions_KeepsTheLatest(t *testing.T) {
	e := emulator.New(emulator.WithJobs("acme", paused("x")), emulator.WithLimits(emulator.Limits{Transitions: 2}))
	for _, state := range []server.JobState{server.JobStateRunning, server.JobStateFailed, server.JobStatePaused} {
		if err := e.Move("acme", "x", state); err != nil {
			t.Fatal(err)
		}
	}
	got := e.Transitions("acme", "x")
	if len(got) != 2 || got[0].To != server.JobStateFailed || got[1].To != server.JobStatePaused {
		t.Errorf("kept %+v", got)
	}
}

// A full service refuses new jobs until some are deleted.
func TestWithLimits_FullService_RefusesNewJobs(t *testing.T) {
	const body = `{"dataset":"d","note":"12345678"}`
	for name, limits := range map[string]emulator.Limits{
		"number of jobs": {Jobs: 2}, "bytes of jobs": {JobBytes: 2*int64(len(body)) + 1},
	} {
		t.Run(name, func(t *testing.T) {
			w := inProcess(t, emulator.New(emulator.WithAccount("acme", "key-of-acme"), emulator.WithLimits(limits)))
			create := func(id string) reply { return w.send("POST", jobsPath+"?supervisedFineTuningJobId="+id, body) }
			create("a").ok()
			create("b").ok()
			r := create("c")
			r.fails(429, 8)
			if message, _ := r.fields()["message"].(string); !strings.Contains(message, "the emulator is full") {
				t.Errorf("the message is %q", message)
			}
			w.send("DELETE", jobsPath+"/a", "").ok()
			create("c").ok()
		})
	}
}

func TestWithLimits_Body_IsRefusedBeyond(t *testing.T) {
	eachDoor(t, func(t *testing.T, w wire) {
		w.send("POST", jobsPath, `{"dataset":"`+strings.Repeat("d", 87)+`"}`).ok()
		w.send("POST", jobsPath, `{"dataset":"`+strings.Repeat("d", 88)+`"}`).fails(400, 3)
	}, emulator.WithAccount("acme", "key-of-acme"), emulator.WithLimits(emulator.Limits{Body: 101}))
}

// unread is a body that must not be read.
type unread struct{ t *testing.T }

func (u unread) Read([]byte) (int, error) {
	u.t.Error("the body was read")
	return 0, errors.New("it was read")
}

// Without a valid key the body of a request is not read, by the service itself and by what
// stands behind RequireKey.
func TestHandler_NoValidKey_DoesNotReadTheBody(t *testing.T) {
	e := emulator.New(emulator.WithAccount("acme", "key-of-acme"), emulator.WithJobs("acme", paused("x")))
	greedy := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.ReadAll(r.Body)
		e.Handler().ServeHTTP(w, r)
	})
	for name, h := range map[string]http.Handler{"the service": e.Handler(), "a handler that reads first": e.RequireKey(greedy)} {
		for key, says := range map[string]string{"": `"code":16`, "another": `"code":"UNAUTHORIZED"`} {
			for _, path := range []string{jobsPath, jobsPath + "/x:resume", "/v1/accounts/elsewhere/supervisedFineTuningJobs/x:resume"} {
				r := httptest.NewRequest("POST", path, unread{t})
				r.Header.Set("Authorization", "Bearer "+key)
				w := httptest.NewRecorder()
				h.ServeHTTP(w, r)
				if w.Code != 401 && w.Code != 403 || !strings.Contains(w.Body.String(), says) {
					t.Errorf("%s, key %q: %d %s", name, key, w.Code, w.Body)
				}
			}
		}
	}
	w := httptest.NewRecorder()
	r := httptest.NewRequest("POST", jobsPath+"/x:resume", strings.NewReader("{}"))
	r.Header.Set("X-Api-Key", "key-of-acme")
	if e.RequireKey(greedy).ServeHTTP(w, r); w.Code != 400 && w.Code != 200 {
		t.Errorf("with the key: %d %s", w.Code, w.Body)
	}
	w = httptest.NewRecorder()
	if e.RequireKey(greedy).ServeHTTP(w, httptest.NewRequest("GET", "/elsewhere", nil)); w.Code != 404 {
		t.Errorf("elsewhere: %d %s", w.Code, w.Body)
	}
}
