package cli

import (
	"encoding/json"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/gen/client"
)

// emulated is an emulator on a port with five paused jobs and three others.
func emulated(t *testing.T) (*emulator.Emulator, map[string]string) {
	t.Helper()
	var jobs []client.Job
	for id, state := range map[string]client.JobState{
		"p1": client.JobStatePaused, "p2": client.JobStatePaused, "p3": client.JobStatePaused, "p4": client.JobStatePaused,
		"p5": client.JobStatePaused, "run": client.JobStateRunning, "done": client.JobStateCompleted, "bad": client.JobStateFailed,
	} {
		jobs = append(jobs, client.Job{Name: id, Dataset: "d", State: state})
	}
	em := emulator.New(emulator.WithAccount("acme", "fw_CANARYKEY"), emulator.WithJobs("acme", jobs...))
	server := httptest.NewServer(em.Handler())
	t.Cleanup(server.Close)
	return em, map[string]string{"FIREWORKS_API_KEY": "fw_CANARYKEY", "FIREWORKS_ACCOUNT_ID": "acme", "FIREWORKS_BASE_URL": server.URL}
}

// posts are the jobs that a resume was sent for, sorted.
func posts(em *emulator.Emulator) []string {
	var ids []string
	for _, a := range em.Attempts() {
		if a.Operation == "resume" {
			ids = append(ids, a.JobID)
		}
	}
	slices.Sort(ids)
	return ids
}

func TestBulk(t *testing.T) {
	all := []string{"p1", "p2", "p3", "p4", "p5"}
	for _, tt := range []struct {
		name, stdin    string
		args           []string
		code           int
		posts          []string
		stdout, stderr string
	}{
		{"two ids", "", []string{"p1", "p2", "--yes"}, 0, all[:2], "resumed", "2 jobs: 2 resumed"},
		{"all that are paused", "", []string{"--all-paused", "--yes"}, 0, all, "p5  resumed", "5 jobs: 5 resumed"},
		{"a filter", "", []string{"--filter", `name:"p3"`, "--yes"}, 0, all[2:3], "p3  resumed", "1 job: 1 resumed"},
		{"stdin", "p1\n\n accounts/acme/supervisedFineTuningJobs/p2 \n", []string{"-", "--yes"}, 0, all[:2], "", "2 jobs: 2 resumed"},
		{"already active", "", []string{"run", "done", "--yes"}, 0, nil, "run  already active", "1 already active, 1 already finished"},
		{"one is not there", "", []string{"p1", "nosuch", "--yes"}, 7, all[:1], "nosuch  failed", "1 failed"},
		{"one can't be an id", "", []string{"p1", "a/b", "--yes"}, 2, nil, "", "a/b"},
		{"dry run", "", []string{"--all-paused", "--dry-run"}, 0, nil, "p1  PAUSED     would be resumed", "5 of 5 jobs would be resumed, in about"},
		{"dry run of one", "", []string{"run", "--dry-run"}, 0, nil, "would be left alone", "0 of 1"},
		{"no confirmation", "", []string{"--all-paused"}, 2, nil, "", "--yes"},
		{"no confirmation of what a filter found", "", []string{"--filter", `name:"p3"`}, 2, nil, "", "--yes"},
		{"no confirmation, stdin used", "p1\np2\n", []string{"-"}, 2, nil, "", "--yes"},
		{"nothing to do", "", []string{"--filter", `state="JOB_STATE_EXPIRED"`, "--yes"}, 0, nil, "", "no jobs"},
		{"an impossible rate", "", []string{"p1", "p2", "--yes", "--rate", "9999999"}, 2, nil, "", "6000"},
		{"a ledger that can't be", "", []string{"p1", "p2", "--yes", "--ledger", filepath.Join("nosuch", "dir", "l")}, 1, nil, "", "ledger"},
		{"a ledger that can't be, and no job", "", []string{"--filter", `state="JOB_STATE_EXPIRED"`, "--yes", "--ledger", filepath.Join("nosuch", "dir", "l")}, 1, nil, "", "ledger"},
		{"a ledger that can't be, and a dry run", "", []string{"p1", "--dry-run", "--ledger", filepath.Join("nosuch", "dir", "l")}, 1, nil, "", "ledger"},
		{"a ledger without a name", "", []string{"p1", "--yes", "--ledger", ""}, 2, nil, "", "the name of the file is empty"},
		{"a ledger with a blank name", "", []string{"p1", "--yes", "--ledger", " "}, 2, nil, "", "the name of the file is empty"},
		{"paused again, without a ledger", "", []string{"p1", "p2", "--yes", "--resume-paused-again"}, 2, nil, "", "needs --ledger"},
		{"names, and one is not there", "", []string{"p1", "nosuch", "--yes", "-o", "name"}, 7, all[:1], "p1\n", "nosuch  failed  "},
		{"a query, and one is not there", "", []string{"p1", "nosuch", "--yes", "-o", "jsonpath=.result"}, 7, all[:1], "resumed\n", "nosuch  failed  "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			em, env := emulated(t)
			got := runWith(t.Context(), tt.stdin, env, append([]string{"resume", "--rate", "6000"}, tt.args...)...)
			if got.code != tt.code || !slices.Equal(posts(em), tt.posts) {
				t.Errorf("exit %d and POSTs for %v, want %d and %v\n%s%s", got.code, posts(em), tt.code, tt.posts, got.stdout, got.stderr)
			}
			if !strings.Contains(got.stdout, tt.stdout) || !strings.Contains(got.stderr, tt.stderr) {
				t.Errorf("want %q and %q in\n%s%s", tt.stdout, tt.stderr, got.stdout, got.stderr)
			}
		})
	}
}

func TestBulkStopsAtASuspension(t *testing.T) {
	em, env := emulated(t)
	em.Inject(emulator.Delay(0).On("resume"), emulator.FailStatus(412, emulator.WithReason("ACCOUNT_SUSPENDED")).On("resume").Repeated(-1))
	got := sftjRun(t, env, "resume", "--all-paused", "--yes", "--rate", "6000", "--concurrency", "1")
	if got.code != exitAccount || len(posts(em)) != 2 || !strings.Contains(got.stderr, "1 resumed") || strings.Contains(got.stdout, "skipped") || !strings.Contains(got.stderr, "3 jobs skipped: account suspended\n") {
		t.Errorf("exit %d, %d POSTs\n%s%s", got.code, len(posts(em)), got.stdout, got.stderr)
	}
}

// With -v each skipped job has a row.
func TestBulk_SuspensionWithVerbose_ListsSkippedJobs(t *testing.T) {
	em, env := emulated(t)
	em.Inject(emulator.FailStatus(412, emulator.WithReason("ACCOUNT_SUSPENDED")).On("resume").Repeated(-1))
	got := sftjRun(t, env, "resume", "--all-paused", "--yes", "--rate", "6000", "--concurrency", "1", "-v")
	if got.code != exitAccount || strings.Count(got.stdout, "  skipped\n") != 4 || strings.Contains(got.stderr, "4 jobs skipped") {
		t.Errorf("exit %d\n%s%s", got.code, got.stdout, got.stderr)
	}
}

// Without a terminal too, a run says how long it takes, and until when a 429 pauses it.
func TestBulk_LimitedByThe429_SaysUntilWhen(t *testing.T) {
	for output, want := range map[string][]string{
		"table": {"resuming 2 jobs at 6000 requests a minute: about 1s\n", "waiting until ", "2 jobs: 2 resumed\n"},
		"jsonl": {`{"message":"resuming 2 jobs at 6000 requests a minute: about 1s"}`, `{"pausedUntil":"20`},
	} {
		em, env := emulated(t)
		em.Inject(emulator.FailStatus(429, emulator.WithRetryAfter("1")).On("resume"))
		got := sftjRun(t, env, "resume", "p1", "p2", "--yes", "--rate", "6000", "-o", output)
		for _, text := range want {
			if got.code != 0 || !strings.Contains(got.stderr, text) {
				t.Errorf("exit %d, want %q in\n%s", got.code, text, got.stderr)
			}
		}
	}
}

// TestLedgerGoesOn: a second run with the same ledger touches nothing that is done.
func TestLedgerGoesOn(t *testing.T) {
	em, env := emulated(t)
	ledger := filepath.Join(t.TempDir(), "l.jsonl")
	args := []string{"resume", "--yes", "--rate", "6000", "--ledger", ledger, "-o", "jsonl"}
	if got := sftjRun(t, env, append(args, "p1", "p2")...); got.code != 0 {
		t.Fatal(got.stderr)
	}
	em.ResetAttempts()
	got := sftjRun(t, env, append(args, "--all-paused", "p1", "p2")...)
	if got.code != 0 || !slices.Equal(posts(em), []string{"p3", "p4", "p5"}) || !strings.Contains(got.stderr, `"fromLedger":2`) {
		t.Errorf("exit %d, POSTs for %v\n%s%s", got.code, posts(em), got.stdout, got.stderr)
	}
	for line := range strings.Lines(got.stdout) {
		if !json.Valid([]byte(line)) {
			t.Errorf("line %q", line)
		}
	}
	written, err := os.ReadFile(ledger)
	if err != nil || strings.Contains(string(written), "CANARY") {
		t.Errorf("%v %s", err, written)
	}
}

// TestBulkStopsWhenAskedToWaitForLong: the rest is skipped, and the exit code says that not
// all went well.
func TestBulkStopsWhenAskedToWaitForLong(t *testing.T) {
	em, env := emulated(t)
	em.Inject(emulator.FailStatus(429, emulator.WithRetryAfter("3600")).On("resume").Repeated(-1))
	got := sftjRun(t, env, "resume", "--all-paused", "--yes", "--rate", "6000", "--concurrency", "1")
	if got.code != exitSomeFailed || len(posts(em)) != 1 || !strings.Contains(got.stderr, "4 skipped") {
		t.Errorf("exit %d, %d POSTs\n%s%s", got.code, len(posts(em)), got.stdout, got.stderr)
	}
}
