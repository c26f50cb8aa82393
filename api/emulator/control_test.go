package emulator_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/gen/server"
)

func TestControls(t *testing.T) {
	for name, c := range map[string]struct {
		do    func(e *emulator.Emulator, id string) error
		state server.JobState
		check func(job server.Job) bool
	}{
		"pause": {func(e *emulator.Emulator, id string) error { return e.Pause("acme", id, "why") }, server.JobStatePaused,
			func(job server.Job) bool { return job.Status.Message == "why" && job.CompletedTime.IsZero() }},
		"finish": {func(e *emulator.Emulator, id string) error { return e.Finish("acme", id) }, server.JobStateCompleted,
			func(job server.Job) bool {
				return job.JobProgress.Percent == 100 && job.OutputModel == "x" && !job.CompletedTime.IsZero()
			}},
		"fail": {func(e *emulator.Emulator, id string) error { return e.Fail("acme", id, "why") }, server.JobStateFailed,
			func(job server.Job) bool {
				return job.Status.Code == server.StatusCodeInternal && job.Status.Message == "why" && !job.CompletedTime.IsZero()
			}},
		"cancel": {func(e *emulator.Emulator, id string) error { return e.Cancel("acme", id) }, server.JobStateCancelled,
			func(job server.Job) bool { return !job.CompletedTime.IsZero() }},
		"move": {func(e *emulator.Emulator, id string) error { return e.Move("acme", id, "JOB_STATE_NOVELTY") }, "JOB_STATE_NOVELTY",
			func(job server.Job) bool { return job.CompletedTime.IsZero() }},
	} {
		t.Run(name, func(t *testing.T) {
			e := emulator.New(emulator.WithJobs("acme", server.Job{Name: "x", State: server.JobStateRunning}))
			before, _ := e.Job("acme", "x")
			if err := c.do(e, "x"); err != nil {
				t.Fatal(err)
			}
			job := inProcess(t, e).send("GET", jobsPath+"/x", "").ok().job()
			if job.State != c.state || !c.check(job) || !job.UpdateTime.After(before.UpdateTime) {
				t.Errorf("became %+v", job)
			}
			if tr := e.Transitions("acme", "x"); len(tr) != 1 || tr[0].From != server.JobStateRunning || tr[0].To != c.state || tr[0].Cause != "control" {
				t.Errorf("transitions %+v", tr)
			}
			if err := c.do(e, "nosuch"); err == nil || !strings.Contains(err.Error(), "emulator: ") {
				t.Errorf("error for a job that is not there: %v", err)
			}
		})
	}
}

func TestRemove(t *testing.T) {
	e := emulator.New(emulator.WithJobs("acme", paused("x")))
	if err := e.Remove("acme", "x"); err != nil {
		t.Fatal(err)
	}
	inProcess(t, e).send("GET", jobsPath+"/x", "").fails(404, 5)
	if _, ok := e.Job("acme", "x"); ok || e.Transitions("acme", "x") != nil || e.Remove("acme", "x") == nil || e.Remove("other", "x") == nil {
		t.Error("something of the job is left")
	}
}

func TestSetRaw(t *testing.T) {
	e := emulator.New(emulator.WithJobs("acme", paused("x")))
	w := inProcess(t, e)
	plain := w.send("GET", jobsPath+"/x", "").ok().body
	for field, value := range map[string]string{
		"novel": `{ "a": 1 }`, "state": `"JOB_STATE_NOVELTY"`, "createTime": `"yesterday"`, "jobProgress.stage": `"warm"`,
		"jobProgress.percent": `4.5e1`, "status": `null`, "job_progress.odd": `[]`,
	} {
		t.Run(field, func(t *testing.T) {
			if err := e.SetRaw("acme", "x", field, json.RawMessage(value)); err != nil {
				t.Fatal(err)
			}
			name := field[strings.LastIndexByte(field, '.')+1:]
			want := `"` + name + `":` + value
			if got := w.send("GET", jobsPath+"/x", "").ok().body; strings.Count(got, want) != 1 || strings.Count(got, `"`+name+`":`) != 1 {
				t.Errorf("%s is not once in %s", want, got)
			}
			if job, _ := e.Job("acme", "x"); job.State != server.JobStatePaused {
				t.Errorf("the job itself became %s", job.State)
			}
			if err := e.SetRaw("acme", "x", field, nil); err != nil {
				t.Fatal(err)
			}
			if got := w.send("GET", jobsPath+"/x", "").ok().body; got != plain {
				t.Errorf("taken back: %s", got)
			}
		})
	}
	for name, err := range map[string]error{
		"no job":       e.SetRaw("acme", "nosuch", "novel", json.RawMessage(`1`)),
		"no JSON":      e.SetRaw("acme", "x", "novel", json.RawMessage(`{`)),
		"no message":   e.SetRaw("acme", "x", "state.x", json.RawMessage(`1`)),
		"no such path": e.SetRaw("acme", "x", "a.b", json.RawMessage(`1`)),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
