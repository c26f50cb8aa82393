package cli

import (
	"context"
	"errors"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/api/sftj"
)

// TestOutcomeUnknownWins: a resume is answered with 500, and what the reads after it are
// answered with does not hide that the outcome is unknown.
func TestOutcomeUnknownWins(t *testing.T) {
	const paused = `{"name":"accounts/acme/supervisedFineTuningJobs/ft-42","dataset":"d","state":"JOB_STATE_PAUSED"}`
	for _, tt := range []struct {
		name, later, would string
		post, status       int
	}{
		{"authentication", `{"code":16}`, "4", 500, 401},
		{"permission", `{"code":7}`, "4", 500, 403},
		{"payment", ``, "5", 500, 402},
		{"suspension", `{"code":9,"message":"account acme is suspended"}`, "5", 500, 412},
		{"not resumable", `{"code":9,"message":"not resumable"}`, "1", 500, 400},
		{"accepted, and paused as before", paused, "10", 200, 200},
	} {
		t.Run(tt.name, func(t *testing.T) {
			posted := false
			s := newService(t, func(w http.ResponseWriter, r *http.Request) {
				switch {
				case r.Method == http.MethodPost:
					posted = true
					answering(tt.post, paused)(w, r)
				case posted:
					answering(tt.status, tt.later)(w, r)
				default:
					answering(200, paused)(w, r)
				}
			})
			a := &app{clientOptions: []sftj.Option{sftj.WithReconcileFor(time.Millisecond)}}
			got := runApp(t.Context(), a, s.env(), "resume", "ft-42")
			if got.code != exitUnknown || got.stdout != "" || !strings.Contains(got.stderr, "outcome unknown") {
				t.Errorf("exit %d, want 9 and not %s\n%s", got.code, tt.would, got.stderr)
			}
		})
	}
}

// TestBulkWithUnknownOutcomes: the run as a whole is not unknown, it failed in part, or
// was stopped for a reason that has a code of its own.
func TestBulkWithUnknownOutcomes(t *testing.T) {
	for _, tt := range []struct {
		name, output   string
		reads          emulator.Fault
		code           int
		stdout, stderr string
	}{
		{"in part", "table", emulator.FailStatus(404), exitSomeFailed, "p1  unknown  sftj: resume p1: 404", "2 jobs: 1 resumed, 1 unknown\n"},
		{"in part, in JSON", "json", emulator.FailStatus(404), exitSomeFailed, `/p1","posts":1,"result":"unknown"}`, `"failed":0,"outcomeUnknown":1,"skipped":0}}`},
		{"stopped", "table", emulator.FailStatus(412, emulator.WithReason("ACCOUNT_SUSPENDED")), exitAccount, "p1  unknown", "1 job skipped: account suspended\n2 jobs: 1 unknown, 1 skipped\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			em, env := emulated(t)
			em.Inject(emulator.FailStatus(500).On("resume"), emulator.Delay(0).On("get"), tt.reads.On("get"))
			a := &app{clientOptions: []sftj.Option{sftj.WithReconcileFor(time.Millisecond)}}
			got := runApp(t.Context(), a, env, "resume", "p1", "p2", "--yes", "--rate", "6000", "--concurrency", "1",
				"--ledger", filepath.Join(t.TempDir(), "l"), "-o", tt.output)
			if got.code != tt.code || !strings.Contains(got.stderr, "1 job has an unknown outcome") || !strings.Contains(got.stderr, tt.stderr) || !strings.Contains(got.stdout, tt.stdout) {
				t.Errorf("exit %d, want %d\n%s%s", got.code, tt.code, got.stdout, got.stderr)
			}
		})
	}
}

// TestInterruptionWinsOverAll: not even a usage error or an unknown outcome hides it,
// and a success is not undone by it.
func TestInterruptionWinsOverAll(t *testing.T) {
	if code := exitCode(t.Context(), errors.Join(sftj.ErrOutcomeUnknown, sftj.ErrJobFailed)); code != exitJobFailed {
		t.Errorf("a job that failed: exit %d", code)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, err := range []error{sftj.ErrOutcomeUnknown, &usageError{err: errSilent}, errSomeFailed} {
		if code := exitCode(ctx, err); code != exitInterrupted {
			t.Errorf("%v: exit %d", err, code)
		}
	}
	if code := exitCode(ctx, nil); code != exitDone {
		t.Errorf("a success: exit %d", code)
	}
}
