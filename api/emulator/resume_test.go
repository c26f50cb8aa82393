package emulator_test

import (
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/gen/server"
)

func TestResume(t *testing.T) {
	given := paused("ft-1")
	given.Epochs, given.BaseModel = 2, "m"
	eachDoor(t, func(t *testing.T, w wire) {
		before := w.send("GET", jobsPath+"/ft-1", "").ok().job()
		after := w.send("POST", jobsPath+"/ft-1:resume", "{}").ok().job()
		if after.State != server.JobStatePending || after.JobProgress.Percent != 42 || after.Status.Message != "" ||
			!after.UpdateTime.After(before.UpdateTime) {
			t.Errorf("resumed as %+v", after)
		}
		// Nothing else changes.
		after.State, after.UpdateTime = before.State, before.UpdateTime
		if !reflect.DeepEqual(before, after) {
			t.Errorf("before %+v\nafter  %+v", before, after)
		}
		if reason := w.send("POST", jobsPath+"/ft-1:resume", "{}").fails(400, 9); reason != "JOB_NOT_RESUMABLE" {
			t.Errorf("reason %q", reason)
		}
		w.send("POST", jobsPath+"/nosuch:resume", "{}").fails(404, 5)
	}, emulator.WithJobs("acme", given, paused("ft-2")))
}

func TestWhatMayBeResumed(t *testing.T) {
	const pending, running = server.JobStatePending, server.JobStateRunning
	only := emulator.WithResumable(server.JobStateCompleted)
	for name, c := range map[string]struct {
		from server.JobState
		opts []emulator.Option
		to   server.JobState // empty: refused
	}{
		"paused":                 {server.JobStatePaused, nil, pending},
		"failed":                 {server.JobStateFailed, nil, pending},
		"cancelled":              {server.JobStateCancelled, nil, pending},
		"completed":              {server.JobStateCompleted, nil, ""},
		"early stopped":          {server.JobStateEarlyStopped, nil, ""},
		"expired":                {server.JobStateExpired, nil, ""},
		"running":                {running, nil, ""},
		"cancelling":             {server.JobStateCancelling, nil, ""},
		"deleted":                {server.JobStateDeleted, nil, ""},
		"unknown":                {"JOB_STATE_NOVELTY", nil, ""},
		"completed, when chosen": {server.JobStateCompleted, []emulator.Option{only}, pending},
		"paused, when not":       {server.JobStatePaused, []emulator.Option{only}, ""},
		"nothing":                {server.JobStatePaused, []emulator.Option{emulator.WithResumable()}, ""},
		"into running":           {server.JobStatePaused, []emulator.Option{emulator.WithResumedState(running)}, running},
		"running, idempotent":    {running, []emulator.Option{emulator.WithIdempotentResume()}, running},
		"idle, idempotent":       {server.JobStateIdle, []emulator.Option{emulator.WithIdempotentResume()}, server.JobStateIdle},
		"completed, idempotent":  {server.JobStateCompleted, []emulator.Option{emulator.WithIdempotentResume()}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e := emulator.New(append(c.opts, emulator.WithJobs("acme", server.Job{Name: "x", State: c.from}))...)
				before, _ := e.Job("acme", "x")
				r := inProcess(t, e).send("POST", jobsPath+"/x:resume", "{}")
				after, _ := e.Job("acme", "x")
				if c.to == "" || c.to == c.from {
					if !after.UpdateTime.Equal(before.UpdateTime) || len(e.Transitions("acme", "x")) > 0 {
						t.Error("something changed")
					}
				}
				if c.to == "" {
					r.fails(400, 9)
					return
				}
				if job := r.ok().job(); job.State != c.to || !job.CompletedTime.IsZero() {
					t.Errorf("resumed as %s, completed %v", job.State, job.CompletedTime)
				}
			})
		})
	}
}

// The training goes on from where it was, and the pause does not count.
func TestResumedJobFinishes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := emulator.New(quick(), emulator.WithJobs("acme", server.Job{Name: "x", State: server.JobStateRunning}))
		w := inProcess(t, e)
		time.Sleep(30*time.Second + 500*time.Millisecond)
		if err := e.Pause("acme", "x", "a word"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		if job := w.send("GET", jobsPath+"/x", "").ok().job(); job.State != server.JobStatePaused ||
			job.JobProgress.Percent != 30 || job.Status.Message != "a word" {
			t.Fatalf("paused as %+v", job)
		}
		w.send("POST", jobsPath+"/x:resume", "").ok()
		for _, s := range []struct {
			wait    time.Duration
			state   server.JobState
			percent int32
		}{
			{4*time.Second - 1, server.JobStatePending, 30}, {1, server.JobStateRunning, 30}, {500 * time.Millisecond, server.JobStateRunning, 31},
			{69 * time.Second, server.JobStateWritingResults, 100}, {5 * time.Second, server.JobStateCompleted, 100},
		} {
			time.Sleep(s.wait)
			if job, _ := e.Job("acme", "x"); job.State != s.state || job.JobProgress.Percent != s.percent {
				t.Errorf("%s, %d %%, want %s, %d %%", job.State, job.JobProgress.Percent, s.state, s.percent)
			}
		}
		var causes []string
		for _, tr := range e.Transitions("acme", "x") {
			causes = append(causes, tr.Cause)
		}
		if want := []string{"control", "resume", "time", "time", "time"}; !reflect.DeepEqual(causes, want) {
			t.Errorf("causes %v, want %v", causes, want)
		}
	})
}

func TestReadLag(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := emulator.New(quick(), emulator.WithReadLag(3*time.Second), emulator.WithJobs("acme", paused("x")))
		w := inProcess(t, e)
		before := w.send("GET", jobsPath+"/x", "").ok().body
		if job := w.send("POST", jobsPath+"/x:resume", "{}").ok().job(); job.State != server.JobStatePending {
			t.Errorf("the answer itself is late: %s", job.State)
		}
		time.Sleep(3*time.Second - 1)
		if got := w.send("GET", jobsPath+"/x", "").ok().body; got != before {
			t.Errorf("a read is not late: %s", got)
		}
		if ids, _ := w.send("GET", jobsPath+"?filter=state%3DJOB_STATE_PAUSED", "").ids(); len(ids) != 1 {
			t.Error("a list is not late")
		}
		w.send("POST", jobsPath+"/x:resume", "{}").fails(400, 9) // the truth is not late
		time.Sleep(time.Nanosecond)
		if job := w.send("GET", jobsPath+"/x", "").ok().job(); job.State != server.JobStatePending {
			t.Errorf("still late: %s", job.State)
		}
	})
}

func TestBodyRequired(t *testing.T) {
	w := inProcess(t, emulator.New(emulator.WithBodyRequired(), emulator.WithJobs("acme", paused("x"))))
	w.send("POST", jobsPath+"/x:resume", "").fails(400, 3)
	w.send("POST", jobsPath+"/x:resume", "{}").ok()
	w.send("POST", jobsPath+"/x:cancel", "").ok()
}
