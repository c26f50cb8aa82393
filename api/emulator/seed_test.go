package emulator_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/gen/server"
)

func TestGivenJobsStayOrGoOn(t *testing.T) {
	for state, want := range map[server.JobState]server.JobState{
		"":                                   server.JobStateCompleted,
		server.JobStateCreating:              server.JobStateCompleted,
		server.JobStateCreatingInputDataset:  server.JobStateCompleted,
		server.JobStateValidating:            server.JobStateCompleted,
		server.JobStatePending:               server.JobStateCompleted,
		server.JobStateReQueueing:            server.JobStateCompleted,
		server.JobStateRunning:               server.JobStateCompleted,
		server.JobStateWritingResults:        server.JobStateCompleted,
		server.JobStateCancelling:            server.JobStateCancelled,
		server.JobStateUnspecified:           server.JobStateUnspecified,
		server.JobStateIdle:                  server.JobStateIdle,
		server.JobStatePaused:                server.JobStatePaused,
		server.JobStateFailed:                server.JobStateFailed,
		server.JobStateCancelled:             server.JobStateCancelled,
		server.JobStateCompleted:             server.JobStateCompleted,
		server.JobStateEarlyStopped:          server.JobStateEarlyStopped,
		server.JobStateExpired:               server.JobStateExpired,
		server.JobStateDeleted:               server.JobStateDeleted,
		server.JobStateDeleting:              server.JobStateDeleting,
		server.JobStateArchived:              server.JobStateArchived,
		server.JobState("JOB_STATE_NOVELTY"): server.JobState("JOB_STATE_NOVELTY"),
	} {
		t.Run(string(state), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e := emulator.New(emulator.WithJobs("acme", server.Job{Name: "x", State: state}))
				given, _ := e.Job("acme", "x")
				time.Sleep(100 * time.Hour)
				got, _ := e.Job("acme", "x")
				if got.State != want {
					t.Errorf("became %s, want %s", got.State, want)
				}
				if moved := len(e.Transitions("acme", "x")) > 0; !moved && !got.UpdateTime.Equal(given.UpdateTime) {
					t.Errorf("updateTime moved without a change")
				}
			})
		})
	}
}

func TestGivenJobsAreFilledIn(t *testing.T) {
	early := time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC)
	late := time.Date(2190, 1, 1, 0, 0, 0, 0, time.UTC)
	for name, given := range map[string]server.Job{
		"bare id":            {Name: "x"},
		"full name":          {Name: "accounts/other/supervisedFineTuningJobs/x"},
		"completed":          {Name: "x", State: server.JobStateCompleted},
		"failed":             {Name: "x", State: server.JobStateFailed},
		"paused":             {Name: "x", State: server.JobStatePaused},
		"running":            {Name: "x", State: server.JobStateRunning},
		"only updateTime":    {Name: "x", State: server.JobStatePaused, UpdateTime: early},
		"only createTime":    {Name: "x", State: server.JobStateCompleted, CreateTime: late},
		"created after all":  {Name: "x", State: server.JobStateRunning, CreateTime: late},
		"only completedTime": {Name: "x", State: server.JobStateCompleted, CompletedTime: late},
	} {
		t.Run(name, func(t *testing.T) {
			e := emulator.New(emulator.WithJobs("acme", given))
			job, ok := e.Job("acme", "x")
			if !ok || job.Name != "accounts/acme/supervisedFineTuningJobs/x" || job.Dataset == "" || job.Status == nil ||
				job.State == "" || job.CreatedBy == "" || job.CreateTime.IsZero() {
				t.Fatalf("filled in as %+v", job)
			}
			if job.UpdateTime.Before(job.CreateTime) || job.UpdateTime.Before(job.CompletedTime) {
				t.Errorf("created %v, completed %v, updated %v", job.CreateTime, job.CompletedTime, job.UpdateTime)
			}
			done := job.State == server.JobStateCompleted || job.State == server.JobStateFailed
			if done == job.CompletedTime.IsZero() {
				t.Errorf("%s with completedTime %v", job.State, job.CompletedTime)
			}
		})
	}
}

func TestGivenJobsWithoutNames(t *testing.T) {
	e := emulator.New(emulator.WithJobs("acme", server.Job{}, server.Job{}))
	ids, _ := inProcess(t, e).send("GET", jobsPath, "").ids()
	if len(ids) != 2 || len(ids[0]) != 8 {
		t.Errorf("ids %v", ids)
	}
}

// Neither side can change what the other one holds.
func TestJobsAreCopied(t *testing.T) {
	given := server.Job{Name: "x", State: server.JobStatePaused, Status: &server.Status{Message: "mine"},
		LRScheduler: &server.LRScheduler{Linear: &server.DecayingLRSchedule{DecayRatio: 1}}}
	e := emulator.New(emulator.WithJobs("acme", given))
	given.Status.Message, given.LRScheduler.Linear.DecayRatio = "changed", 2
	first, _ := e.Job("acme", "x")
	first.Status.Message, first.LRScheduler.Linear.DecayRatio = "changed too", 3
	if job, _ := e.Job("acme", "x"); job.Status.Message != "mine" || job.LRScheduler.Linear.DecayRatio != 1 {
		t.Errorf("the job became %+v %+v", job.Status, job.LRScheduler.Linear)
	}
}

// A job that was given with more than the emulator would count keeps it.
func TestGivenCountersNeverGoDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := emulator.New(quick(), emulator.WithCountedProgress(), emulator.WithJobs("acme", server.Job{Name: "x", State: server.JobStateRunning, Epochs: 1,
			JobProgress: &server.JobProgress{Percent: 50, Epoch: 7, TotalInputRequests: 200, InputTokens: 2e9, FailedRequests: 9}}))
		time.Sleep(10 * time.Second)
		job, _ := e.Job("acme", "x")
		if want := (server.JobProgress{Percent: 60, Epoch: 7, TotalInputRequests: 200, TotalProcessedRequests: 120,
			SuccessfullyProcessedRequests: 120, InputTokens: 2e9, FailedRequests: 9}); *job.JobProgress != want {
			t.Errorf("got  %+v\nwant %+v", *job.JobProgress, want)
		}
	})
}

// TestGivenJobsEndBeforeTheyAreUpdated: a job that ended was not touched before that.
func TestGivenJobsEndBeforeTheyAreUpdated(t *testing.T) {
	now := time.Date(2026, 7, 20, 9, 0, 0, 0, time.UTC)
	for _, updated := range []time.Time{{}, now.Add(-20 * time.Hour)} {
		e := emulator.New(emulator.WithClock(func() time.Time { return now }),
			emulator.WithJobs("acme", server.Job{Name: "x", State: server.JobStateFailed, UpdateTime: updated}))
		if job, _ := e.Job("acme", "x"); job.CompletedTime.IsZero() || job.CompletedTime.After(job.UpdateTime) {
			t.Errorf("updated %s: completed %s, updated %s", updated, job.CompletedTime, job.UpdateTime)
		}
	}
}
