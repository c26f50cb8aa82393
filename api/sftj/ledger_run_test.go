package sftj_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/server"
)

// ledgerLines reads the file as another program would.
func ledgerLines(t *testing.T, path string) (lines []map[string]any) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for in := bufio.NewScanner(f); in.Scan(); {
		var line map[string]any
		if err := json.Unmarshal(in.Bytes(), &line); err != nil {
			t.Fatalf("%q: %v", in.Text(), err)
		}
		lines = append(lines, line)
	}
	return lines
}

// The begin is in the file when the resume is sent, with the updateTime that was read.
func TestLedgerIsWrittenBeforeTheResume(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		em, path := bulkService(bulkIDs(20)), filepath.Join(t.TempDir(), "ledger")
		rt := roundTripper(func(req *http.Request) (*http.Response, error) {
			if id, resume := strings.CutSuffix(req.URL.Path, ":resume"); resume {
				id = id[strings.LastIndexByte(id, '/')+1:]
				lines := ledgerLines(t, path)
				if !slices.ContainsFunc(lines, func(l map[string]any) bool {
					return l["event"] == "begin" && l["job"] == id && l["updateTime"] != nil
				}) {
					t.Errorf("%s is resumed without a begin", id)
				}
			}
			return em.Transport().RoundTrip(req)
		})
		l := openLedger(t, path)
		defer l.Close()
		if _, err := newClient(t, rt).ResumeAll(t.Context(), named(bulkIDs(20), nil), sftj.BulkOptions{Ledger: l}); err != nil {
			t.Error(err)
		}
		if n := len(ledgerLines(t, path)); n != 60 { // begin, accept and end
			t.Errorf("%d lines for 20 jobs", n)
		}
	})
}

// An interrupted run is gone on with: what it had done is not asked for again, and what it
// left open is settled.
func TestSecondRunGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ids := bulkIDs(10)
		em, path := bulkService(ids), filepath.Join(t.TempDir(), "ledger")
		em.Inject(emulator.HangAfterApply().On("resume").ForJob("job-0004"))
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		l := openLedger(t, path)
		first, err := newClient(t, em.Transport()).ResumeAll(ctx, named(ids, nil), sftj.BulkOptions{Ledger: l, Concurrency: 1})
		if !errors.Is(err, context.DeadlineExceeded) || first.OutcomeUnknown != 1 || first.Resumed != 4 {
			t.Errorf("%+v, %v", first, err)
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
		if second, err := runWith(t, em, path, ids); err != nil || second != (sftj.BulkReport{FromLedger: 4, Reconciled: 1, Resumed: 5}) {
			t.Errorf("%+v, %v", second, err)
		}
		for _, id := range ids {
			if n := bulkResumes(em, id); n != 1 {
				t.Errorf("%s was resumed %d times", id, n)
			}
		}
	})
}

// A job that has begun without an end stays so in later runs until its outcome is known.
func TestOpenJobStaysOpen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		em, path := bulkService(bulkIDs(1)), ledgerFile(t, touched)
		em.Inject(emulator.FailStatus(500).On("get").Repeated(3))
		for run, want := range []error{nil, sftj.ErrPausedAndChanged} {
			l := openLedger(t, path)
			var got error
			report, err := newClient(t, em.Transport()).ResumeAll(t.Context(), named(bulkIDs(1), nil), sftj.BulkOptions{
				Ledger: l, OnResult: func(r sftj.BulkResult) { got = r.Err },
			})
			if err != nil || report.Failed+report.OutcomeUnknown != 1 || want != nil && !errors.Is(got, want) || len(bulkPosts(em)) != 0 {
				t.Errorf("run %d: %+v, %v, %v", run, report, got, err)
			}
			l.Close()
		}
	})
}

// Neither the service's words nor anything that looks like a key gets into the file.
func TestLedgerHasNoSecrets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const canary = "fw_CANARYJOB"
		jobs := []string{"job-0000", canary, testKey, "fpk_CANARYMISSING", "bad id CANARY"}
		em := bulkService([]string{"job-0000", canary}, emulator.WithJobs("acme", server.Job{
			Name: "job-0001", State: server.JobStateFailed, CreatedBy: "CANARY@example.com",
		}))
		em.Inject(emulator.FailStatus(400, emulator.WithMessage("CANARYMESSAGE "+testKey), emulator.WithReason("CANARYREASON")).
			On("resume").ForJob("job-0000"))
		path := filepath.Join(t.TempDir(), "ledger")
		for range 2 {
			if _, err := runWith(t, em, path, append(jobs, "job-0001")); err != nil {
				t.Error(err)
			}
		}
		b, err := os.ReadFile(path)
		if err != nil || strings.Contains(string(b), "CANARY") {
			t.Errorf("the file has a canary: %s, %v", b, err)
		}
		if bulkResumes(em, canary) != 1 || bulkResumes(em, "job-0000") != 1 {
			t.Error("not all were resumed")
		}
	})
}
