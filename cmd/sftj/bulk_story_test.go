package main

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/gen/client"
)

// mondayService is an emulator with so many paused jobs, whose account is suspended when a number
// of resumes were accepted; the suspension pauses them again.
func mondayService(t *testing.T, jobs, suspendAfter int) (em *emulator.Emulator, env map[string]string) {
	t.Helper()
	paused := make([]client.Job, jobs)
	for i := range paused {
		paused[i] = client.Job{Name: fmt.Sprintf("job%02d", i), Dataset: "d", State: client.JobStatePaused}
	}
	em = emulator.New(emulator.WithAccount("acme", "fw_CANARYKEY"), emulator.WithJobs("acme", paused...))
	service, resumed := em.Handler(), 0
	s := newService(t, func(w http.ResponseWriter, r *http.Request) {
		service.ServeHTTP(w, r)
		if !strings.HasSuffix(r.URL.Path, ":resume") {
			return
		}
		if resumed++; resumed == suspendAfter {
			em.Suspend("acme")
			for i := range suspendAfter {
				_ = em.Pause("acme", fmt.Sprintf("job%02d", i), "the account is suspended")
			}
		}
	})
	return em, s.env()
}

// The core scenario as an operator plays it: the command that is printed at the end of the run
// that the suspension cut short is the one that finishes it.
func TestResume_SuspendedInTheMiddle_PrintedCommandGoesOn(t *testing.T) {
	em, env := mondayService(t, 12, 3)
	ledger := filepath.Join(t.TempDir(), "monday's.jsonl")
	got := sftjRun(t, env, "resume", "--all-paused", "--yes", "--rate", "6000", "--concurrency", "1", "--ledger", ledger)
	if got.code != exitAccount || !strings.Contains(got.stderr, "3 resumed") || !strings.Contains(got.stderr, "8 jobs skipped: account suspended") {
		t.Fatalf("exit %d\n%s%s", got.code, got.stdout, got.stderr)
	}
	em.Unsuspend("acme")

	dry := sftjRun(t, env, "resume", "--all-paused", "--dry-run", "--ledger", ledger)
	if dry.code != exitSomeFailed || !strings.Contains(dry.stderr, "9 of 12 jobs would be resumed") || !strings.Contains(dry.stderr, "--resume-paused-again resumes what it paused") {
		t.Errorf("dry run: exit %d\n%s%s", dry.code, dry.stdout, dry.stderr)
	}

	command := regexp.MustCompile(`(?m)^when the account is in order again: sftj (.*)$`).FindStringSubmatch(got.stderr)
	if command == nil {
		t.Fatalf("no command to go on with:\n%s", got.stderr)
	}
	args := shellWords(command[1])
	if !slices.Contains(args, ledger) {
		t.Fatalf("the ledger is not in %q", args)
	}
	again := sftjRun(t, env, append(args, "--rate", "6000")...)
	if again.code != 0 || !strings.Contains(again.stderr, "12 jobs: 12 resumed") {
		t.Errorf("%s: exit %d\n%s%s", command[1], again.code, again.stdout, again.stderr)
	}
}

// Ids that were named are named in the printed command too, and a run without permission names
// the flag.
func TestResume_PausedBySuspension_NamesTheFlag(t *testing.T) {
	em, env := mondayService(t, 3, 2)
	ledger := filepath.Join(t.TempDir(), "l")
	args := []string{"resume", "job00", "job01", "job02", "--yes", "--rate", "6000", "--concurrency", "1", "--ledger", ledger}
	if got := sftjRun(t, env, args...); !strings.Contains(got.stderr, "sftj resume job00 job01 job02 --ledger "+ledger+" --resume-paused-again --yes\n") {
		t.Errorf("first run:\n%s", got.stderr)
	}
	em.Unsuspend("acme")
	got := sftjRun(t, env, args...)
	if got.code != exitSomeFailed || !strings.Contains(got.stderr, "to go on: sftj resume job00 job01 --ledger "+ledger+" --resume-paused-again --yes\n") {
		t.Errorf("second run: exit %d\n%s%s", got.code, got.stdout, got.stderr)
	}
}

// A run with --wait that is interrupted while it watches goes on watching what the ledger says was
// resumed, although no job is paused any more.
func TestResume_WaitInterrupted_SecondRunWatchesWhatWasResumed(t *testing.T) {
	em, env := mondayService(t, 2, 0)
	ledger := filepath.Join(t.TempDir(), "l")
	args := []string{"resume", "--all-paused", "--yes", "--rate", "6000", "--wait", "--ledger", ledger}
	ctx, cancel := context.WithCancel(t.Context())
	stderr := &ctrlC{press: cancel, on: "2 resumed"}
	a := &app{stdout: &strings.Builder{}, stderr: stderr, getenv: func(k string) string { return env[k] }}
	if code := a.run(ctx, args); code != exitInterrupted {
		t.Fatalf("exit %d\n%s", code, stderr.written.String())
	}
	for _, id := range []string{"job00", "job01"} {
		if err := em.Move("acme", id, "JOB_STATE_RUNNING"); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel = context.WithCancel(t.Context())
	stderr = &ctrlC{press: cancel, on: "RUNNING"}
	a = &app{stdout: &strings.Builder{}, stderr: stderr, getenv: func(k string) string { return env[k] }}
	a.run(ctx, args)
	if text := stderr.written.String(); !strings.Contains(text, "2 by the ledger") || !strings.Contains(text, "job00") || !strings.Contains(text, "RUNNING") {
		t.Errorf("the second run:\n%s", text)
	}
}

// shellWords splits what shellQuoted wrote.
func shellWords(line string) (words []string) {
	var word strings.Builder
	quoted := false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '\'':
			quoted = !quoted
		case c == '\\' && !quoted:
			i++
			word.WriteByte(line[i])
		case c == ' ' && !quoted:
			words = append(words, word.String())
			word.Reset()
		default:
			word.WriteByte(c)
		}
	}
	return append(words, word.String())
}
