package cli

import (
	"encoding/json"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/emulator"
)

// TestStderrIsJSONInJSONMode: with -o json a program can read both streams line by line.
func TestStderrIsJSONInJSONMode(t *testing.T) {
	for _, tt := range []struct {
		name, args, stderr string
		code               int
	}{
		{"resumed", "resume p1", `{"job":"p1","outcome":"resumed","state":"JOB_STATE_PENDING"}`, 0},
		{"resumed once", "resume p1 --once", `{"job":"p1","outcome":"resumed","state":"JOB_STATE_PENDING"}`, 0},
		{"active already", "resume run", `{"job":"run","outcome":"already active","state":"JOB_STATE_RUNNING"}`, 0},
		{"watched", "watch done", `"state":"JOB_STATE_COMPLETED"`, 0},
		{"resumed and watched", "resume p1 --wait --timeout 3s", `"outcome":"resumed"`, 8},
		{"several", "resume p1 p2 --yes --rate 6000", `{"summary":{"jobs":2,"resumed":2,`, 0},
		{"several, one not there", "resume p1 nosuch --yes --rate 6000 --ledger LEDGER", `"failed":1`, 7},
		{"several, one unknown", "resume p1 p3 --yes --rate 6000", `{"message":"1 job has an unknown outcome`, 7},
		{"none", "resume --filter name=\"zzz\" --yes", `{"message":"no jobs"}`, 0},
		{"dry run", "resume p1 --dry-run", `{"preview":{`, 0},
		{"an empty list", "list --filter name=\"zzz\"", "", 0},
		{"the log", "get p1 -v", `"level":"DEBUG"`, 0},
		{"numbers in the log", "get p1 -v", `"status":200,`, 0},
		{"an error", "get nosuch", `"exitCode":1`, 1},
	} {
		for _, output := range []string{"json", "jsonl"} {
			t.Run(tt.name+"/"+output, func(t *testing.T) {
				t.Parallel() // the one that waits takes seconds
				em, env := emulated(t)
				em.Inject(
					emulator.FailStatus(500).On("resume").ForJob("p3"),
					emulator.Delay(0).On("get").ForJob("p3"), emulator.FailStatus(404).On("get").ForJob("p3"))
				args := strings.ReplaceAll(tt.args, "LEDGER", filepath.Join(t.TempDir(), "l"))
				got := sftjRun(t, env, append(strings.Fields(args), "-o", output)...)
				if got.code != tt.code || !strings.Contains(got.stderr, tt.stderr) {
					t.Errorf("exit %d, want %d with %s\n%s", got.code, tt.code, tt.stderr, got.stderr)
				}
				for line := range strings.Lines(got.stderr) {
					if !json.Valid([]byte(line)) {
						t.Errorf("line %q", line)
					}
				}
			})
		}
	}
}

// TestProgressIsPlainElsewhere: without -o json the lines stay lines.
func TestProgressIsPlainElsewhere(t *testing.T) {
	s := newService(t, func(w http.ResponseWriter, r *http.Request) {
		answering(200, `{"name":"accounts/acme/supervisedFineTuningJobs/ft-42","dataset":"d","state":"JOB_STATE_COMPLETED","jobProgress":{"percent":100}}`)(w, r)
	})
	if got := sftjRun(t, s.env(), "watch", "ft-42"); got.stderr != "ft-42  COMPLETED        100 %  0s\n" {
		t.Errorf("%q", got.stderr)
	}
}
