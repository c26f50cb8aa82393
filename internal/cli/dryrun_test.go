package cli

import (
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/emulator"
)

func TestDryRun(t *testing.T) {
	const full = "accounts/acme/supervisedFineTuningJobs/"
	for _, tt := range []struct {
		name, stdin, args string
		fault             emulator.Fault
		code              int
		stdout, stderr    string
	}{
		{"duplicates", "p1\n", "p1 - p1 " + full + "p1", emulator.Delay(0), 0, "p1  PAUSED     would be resumed\n", "1 of 1 job would be resumed; no resume was sent\n"},
		{"json", "", "p1 run " + full + "p2 -o json", emulator.Delay(0), 0,
			`{"job":"p1","name":"` + full + `p1","state":"JOB_STATE_PAUSED","would":"resume"}` + "\n" +
				`{"job":"run","name":"` + full + `run","state":"JOB_STATE_RUNNING","would":"leave"}` + "\n" +
				`{"job":"p2","name":"` + full + `p2","state":"JOB_STATE_PAUSED","would":"resume"}` + "\n",
			`{"preview":{"jobs":3,"resume":2,"leave":1,"notResumable":0,"failed":0}}` + "\n"},
		{"name", "", "p1 run -o name", emulator.Delay(0), 0, full + "p1\n", ""},
		{"also from", "", "done --also-from completed -o jsonl", emulator.Delay(0), 0,
			`{"job":"done","name":"` + full + `done","state":"JOB_STATE_COMPLETED","would":"resume"}` + "\n", ""},
		{"one is not there", "", "nosuch p1", emulator.Delay(0), 7, "nosuch  failed  sftj: get nosuch: 404", "1 of 2 jobs would be resumed; no resume was sent; 1 could not be read"},
		{"one is not there, in json", "", "nosuch p1 -o json", emulator.Delay(0), 7, `{"job":"nosuch","name":"` + full + `nosuch","error":"sftj: get nosuch: 404`, `"failed":1}`},
		{"the only one is not there", "", "nosuch", emulator.Delay(0), 1, "", "sftj: get nosuch: 404"},
		{"one can't be resumed", "", "bad p1", emulator.Delay(0), 7, "bad  FAILED     cannot be resumed; --also-from FAILED allows it\np1  PAUSED", "; no resume was sent; 1 cannot be resumed\n"},
		{"the only one can't be resumed", "", "bad", emulator.Delay(0), 6, "bad  FAILED     cannot be resumed;", "0 of 1 job would be resumed; no resume was sent; 1 cannot be resumed\n"},
		{"the only one can't be resumed, in json", "", "bad -o json", emulator.Delay(0), 6, `{"job":"bad","name":"` + full + `bad","state":"JOB_STATE_FAILED","would":"fail","error":"cannot`, `"notResumable":1`},
		{"a failed one that is allowed", "", "bad --also-from FAILED", emulator.Delay(0), 0, "bad  FAILED     would be resumed\n", ""},
		{"finished", "", "done", emulator.Delay(0), 0, "done  COMPLETED  already finished, would be left alone\n", ""},
		{"the account is suspended", "", "p1 p2", emulator.FailStatus(412, emulator.WithReason("ACCOUNT_SUSPENDED")).Repeated(-1), 5, "", "suspended"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			em, env := emulated(t)
			em.Inject(tt.fault.On("get"))
			got := runWith(t.Context(), tt.stdin, env, append([]string{"resume", "--dry-run"}, strings.Fields(tt.args)...)...)
			if got.code != tt.code || len(posts(em)) != 0 || !strings.Contains(got.stderr, tt.stderr) {
				t.Errorf("exit %d, want %d; POSTs for %v\n%s%s", got.code, tt.code, posts(em), got.stdout, got.stderr)
			}
			if tt.code == 0 && got.stdout != tt.stdout || !strings.HasPrefix(got.stdout, tt.stdout) {
				t.Errorf("stdout\n got %q\nwant %q", got.stdout, tt.stdout)
			}
			if tt.code == exitSomeFailed && !strings.Contains(got.stdout, "p1") {
				t.Errorf("the failure ended it:\n%s", got.stdout)
			}
		})
	}
}

// TestDuplicatesAreAskedAboutOnce: a job that is named twice is one job, and one needs no
// confirmation.
func TestDuplicatesAreAskedAboutOnce(t *testing.T) {
	em, env := emulated(t)
	got := sftjRun(t, env, "resume", "p1", "accounts/acme/supervisedFineTuningJobs/p1", "--rate", "6000")
	if got.code != 0 || len(posts(em)) != 1 || !strings.Contains(got.stderr, "1 job: 1 resumed") {
		t.Errorf("exit %d, POSTs for %v\n%s%s", got.code, posts(em), got.stdout, got.stderr)
	}
}
