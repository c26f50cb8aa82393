package sftj_test

import (
	"errors"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/api/sftj"
)

// A job that somebody pauses again is left alone by every later run with the same ledger,
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
					} else if !errors.Is(got, sftj.ErrPausedAgain) || report.OutcomeUnknown != 0 {
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
