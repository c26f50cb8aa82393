package sftj_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/server"
)

// TestEveryStateHasItsAnswer: what the job's state alone decides, without a POST.
func TestEveryStateHasItsAnswer(t *testing.T) {
	at := func(state server.JobState) func(*emulator.Emulator) {
		return func(em *emulator.Emulator) { _ = em.Move("acme", "ft-42", state) }
	}
	var cases []ensureCase
	for outcome, states := range map[sftj.Outcome][]server.JobState{
		sftj.AlreadyActive: {
			server.JobStateCreating, server.JobStateCreatingInputDataset, server.JobStateValidating, server.JobStatePending,
			server.JobStateReQueueing, server.JobStateRunning, server.JobStateWritingResults, server.JobStateIdle,
		},
		sftj.AlreadyFinished: {server.JobStateCompleted, server.JobStateEarlyStopped},
		"": {
			server.JobStateUnspecified, server.JobStateFailed, server.JobStateCancelled, server.JobStateExpired, server.JobStateDeleted,
			server.JobStateArchived, server.JobStateCancelling, server.JobStateDeleting, server.JobStateDeletingCleaningUp, "JOB_STATE_DREAMING",
		},
	} {
		for _, state := range states {
			c := ensureCase{name: string(state), meanwhile: at(state), outcome: outcome}
			if outcome == "" {
				c.is = []error{sftj.ErrNotResumable}
			}
			cases = append(cases, c)
		}
	}
	cases = append(cases,
		ensureCase{
			name: "FAILED when the caller says so", meanwhile: at(server.JobStateFailed), outcome: sftj.Resumed, posts: 1, resumed: 1,
			ensure: []sftj.EnsureOption{sftj.AlsoFrom(sftj.State(server.JobStateFailed))},
		},
		ensureCase{
			name: "FAILED when the caller says so, answer lost", meanwhile: at(server.JobStateFailed), outcome: sftj.Reconciled, posts: 1, resumed: 1,
			ensure: []sftj.EnsureOption{sftj.AlsoFrom(sftj.State(server.JobStateFailed))},
			faults: []emulator.Fault{emulator.DropAfterApply().On("resume")},
		},
		ensureCase{
			name: "FAILED once more, answer lost", is: []error{sftj.ErrJobFailed}, posts: 1, resumed: 1,
			meanwhile: func(em *emulator.Emulator) {
				_ = em.Move("acme", "ft-42", server.JobStateFailed)
				time.AfterFunc(100*time.Millisecond, func() { _ = em.Fail("acme", "ft-42", "again") })
			},
			ensure: []sftj.EnsureOption{sftj.AlsoFrom(sftj.State(server.JobStateFailed))},
			faults: []emulator.Fault{emulator.DropAfterApply().On("resume")},
		},
		ensureCase{
			name: "unknown when the caller says so", meanwhile: at("JOB_STATE_DREAMING"), outcome: sftj.Resumed, posts: 1, resumed: 1,
			ensure: []sftj.EnsureOption{sftj.FromUnknownStates()}, opts: []emulator.Option{emulator.WithResumable("JOB_STATE_DREAMING")},
		},
	)
	for _, c := range cases {
		t.Run(c.name, c.run)
	}
}

// A service that does not say when a job changed can't say that it was paused again.
func TestEnsureResumed_LostResponseWithoutUpdateTime_SendsNoSecondResume(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		posts := 0
		rt := roundTripper(func(req *http.Request) (*http.Response, error) {
			s := &stub{script: []answer{ok(strings.Replace(jobBody, "PENDING", "PAUSED", 1))}}
			if req.Method == http.MethodPost {
				posts++
				s.script = []answer{{err: io.ErrUnexpectedEOF}}
			}
			return s.RoundTrip(req)
		})
		_, err := newClient(t, rt).EnsureResumed(t.Context(), "ft-42")
		if posts != 1 || !errors.Is(err, sftj.ErrOutcomeUnknown) || !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%d POSTs, %v", posts, err)
		}
	})
}

func TestCancelledWhileReconciling(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		em := emulator.New(emulator.WithAccount("acme", testKey), emulator.WithJobs("acme", server.Job{Name: "ft-42", Dataset: "d", State: server.JobStatePaused}))
		em.Inject(emulator.DropBeforeRead().On("resume"))
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(3*time.Second, cancel)
		start := time.Now()
		_, err := newClient(t, em.Transport()).EnsureResumed(ctx, "ft-42")
		if time.Since(start) != 3*time.Second || !errors.Is(err, context.Canceled) || !errors.Is(err, sftj.ErrOutcomeUnknown) {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
		if e, ok := errors.AsType[*sftj.Error](err); !ok || !strings.Contains(e.Hint, "sftj get ft-42") || e.Job != "ft-42" || len(e.Attempts) != 1 {
			t.Errorf("%#v", err)
		}
	})
}

func TestResumptionTellsBeforeAndAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		em := emulator.New(emulator.WithAccount("acme", testKey), emulator.WithJobs("acme", server.Job{Name: "ft-42", Dataset: "d", State: server.JobStatePaused}))
		em.Inject(emulator.Refuse().On("resume"))
		r, err := newClient(t, em.Transport()).EnsureResumed(t.Context(), "ft-42")
		if err != nil || r.Posts != 2 || !r.Before.Lifecycle().Paused() || !r.Job.Active() {
			t.Errorf("%+v %v", r, err)
		}
	})
}

// TestReadsThatAreOlderSayNothing: a replica that is behind shows the job as it was before
// it was read first. Neither a success nor a touch may be made of that.
func TestReadsThatAreOlderSayNothing(t *testing.T) {
	for _, tt := range []struct {
		name  string
		stale answer // the first look after the lost POST
		posts int
		err   error
	}{
		{"active an hour ago", jobAt("RUNNING", t0), 3, sftj.ErrOutcomeUnknown},
		{"paused an hour ago", jobAt("PAUSED", t0), 3, sftj.ErrOutcomeUnknown},
		{"without an updateTime", jobAt("PAUSED", ""), 3, sftj.ErrOutcomeUnknown},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				posts, gets := 0, 0
				rt := roundTripper(func(req *http.Request) (*http.Response, error) {
					s := &stub{script: []answer{jobAt("PAUSED", t1)}}
					switch {
					case req.Method == http.MethodPost:
						posts++
						s.script = []answer{failure(502, "")}
					case gets == 1:
						s.script = []answer{tt.stale}
					}
					if req.Method == http.MethodGet {
						gets++
					}
					return s.RoundTrip(req)
				})
				r, err := newClient(t, rt).EnsureResumed(t.Context(), "ft-42")
				if !errors.Is(err, tt.err) || errors.Is(err, sftj.ErrPausedAgain) || posts != tt.posts {
					t.Errorf("%v %v after %d POSTs", r, err, posts)
				}
			})
		})
	}
}
