package sftj_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// A disk that is full when the run begins: nothing is resumed.
func TestFullDisk(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("this system has no /dev/full")
	}
	synctest.Test(t, func(t *testing.T) {
		em := bulkService(bulkIDs(10))
		report, err := runWith(t, em, "/dev/full", bulkIDs(10))
		if err == nil || !errors.Is(report.Stopped, err) || report.Skipped != 10 || report.Jobs() != 10 {
			t.Errorf("%+v, %v", report, err)
		}
		if n := len(bulkPosts(em)); n != 0 {
			t.Errorf("%d resumes were sent", n)
		}
	})
}

// The ledger fails in the middle of the run: no resume is sent without its line.
func TestLedgerFailsInMidRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		em := bulkService(bulkIDs(20))
		path := filepath.Join(t.TempDir(), "ledger")
		l := openLedger(t, path)
		done := 0
		report, err := newClient(t, em.Transport()).ResumeAll(t.Context(), named(bulkIDs(20), nil), sftj.BulkOptions{
			Ledger: l, OnResult: func(sftj.BulkResult) {
				if done++; done == 5 {
					l.Close()
				}
			},
		})
		if !errors.Is(err, os.ErrClosed) || !errors.Is(report.Stopped, os.ErrClosed) || report.Skipped == 0 || report.Jobs() != 20 {
			t.Errorf("%+v, %v", report, err)
		}
		begins := 0
		for _, line := range ledgerLines(t, path) {
			if line["event"] == "begin" {
				begins++
			}
		}
		if posts := len(bulkPosts(em)); posts > begins || posts < 5 {
			t.Errorf("%d resumes were sent, %d are in the file", posts, begins)
		}
	})
}
