package sftj_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/api/sftj"
)

// The account is suspended while half of the jobs are done and some are under way, each
// resume taking a second to be answered: after the first refusal no request is sent.
func TestSuspensionStopsTheRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const concurrency = 4
		ids := bulkIDs(100)
		em := bulkService(ids)
		em.Inject(emulator.Delay(time.Second).On("resume").Applied().Repeated(-1))
		done := 0
		report, err := newClient(t, em.Transport()).ResumeAll(t.Context(), named(ids, nil), sftj.BulkOptions{
			PerMinute: 6000, Concurrency: concurrency,
			OnResult: func(r sftj.BulkResult) {
				if done++; done == 50 {
					em.Suspend("acme")
				}
				if r.Skipped && !errors.Is(r.Err, sftj.ErrAccountSuspended) {
					t.Errorf("%s was skipped for %v", r.Job, r.Err)
				}
			},
		})
		var stopped time.Time // when the first refusal had come back
		refused := 0
		for _, a := range em.Attempts() {
			if a.Status == 412 {
				refused++
				if stopped.IsZero() {
					stopped = a.At.Add(time.Second)
				}
			}
			if !stopped.IsZero() && a.At.After(stopped) {
				t.Errorf("%s %s was sent %v after the stop", a.Operation, a.JobID, a.At.Sub(stopped))
			}
		}
		if refused == 0 || refused > concurrency || report.Failed != refused {
			t.Errorf("%d refusals, %d failed", refused, report.Failed)
		}
		if report.Resumed < 50 || report.Resumed+report.Failed+report.Skipped != len(ids) {
			t.Errorf("report %+v", report)
		}
		if !errors.Is(report.Stopped, sftj.ErrAccountSuspended) || !errors.Is(err, sftj.ErrAccountSuspended) {
			t.Errorf("stopped by %v, returned %v", report.Stopped, err)
		}
	})
}

// Which refusals are about all jobs, and how many are needed to know.
func TestWhatStopsTheRun(t *testing.T) {
	fail := func(status int, opts ...emulator.AnswerOption) emulator.Fault {
		return emulator.FailStatus(status, opts...).On("resume")
	}
	quota := fail(429) // without Retry-After
	for name, c := range map[string]struct {
		faults  []emulator.Fault
		stopped error
		want    sftj.BulkReport
	}{
		"payment":      {[]emulator.Fault{fail(402)}, sftj.ErrPaymentRequired, sftj.BulkReport{Failed: 1, Skipped: 9}},
		"bad key":      {[]emulator.Fault{fail(401).On("get")}, sftj.ErrUnauthenticated, sftj.BulkReport{Failed: 1, Skipped: 9}},
		"suspended":    {[]emulator.Fault{fail(403, emulator.WithReason("ACCOUNT_SUSPENDED"))}, sftj.ErrAccountSuspended, sftj.BulkReport{Failed: 1, Skipped: 9}},
		"no quota":     {[]emulator.Fault{quota.Repeated(-1)}, sftj.ErrQuotaExhausted, sftj.BulkReport{Failed: 3, Skipped: 7}},
		"two quotas":   {[]emulator.Fault{quota.ForJob("job-0000").Repeated(-1), quota.ForJob("job-0001").Repeated(-1)}, nil, sftj.BulkReport{Resumed: 8, Failed: 2}},
		"quotas apart": {[]emulator.Fault{quota.ForJob("job-0000").Repeated(-1), quota.ForJob("job-0001").Repeated(-1), quota.ForJob("job-0003").Repeated(-1)}, nil, sftj.BulkReport{Resumed: 7, Failed: 3}},
		"no such job":  {[]emulator.Fault{fail(404)}, nil, sftj.BulkReport{Resumed: 9, Failed: 1}},
		"forbidden":    {[]emulator.Fault{fail(403)}, nil, sftj.BulkReport{Resumed: 9, Failed: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				em := bulkService(bulkIDs(10))
				em.Inject(c.faults...)
				report, err := newClient(t, em.Transport()).ResumeAll(t.Context(), named(bulkIDs(10), nil), sftj.BulkOptions{Concurrency: 1})
				if !errors.Is(report.Stopped, c.stopped) || !errors.Is(err, c.stopped) {
					t.Errorf("stopped by %v, returned %v", report.Stopped, err)
				}
				if report.Stopped = nil; report != c.want {
					t.Errorf("report %+v, want %+v", report, c.want)
				}
			})
		})
	}
}

// Eight jobs wait for their turn when the first one is refused: none of them is sent.
func TestStopReachesThoseWhoWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		em := bulkService(bulkIDs(20))
		em.Inject(emulator.FailStatus(402).On("resume"))
		report, err := newClient(t, em.Transport()).ResumeAll(t.Context(), named(bulkIDs(20), nil), sftj.BulkOptions{Concurrency: 8})
		if !errors.Is(err, sftj.ErrPaymentRequired) || report.Failed != 1 || report.Skipped != 19 {
			t.Errorf("%+v, %v", report, err)
		}
		if attempts := em.Attempts(); attempts[len(attempts)-1].Status != 402 {
			t.Errorf("sent after the refusal: %+v", attempts[len(attempts)-1])
		}
	})
}

// A run that is stopped still finds out what became of the resumes that it had sent.
func TestStoppedRunReconcilesWhatItSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		em := bulkService(bulkIDs(4))
		em.Inject(emulator.DropAfterApply().On("resume").ForJob("job-0000"), emulator.FailStatus(402).On("resume").ForJob("job-0001"))
		em.Inject(emulator.Delay(100 * time.Millisecond).On("get").ForJob("job-0001")) // it comes between the resume and the first look
		report, err := newClient(t, em.Transport()).ResumeAll(t.Context(), named(bulkIDs(4), nil), sftj.BulkOptions{PerMinute: 6000, Concurrency: 2})
		if !errors.Is(err, sftj.ErrPaymentRequired) || report.Reconciled != 1 || report.Failed != 1 || report.Skipped != 2 {
			t.Errorf("%+v, %v", report, err)
		}
	})
}

// The context ends while a resume is under way and another job waits for its turn.
func TestCancelledRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		em := bulkService(bulkIDs(10))
		em.Inject(emulator.Delay(20 * time.Second).On("resume").Applied().ForJob("job-0002"))
		ctx, cancel := context.WithTimeout(t.Context(), 10500*time.Millisecond)
		defer cancel()
		start, unknown, skipped := time.Now(), "", 0
		report, err := newClient(t, em.Transport()).ResumeAll(ctx, named(bulkIDs(10), nil), sftj.BulkOptions{
			Concurrency: 2,
			OnResult: func(r sftj.BulkResult) {
				switch {
				case errors.Is(r.Err, sftj.ErrOutcomeUnknown):
					unknown += r.Job
				case r.Skipped && errors.Is(r.Err, context.DeadlineExceeded):
					skipped++
				case r.Err != nil:
					t.Errorf("%s: %v", r.Job, r.Err)
				}
			},
		})
		if took := time.Since(start); took != 10500*time.Millisecond || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("returned %v after %v", err, took)
		}
		resumed := 0
		for _, id := range bulkIDs(10) {
			resumed += bulkResumes(em, id)
		}
		if unknown != "job-0002" || report.OutcomeUnknown != 1 || report.Failed != 0 || report.Resumed != resumed-1 {
			t.Errorf("%d resumed, unknown %q, report %+v", resumed, unknown, report)
		}
		if skipped == 0 || report.Skipped != skipped || report.Stopped != nil {
			t.Errorf("%d skipped, report %+v", skipped, report)
		}
	})
}

// A stopped run takes nothing of what later calls may need: its jobs that are skipped are no
// retries.
func TestStoppedRunLeavesTheRetryBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ids := bulkIDs(100)
		em := bulkService(ids)
		em.Suspend("acme")
		c := newClient(t, em.Transport())
		if _, err := c.ResumeAll(t.Context(), named(ids, nil), sftj.BulkOptions{PerMinute: 6000}); !errors.Is(err, sftj.ErrAccountSuspended) {
			t.Fatal(err)
		}
		em.Unsuspend("acme")
		em.Inject(emulator.FailStatus(503).On("get"))
		if _, err := c.Get(t.Context(), ids[0]); err != nil {
			t.Errorf("a read after the run is not repeated: %v", err)
		}
	})
}

// A job that waits behind a 429 when the context ends was not resumed, because of nothing that is
// about the job: it is skipped like those that wait for their turn.
func TestResumeAll_CancelledBehindA429_SkipsTheJob(t *testing.T) {
	for _, op := range []string{"resume", "get"} {
		t.Run(op, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				em, path := bulkService(bulkIDs(6)), filepath.Join(t.TempDir(), "ledger")
				em.Inject(emulator.FailStatus(429, emulator.WithRetryAfter("30")).On(op))
				ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
				defer cancel()
				l := openLedger(t, path)
				report, err := newClient(t, em.Transport()).ResumeAll(ctx, named(bulkIDs(6), nil), sftj.BulkOptions{
					PerMinute: 600, Concurrency: 3, Ledger: l,
					OnResult: func(r sftj.BulkResult) {
						if !r.Skipped || !errors.Is(r.Err, context.DeadlineExceeded) {
							t.Errorf("%s: %v", r.Job, r.Err)
						}
					},
				})
				l.Close()
				if !errors.Is(err, context.DeadlineExceeded) || report.Skipped < 3 || report.Failed+report.OutcomeUnknown != 0 {
					t.Errorf("%+v, %v", report, err)
				}
				if report, err := runWith(t, em, path, bulkIDs(6)); err != nil || report.Resumed != 6 {
					t.Errorf("the next run: %+v, %v", report, err)
				}
			})
		})
	}
}

// A gateway may answer 429 after the resume was applied. A run that ended before it could read the
// job calls it skipped, and leaves it open in the ledger: the next run does not resume it if it was
// paused in between.
func TestResumeAll_CancelledBehindA429AfterTheEffect_KeepsTheLedgerOpen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		em, path := bulkService(bulkIDs(1)), filepath.Join(t.TempDir(), "ledger")
		em.Inject(emulator.FailStatus(429, emulator.WithRetryAfter("30")).On("resume").Applied())
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		l := openLedger(t, path)
		report, err := newClient(t, em.Transport()).ResumeAll(ctx, named(bulkIDs(1), nil), sftj.BulkOptions{Ledger: l})
		l.Close()
		if !errors.Is(err, context.DeadlineExceeded) || report.Skipped != 1 {
			t.Fatalf("%+v, %v", report, err)
		}
		time.Sleep(time.Minute)
		if err := em.Pause("acme", "job-0000", "by hand"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		if report, err := runWith(t, em, path, bulkIDs(1)); err != nil || report.OutcomeUnknown != 1 || len(bulkPosts(em)) != 1 {
			t.Errorf("%+v, %v, %d POSTs", report, err, len(bulkPosts(em)))
		}
	})
}
