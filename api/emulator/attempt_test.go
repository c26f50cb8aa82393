package emulator_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/gen/server"
)

func TestAttempts(t *testing.T) {
	const none, isPaused, pending = server.JobState(""), server.JobStatePaused, server.JobStatePending
	e := emulator.New(emulator.WithAccount("acme", "key-of-acme"), emulator.WithJobs("acme", paused("x")))
	w := inProcess(t, e)
	e.Inject(emulator.Refuse().On("resume"), emulator.DropAfterApply().On("resume"), emulator.FailStatus(503).On("list"))
	w.try(t.Context(), "POST", jobsPath+"/x:resume", "{}")
	w.try(t.Context(), "POST", jobsPath+"/x%3Aresume", "{}")
	w.send("POST", jobsPath+"/x:resume", "{}").fails(400, 9)
	w.send("GET", jobsPath+"?pageSize=1", "").fails(503, 14)
	w.send("GET", jobsPath+"/x", "", "Authorization", "").fails(401, 16)
	w.send("POST", jobsPath+"?supervisedFineTuningJobId=n", `{"dataset":"d"}`).ok()
	w.send("DELETE", jobsPath+"/x", "").ok()
	last := w.send("GET", "/elsewhere", "")
	want := []emulator.Attempt{
		{Operation: "resume", JobID: "x", Method: "POST", Path: "/x:resume", Fault: "refuse", Before: isPaused, After: isPaused},
		{Operation: "resume", JobID: "x", Method: "POST", Path: "/x%3Aresume", Fault: "drop after apply", Before: isPaused, After: pending},
		{Operation: "resume", JobID: "x", Method: "POST", Path: "/x:resume", Status: 400, Before: pending, After: pending},
		{Operation: "list", Method: "GET", Query: "pageSize=1", Fault: "status", Status: 503},
		{Operation: "get", JobID: "x", Method: "GET", Path: "/x", Status: 401, Before: pending, After: pending},
		{Operation: "create", JobID: "n", Method: "POST", Query: "supervisedFineTuningJobId=n", Status: 200, Before: none, After: server.JobStatePending},
		{Operation: "delete", JobID: "x", Method: "DELETE", Path: "/x", Status: 200, Before: pending, After: server.JobStateDeleted},
		{Method: "GET", Path: "/elsewhere", Status: 404},
	}
	got := e.Attempts()
	if len(got) != len(want) {
		t.Fatalf("%d attempts, want %d", len(got), len(want))
	}
	if id := last.header.Get("X-Request-Id"); id == "" || got[len(got)-1].RequestID != id {
		t.Errorf("request id %q, answered %q", got[len(got)-1].RequestID, id)
	}
	for i, a := range got {
		if a.At.IsZero() {
			t.Errorf("attempt %d has no time", i)
		}
		if want[i].Operation != "" {
			want[i].Account, want[i].Path = "acme", jobsPath+want[i].Path
		}
		want[i].At, want[i].RequestID = a.At, a.RequestID
		if a != want[i] {
			t.Errorf("attempt %d\n got %+v\nwant %+v", i, a, want[i])
		}
	}
	e.ResetAttempts()
	if left := e.Attempts(); len(left) != 0 {
		t.Errorf("%d attempts left", len(left))
	}
}

// Of many resumes at once exactly one is accepted: the history is a line.
func TestConcurrentRequests(t *testing.T) {
	eachDoor(t, func(t *testing.T, w wire) {
		var wg sync.WaitGroup
		results := make(chan error, 40)
		statuses := make(chan int, 40)
		for i := range 40 {
			wg.Go(func() {
				method, path := "POST", "/x:resume"
				if i%4 == 0 {
					method, path = "GET", "?orderBy=update_time"
				}
				o := w.try(t.Context(), method, jobsPath+path, "")
				results <- o.err
				if method == "POST" {
					statuses <- o.status
				}
			})
		}
		wg.Wait()
		close(results)
		close(statuses)
		accepted := 0
		for status := range statuses {
			if status == 200 {
				accepted++
			}
		}
		var all []error
		for err := range results {
			all = append(all, err)
		}
		if err := errors.Join(all...); err != nil || accepted != 1 {
			t.Errorf("%d accepted, errors %v", accepted, err)
		}
	}, emulator.WithJobs("acme", paused("x")))
}
