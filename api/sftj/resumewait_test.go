package sftj_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/server"
)

func TestResumeAndWait(t *testing.T) {
	quick := emulator.WithTimeline(emulator.Timeline{Pending: 20 * time.Second, Running: 10 * time.Minute, WritingResults: time.Second})
	for _, tt := range []struct {
		name   string
		state  server.JobState
		faults []emulator.Fault
		opts   []emulator.Option
		later  func(*emulator.Emulator) // after a minute
		first  sftj.Outcome
		states string // that differ, in a row
		err    error
		posts  int
	}{
		{name: "to the end", state: server.JobStatePaused, first: sftj.Resumed, states: "PENDING RUNNING COMPLETED", posts: 1},
		{name: "through lost answers", state: server.JobStatePaused, first: sftj.Reconciled, states: "PENDING RUNNING COMPLETED", posts: 1,
			faults: []emulator.Fault{emulator.DropAfterApply().On("resume")}},
		{name: "reads that lag show no pause", state: server.JobStatePaused, first: sftj.Resumed, states: "PENDING RUNNING COMPLETED", posts: 1,
			opts: []emulator.Option{emulator.WithReadLag(8 * time.Second)}},
		{name: "active already", state: server.JobStateRunning, first: sftj.AlreadyActive, states: "RUNNING COMPLETED"},
		{name: "finished already", state: server.JobStateCompleted, first: sftj.AlreadyFinished, states: "COMPLETED"},
		{name: "paused again", state: server.JobStatePaused, first: sftj.Resumed, states: "PENDING RUNNING PAUSED", err: sftj.ErrPausedAgain, posts: 1,
			later: func(em *emulator.Emulator) { _ = em.Pause("acme", "ft-42", "again") }},
		{name: "fails", state: server.JobStatePaused, first: sftj.Resumed, states: "PENDING RUNNING FAILED", err: sftj.ErrJobFailed, posts: 1,
			later: func(em *emulator.Emulator) { _ = em.Fail("acme", "ft-42", "out of memory") }},
		{name: "not resumable", state: server.JobStateCancelled, err: sftj.ErrNotResumable},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				em := emulator.New(append([]emulator.Option{
					emulator.WithAccount("acme", testKey), quick,
					emulator.WithJobs("acme", server.Job{Name: "ft-42", Dataset: "d", State: tt.state}),
				}, tt.opts...)...)
				em.Inject(tt.faults...)
				if tt.later != nil {
					time.AfterFunc(time.Minute, func() { tt.later(em) })
				}
				c := newClient(t, em.Transport(), sftj.WithPollInterval(2*time.Second, 5*time.Second))
				var states []string
				var last error
				first := true
				for ev, err := range c.ResumeAndWait(t.Context(), "ft-42") {
					if first && (ev.Resumption == nil) != (tt.first == "") || ev.Resumption != nil && ev.Resumption.Outcome != tt.first {
						t.Errorf("resumption %+v, want %q first", ev.Resumption, tt.first)
					}
					first, last = false, err
					if s := strings.TrimPrefix(ev.State.String(), "JOB_STATE_"); ev.Job != nil && ev.Changed && s != "WRITING_RESULTS" {
						states = append(states, s)
					}
				}
				if got := strings.Join(states, " "); got != tt.states || !errors.Is(last, tt.err) || (last == nil) != (tt.err == nil) {
					t.Errorf("states %s, %v; want %s, %v", got, last, tt.states, tt.err)
				}
				posts := 0
				for _, a := range em.Attempts() {
					if a.Operation == "resume" {
						posts++
					}
				}
				if posts != tt.posts {
					t.Errorf("%d POSTs, want %d", posts, tt.posts)
				}
			})
		})
	}
}

// TestCancelledWaitLeavesTheJob: a cancelled wait leaves the job running, and is no
// success.
func TestCancelledWaitLeavesTheJob(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		em := emulator.New(emulator.WithAccount("acme", testKey), emulator.WithJobs("acme", server.Job{Name: "ft-42", Dataset: "d", State: server.JobStatePaused}))
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
		defer cancel()
		var last error
		for _, last = range newClient(t, em.Transport()).ResumeAndWait(ctx, "ft-42") {
		}
		if !errors.Is(last, sftj.ErrWaitTimeout) {
			t.Errorf("ended with %v", last)
		}
		if job, _ := em.Job("acme", "ft-42"); !sftj.State(job.State).Active() {
			t.Errorf("the job is %s", job.State)
		}
	})
}
