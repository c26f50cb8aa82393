package sftj_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/server"
)

// TestOldLooksAreNotBelieved: a look that is older than another, or than the read before the
// resume, comes from a replica that is behind.
func TestOldLooksAreNotBelieved(t *testing.T) {
	waits := func(t *testing.T, looks ...answer) (last error) {
		t.Helper()
		for _, last = range newClient(t, &stub{script: looks}).Wait(t.Context(), "ft-42") {
		}
		return last
	}
	resumes := func(t *testing.T, looks ...answer) (last error) {
		t.Helper()
		rt := history(append([]answer{jobAt("PAUSED", t1)}, looks...), []answer{jobAt("PENDING", "2026-07-20T10:00:00.000000123Z")})
		for _, last = range newClient(t, rt).ResumeAndWait(t.Context(), "ft-42") {
		}
		return last
	}
	for _, tt := range []struct {
		name  string
		call  func(*testing.T, ...answer) error
		looks []answer
		is    []error
	}{
		{"paused, older than running", waits, []answer{jobAt("RUNNING", t2), jobAt("PAUSED", t1), jobAt("RUNNING", t3), jobAt("COMPLETED", t3)}, nil},
		{"paused, as old as running", waits, []answer{jobAt("RUNNING", t2), jobAt("PAUSED", t2)}, []error{sftj.ErrPausedAgain, sftj.ErrPaused}},
		{"failed, older than the read before the resume", resumes, []answer{jobAt("FAILED", t0), jobAt("RUNNING", t2), jobAt("COMPLETED", t3)}, nil},
		{"the answer to the resume is more precise", resumes, []answer{jobAt("PAUSED", t2)}, []error{sftj.ErrPausedAgain, sftj.ErrPaused}},
		{"cancelled, by an older time, in every read", waits, []answer{jobAt("RUNNING", t2), jobAt("CANCELLED", t1)}, []error{sftj.ErrJobFailed}},
		{"completed, by an older time, in every read", waits, []answer{jobAt("RUNNING", t2), jobAt("COMPLETED", t1)}, nil},
		{"paused, by an older time, in every read", waits, []answer{jobAt("RUNNING", t2), jobAt("PAUSED", t1)}, []error{sftj.ErrPausedAgain, sftj.ErrPaused}},
		{"cancelled once, by an older time", waits, []answer{jobAt("RUNNING", t2), jobAt("CANCELLED", t1), jobAt("RUNNING", t2), jobAt("COMPLETED", t3)}, nil},
		{"two older reads that differ are not a repetition", waits, []answer{jobAt("RUNNING", t2), jobAt("CANCELLED", t1), jobAt("PAUSED", t1), jobAt("COMPLETED", t3)}, nil},
		{"behind in every read", resumes, []answer{jobAt("PAUSED", t1)}, []error{sftj.ErrOutcomeUnknown, sftj.ErrPaused}},
		{"failed, and older, in every read", resumes, []answer{jobAt("FAILED", t1)}, []error{sftj.ErrJobFailed}},
		{"no times at all", resumes, []answer{jobAt("PAUSED", "")}, []error{sftj.ErrPausedAgain, sftj.ErrPaused}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				if err := tt.call(t, tt.looks...); !sameKinds(kinds(err), tt.is) {
					t.Errorf("%v %v, want %v", kinds(err), err, tt.is)
				}
			})
		})
	}
}

// TestReadsThatLagAreWaitedFor: reads that are older than the resume show a pause
// that is over, however late they are.
func TestReadsThatLagAreWaitedFor(t *testing.T) {
	for _, lag := range []time.Duration{time.Second, 10 * time.Second, 20 * time.Second, 50 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			em := emulator.New(emulator.WithAccount("acme", testKey), emulator.WithReadLag(lag),
				emulator.WithTimeline(emulator.Timeline{Pending: time.Second, Running: 5 * time.Minute}),
				emulator.WithJobs("acme", server.Job{Name: "ft-42", Dataset: "d", State: server.JobStatePaused}))
			var last error
			for _, last = range newClient(t, em.Transport()).ResumeAndWait(t.Context(), "ft-42") {
			}
			if last != nil {
				t.Errorf("%s: %v", lag, last)
			}
		})
	}
}

// TestTheFirstPauseEndsInTime: what ends a wait ends the pause behind the first look of
// ResumeAndWait too.
func TestTheFirstPauseEndsInTime(t *testing.T) {
	ended := func(ctx context.Context, t *testing.T, running time.Duration, opts ...sftj.WaitOption) (time.Duration, error) {
		t.Helper()
		em := emulator.New(emulator.WithAccount("acme", testKey),
			emulator.WithTimeline(emulator.Timeline{Pending: running / 2, Running: running / 2}),
			emulator.WithJobs("acme", server.Job{Name: "ft-42", Dataset: "d", State: server.JobStatePaused}))
		start := time.Now()
		var last error
		for _, last = range newClient(t, em.Transport(), sftj.WithPollInterval(30*time.Second, time.Minute)).ResumeAndWait(ctx, "ft-42", opts...) {
		}
		return time.Since(start), last
	}
	synctest.Test(t, func(t *testing.T) {
		if took, err := ended(t.Context(), t, 7*time.Second, sftj.WithTimeout(20*time.Second)); err != nil || took > 20*time.Second {
			t.Errorf("a job that ends in 7 s, with 20 s to wait: %v after %v", err, took)
		}
		if took, err := ended(t.Context(), t, time.Hour, sftj.WithPendingTimeout(5*time.Second)); !errors.Is(err, sftj.ErrWaitTimeout) || took > 6*time.Second {
			t.Errorf("5 s to begin in: %v after %v", err, took)
		}
		if took, err := ended(t.Context(), t, time.Hour, sftj.WithTimeout(-time.Second)); !errors.Is(err, sftj.ErrWaitTimeout) || took > time.Second {
			t.Errorf("no time at all: %v after %v", err, took)
		}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(3*time.Second, cancel)
		if took, err := ended(ctx, t, time.Hour); !errors.Is(err, context.Canceled) || errors.Is(err, sftj.ErrWaitTimeout) || took != 3*time.Second {
			t.Errorf("cancelled in the first pause: %v after %v", err, took)
		}
	})
}

// TestWithReconcileForIsForWaitsToo: where updateTime never moves, only time tells a read that
// lags behind from a job that was paused again. How much of it, the caller may know.
func TestWithReconcileForIsForWaitsToo(t *testing.T) {
	for _, tt := range []struct {
		opts []sftj.Option
		is   []error
	}{
		{nil, []error{sftj.ErrPausedAgain, sftj.ErrPaused}},
		{[]sftj.Option{sftj.WithReconcileFor(time.Minute)}, nil},
	} {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			rt := roundTripper(func(req *http.Request) (*http.Response, error) {
				a := jobAt("PAUSED", t1)
				switch {
				case req.Method == http.MethodPost:
					a = jobAt("PENDING", t1)
				case time.Since(start) > 25*time.Second:
					a = jobAt("COMPLETED", t1)
				}
				return (&stub{script: []answer{a}}).RoundTrip(req)
			})
			var last error
			for _, last = range newClient(t, rt, tt.opts...).ResumeAndWait(t.Context(), "ft-42") {
			}
			if !sameKinds(kinds(last), tt.is) {
				t.Errorf("%v, want %v", last, tt.is)
			}
		})
	}
}

// A job that ended through a node whose clock is behind is reported within three reads, however
// long the wait has lasted.
func TestWait_EndWithAnOlderTime_IsReportedWithinThreeReads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rt := &stub{script: append(slices.Repeat([]answer{jobAt("RUNNING", t2)}, 10), jobAt("CANCELLED", t1))}
		var last error
		for _, last = range newClient(t, rt).Wait(t.Context(), "ft-42") {
		}
		if n := rt.count(); !errors.Is(last, sftj.ErrJobFailed) || n > 13 {
			t.Errorf("%v after %d reads", last, n)
		}
	})
}

// A timeout quotes what was read last, not what the response to the resume promised, nor a state
// that no one read.
func TestWait_Timeout_QuotesTheLastRead(t *testing.T) {
	refused := answer{err: syscall.ECONNREFUSED, unsent: true}
	for _, tt := range []struct {
		name   string
		looks  []answer
		resume bool
		state  sftj.State
		says   string
	}{
		{"running", []answer{jobAt("RUNNING", t2)}, false, "JOB_STATE_RUNNING", "timed out; the job is still JOB_STATE_RUNNING"},
		{"paused from the start", []answer{jobAt("PAUSED", t1)}, false, "JOB_STATE_PAUSED", "timed out; the job is still JOB_STATE_PAUSED"},
		{"resumed, and every read is paused", []answer{jobAt("PAUSED", t1)}, true, "JOB_STATE_PAUSED", "last read as JOB_STATE_PAUSED, after it was resumed"},
		{"no read succeeded", []answer{refused}, false, "", "timed out; the job could not be read"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				wait, reads := (*sftj.Client).Wait, tt.looks
				if tt.resume {
					wait, reads = (*sftj.Client).ResumeAndWait, append([]answer{jobAt("PAUSED", t1)}, reads...)
				}
				var last sftj.Event
				var err error
				for last, err = range wait(newClient(t, history(reads, []answer{jobAt("PENDING", t2)})), t.Context(), "ft-42", sftj.WithTimeout(9*time.Second)) {
				}
				if !errors.Is(err, sftj.ErrWaitTimeout) || !strings.Contains(err.Error(), tt.says) || strings.Contains(err.Error(), "UNSPECIFIED") || last.State != tt.state {
					t.Errorf("%s: %v; want %s and %q", last.State, err, tt.state, tt.says)
				}
			})
		})
	}
}

// Before the first read that succeeds a response that is not a job means a wrong address; after
// it the same response passes.
func TestWait_ResponseThatIsNoJob_EndsItOnlyAtTheFirstRead(t *testing.T) {
	for name, body := range map[string]string{"HTML page": "<html>welcome</html>", "empty object": "{}", "list": "[]"} {
		synctest.Test(t, func(t *testing.T) {
			rt := &stub{script: []answer{ok(body)}}
			var last error
			for _, last = range newClient(t, rt).Wait(t.Context(), "ft-42") {
			}
			if !errors.Is(last, sftj.ErrBadResponse) || rt.count() != 1 {
				t.Errorf("%s at first: %v after %d reads", name, last, rt.count())
			}
			rt = &stub{script: []answer{jobAt("RUNNING", t1), ok(body), ok(body), jobAt("COMPLETED", t2)}}
			for _, last = range newClient(t, rt).Wait(t.Context(), "ft-42") {
			}
			if last != nil || rt.count() != 4 {
				t.Errorf("%s later: %v after %d reads", name, last, rt.count())
			}
		})
	}
}

func TestWait_ThroughPauses_GoesOnUntilTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		looks := append(slices.Repeat([]answer{jobAt("PAUSED", t1)}, 20), jobAt("RUNNING", t2))
		looks = append(append(looks, slices.Repeat([]answer{jobAt("PAUSED", t3)}, 20)...), jobAt("COMPLETED", t3))
		var states []string
		var last error
		for ev, err := range newClient(t, &stub{script: looks}).Wait(t.Context(), "ft-42", sftj.ThroughPauses()) {
			states, last = append(states, ev.State.String()), err
		}
		if got := strings.Join(slices.Compact(states), " "); last != nil || got != "JOB_STATE_PAUSED JOB_STATE_RUNNING JOB_STATE_PAUSED JOB_STATE_COMPLETED" {
			t.Errorf("%s, %v", got, last)
		}
	})
}

// A read that lags may show the job paused as it was before it became active. Where updateTime
// cannot tell, a second read after the lag does.
func TestWait_PausedRightAfterActive_IsReadAgainBeforeTheVerdict(t *testing.T) {
	for _, tt := range []struct {
		name  string
		looks []answer
		is    []error
	}{
		{"active again", []answer{jobAt("RUNNING", t2), jobAt("PAUSED", t2), jobAt("RUNNING", t2), jobAt("COMPLETED", t3)}, nil},
		{"active again, without times", []answer{jobAt("RUNNING", ""), jobAt("PAUSED", ""), jobAt("RUNNING", ""), jobAt("COMPLETED", "")}, nil},
		{"paused for good", []answer{jobAt("RUNNING", t2), jobAt("PAUSED", t2)}, []error{sftj.ErrPausedAgain, sftj.ErrPaused}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var last error
				for _, last = range newClient(t, &stub{script: tt.looks}, sftj.WithPollInterval(500*time.Millisecond, time.Second)).Wait(t.Context(), "ft-42") {
				}
				if !sameKinds(kinds(last), tt.is) {
					t.Errorf("%v, want %v", last, tt.is)
				}
			})
		})
	}
}
