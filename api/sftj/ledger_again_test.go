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

// A job that a user pauses again is left alone by every later run with the same ledger,
// however often there is one, and resumed with another ledger.
func TestPausedAgainIsKeptInMind(t *testing.T) {
	for name, fault := range map[string]emulator.Fault{
		"after a lost answer": emulator.DropAfterApply(),
		"after a 429":         emulator.FailStatus(429, emulator.WithRetryAfter("5")),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				em, dir := bulkService(bulkIDs(1)), t.TempDir()
				em.Inject(fault.On("resume"))
				time.AfterFunc(100*time.Millisecond, func() { // between the resume and the first look
					_ = em.Move("acme", "job-0000", "JOB_STATE_RUNNING")
					if err := em.Pause("acme", "job-0000", ""); err != nil {
						t.Error(err)
					}
				})
				posts := 1
				for run, file := range []string{"first", "first", "first", "first", "second"} {
					l := openLedger(t, filepath.Join(dir, file))
					var got error
					report, err := newClient(t, em.Transport()).ResumeAll(t.Context(), named(bulkIDs(1), nil), sftj.BulkOptions{
						PerMinute: 6000, Ledger: l, OnResult: func(r sftj.BulkResult) { got = r.Err },
					})
					l.Close()
					if file == "second" {
						posts++
					} else if !errors.Is(got, sftj.ErrPausedAndChanged) || errors.Is(got, sftj.ErrPausedAgain) || report.OutcomeUnknown != 1 {
						t.Errorf("run %d: %v, %+v", run+1, got, report)
					}
					if n := len(bulkPosts(em)); err != nil || n != posts {
						t.Errorf("run %d: %d resumes so far, %+v, %v", run+1, n, report, err)
					}
				}
			})
		})
	}
}

// What an earlier run resumed may have been stopped since: a run that goes on with its ledger
// reads it, and says so. It resumes none of it, and what the first run did not get to.
func TestWhatWasResumedIsReadAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ids := bulkIDs(7)
		em, path := bulkService(ids), filepath.Join(t.TempDir(), "ledger")
		if report, err := runWith(t, em, path, ids[:5]); err != nil || report != (sftj.BulkReport{Resumed: 5}) {
			t.Fatal(report, err)
		}
		if err := em.Move("acme", ids[3], "JOB_STATE_DELETING"); err != nil {
			t.Fatal(err)
		}
		// The account is suspended, which pauses its jobs, and then it is not any more.
		for _, id := range ids[:2] {
			if err := em.Pause("acme", id, "suspended"); err != nil {
				t.Fatal(err)
			}
		}
		if err := em.Fail("acme", ids[2], "out of memory"); err != nil {
			t.Fatal(err)
		}
		said := map[string]error{}
		l := openLedger(t, path)
		report, err := newClient(t, em.Transport()).ResumeAll(t.Context(), named(ids, nil), sftj.BulkOptions{
			PerMinute: 6000, Ledger: l, OnResult: func(r sftj.BulkResult) { said[r.Job] = r.Err },
		})
		l.Close()
		if err != nil || report != (sftj.BulkReport{Resumed: 2, FromLedger: 1, Failed: 4}) || len(bulkPosts(em)) != 7 {
			t.Errorf("%+v %v, %d resumes", report, err, len(bulkPosts(em)))
		}
		for id, want := range map[string]error{ids[0]: sftj.ErrPausedAgain, ids[1]: sftj.ErrPausedAgain, ids[2]: sftj.ErrJobFailed, ids[3]: sftj.ErrNotResumable, ids[4]: nil} {
			if !errors.Is(said[id], want) {
				t.Errorf("%s: %v, want %v", id, said[id], want)
			}
		}
	})
}

// A run that was stopped reads no more, what the ledger has included: of those jobs it says nothing.
func TestResumeAll_StoppedRun_SkipsWhatTheLedgerHas(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ids := bulkIDs(3)
		em, path := bulkService(ids), filepath.Join(t.TempDir(), "ledger")
		if report, err := runWith(t, em, path, ids[1:2]); err != nil || report != (sftj.BulkReport{Resumed: 1}) {
			t.Fatal(report, err)
		}
		em.Suspend("acme")
		before := len(em.Attempts())
		l := openLedger(t, path)
		defer l.Close()
		report, err := newClient(t, em.Transport()).ResumeAll(t.Context(), named(ids, nil), sftj.BulkOptions{PerMinute: 6000, Concurrency: 1, Ledger: l})
		report.Stopped = nil
		if !errors.Is(err, sftj.ErrAccountSuspended) || report != (sftj.BulkReport{Failed: 1, Skipped: 2}) {
			t.Errorf("%+v %v", report, err)
		}
		if n := len(em.Attempts()) - before; n != 2 { // the read and the resume of the first
			t.Errorf("%d requests", n)
		}
	})
}

// A run that is interrupted before it has read what the ledger has knows nothing of it.
func TestInterruptedRunTakesNoLedgersWord(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ids := bulkIDs(2)
		em, path := bulkService(ids), filepath.Join(t.TempDir(), "ledger")
		if report, err := runWith(t, em, path, ids); err != nil || report != (sftj.BulkReport{Resumed: 2}) {
			t.Fatal(report, err)
		}
		em.Inject(emulator.Hang().On("get").Repeated(-1))
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		l := openLedger(t, path)
		defer l.Close()
		report, err := newClient(t, em.Transport()).ResumeAll(ctx, named(ids, nil), sftj.BulkOptions{PerMinute: 30, Ledger: l}) // the second waits for its turn
		if !errors.Is(err, context.Canceled) || report != (sftj.BulkReport{Skipped: 2}) {
			t.Errorf("%+v %v", report, err)
		}
	})
}
