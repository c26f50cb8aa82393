package cli

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
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
	again := sftjRun(t, env, args...)
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
	if got := sftjRun(t, env, args...); !strings.Contains(got.stderr, "sftj resume job00 job01 job02 --concurrency 1 --ledger "+ledger+" --rate 6000 --yes --resume-paused-again\n") {
		t.Errorf("first run:\n%s", got.stderr)
	}
	em.Unsuspend("acme")
	got := sftjRun(t, env, args...)
	if got.code != exitSomeFailed || !strings.Contains(got.stderr, "to go on: sftj resume job00 job01 --concurrency 1 --ledger "+ledger+" --rate 6000 --yes --resume-paused-again\n") {
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
	if text := stderr.written.String(); !strings.Contains(text, "to go on watching: sftj watch job00 job01\n") && !strings.Contains(text, "to go on watching: sftj watch job01 job00\n") {
		t.Errorf("the first run:\n%s", text)
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

// The program is killed after the service has accepted the resumes and before it has started the
// jobs. The same command again sends nothing, and says that the jobs run.
func TestResume_KilledAfterA2xx_SameCommandSendsNothing(t *testing.T) {
	em := emulator.New(emulator.WithAccount("acme", "fw_CANARYKEY"), emulator.WithJobs("acme",
		client.Job{Name: "job00", Dataset: "d", State: client.JobStatePaused}, client.Job{Name: "job01", Dataset: "d", State: client.JobStatePaused}))
	service := em.Handler()
	var mu sync.Mutex
	accepted := map[string]int{}
	s := newService(t, func(w http.ResponseWriter, r *http.Request) {
		name, resume := strings.CutSuffix(r.URL.Path, ":resume")
		if !resume {
			service.ServeHTTP(w, r)
			return
		}
		mu.Lock()
		accepted[name]++
		mu.Unlock()
		_, _ = io.Copy(io.Discard, r.Body)
		get := r.Clone(r.Context())
		get.Method, get.Body, get.ContentLength, get.URL.Path, get.RequestURI = http.MethodGet, http.NoBody, 0, name, name
		service.ServeHTTP(w, get) // 200, and the job still is paused
	})
	ledger := filepath.Join(t.TempDir(), "l")
	args := []string{"resume", "--all-paused", "--yes", "--rate", "6000", "--concurrency", "2", "--ledger", ledger}
	cmd := exec.CommandContext(t.Context(), "sftj", args...)
	cmd.Env = []string{"HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH"), "GORACE=" + raceExit}
	for k, v := range s.env() {
		cmd.Env = append(cmd.Env, k+"="+v)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for b := []byte(nil); strings.Count(string(b), `"accept"`) < 2 && t.Context().Err() == nil; {
		runtime.Gosched()
		b, _ = os.ReadFile(ledger) // it may not be there yet
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	for _, id := range []string{"job00", "job01"} {
		if err := em.Move("acme", id, client.JobStateRunning); err != nil { // the service starts them now
			t.Fatal(err)
		}
	}
	got := sftjRun(t, s.env(), append([]string{"resume", "job00", "job01"}, args[2:]...)...)
	if got.code != 0 || !strings.Contains(got.stderr, "2 jobs: 2 by the ledger") {
		t.Errorf("exit %d\n%s%s", got.code, got.stdout, got.stderr)
	}
	for name, n := range accepted {
		if n != 1 {
			t.Errorf("%s: %d POSTs", name, n)
		}
	}
}

// Accepted resumes that do not show are no reason for another one: the printed command reads.
func TestResume_AcceptedAndStillPaused_PrintsAWatch(t *testing.T) {
	s := newService(t, answering(http.StatusOK, `{"name":"accounts/acme/supervisedFineTuningJobs/p1","dataset":"d","state":"JOB_STATE_PAUSED"}`))
	env := s.env()
	ledger := filepath.Join(t.TempDir(), "l")
	line := fmt.Sprintf(`{"v":1,"time":"2026-01-01T00:00:00Z","host":%q,"account":"acme","job":"p1","event":"accept","status":200}`+"\n", strings.TrimPrefix(s.URL, "http://"))
	if err := os.WriteFile(ledger, []byte(line), 0o600); err != nil {
		t.Fatal(err)
	}
	got := sftjRun(t, env, "resume", "p1", "--yes", "--rate", "6000", "--ledger", ledger)
	if got.code != exitUnknown && got.code != exitSomeFailed || !strings.Contains(got.stderr, "do not resume again: sftj watch p1\n") ||
		strings.Contains(got.stderr, "to go on: sftj resume") || strings.Contains(got.stderr, "sftj resume p1") {
		t.Errorf("exit %d\n%s%s", got.code, got.stdout, got.stderr)
	}
	for _, request := range s.requests {
		if strings.HasPrefix(request, "POST") {
			t.Error(request)
		}
	}
}

// Jobs that an earlier run may have resumed, where updateTime proves nothing or something else, are
// not resumed with the ledger. The same command would not change that, so another one is printed.
func TestResume_LedgerCannotTell_PrintsTheCommandThatResumes(t *testing.T) {
	em, env := emulated(t)
	host := strings.TrimPrefix(env["FIREWORKS_BASE_URL"], "http://")
	ledger := filepath.Join(t.TempDir(), "l")
	var lines strings.Builder
	for id, updateTime := range map[string]string{"p1": "", "p2": `,"updateTime":"2020-01-01T00:00:00.123456Z"`} {
		fmt.Fprintf(&lines, `{"v":1,"time":"2026-01-01T00:00:00Z","host":%q,"account":"acme","job":%q,"event":"begin"%s}`+"\n", host, id, updateTime)
	}
	if err := os.WriteFile(ledger, []byte(lines.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"resume", "p1", "p2", "p3", "--yes", "--rate", "6000", "--ledger", ledger}
	for range 2 {
		got := sftjRun(t, env, args...)
		if got.code != exitSomeFailed || strings.Contains(got.stderr, "to go on") || !slices.Equal(posts(em), []string{"p3"}) {
			t.Fatalf("exit %d, POSTs for %v\n%s%s", got.code, posts(em), got.stdout, got.stderr)
		}
		const said = "2 jobs left alone: paused, and whether that is meant is not known; when that is cleared up: sftj resume p1 p2 --yes\n"
		if !strings.Contains(got.stderr, said) {
			t.Errorf("want %q in\n%s", said, got.stderr)
		}
	}
	if got := sftjRun(t, env, "resume", "p1", "p2", "--yes"); got.code != 0 || !slices.Equal(posts(em), []string{"p1", "p2", "p3"}) {
		t.Errorf("the command: exit %d, POSTs for %v\n%s", got.code, posts(em), got.stderr)
	}
}

// Jobs of earlier runs that have ended since are no news of a run with --wait, and those of a
// ledger that were not named are not watched.
func TestResume_WaitWithAnOldLedger_WatchesWhatIsActive(t *testing.T) {
	for _, jobs := range []int{3, 30} { // read one by one, and looked up in the list
		em, env := mondayService(t, jobs, 0)
		ledger := filepath.Join(t.TempDir(), "l")
		args := []string{"resume", "--yes", "--rate", "6000", "--ledger", ledger}
		if got := sftjRun(t, env, append(args, "--all-paused")...); got.code != 0 {
			t.Fatal(got.stderr)
		}
		for i := range jobs {
			if err := em.Move("acme", fmt.Sprintf("job%02d", i), []client.JobState{client.JobStateFailed, client.JobStateCompleted}[i%2]); err != nil {
				t.Fatal(err)
			}
		}
		got := sftjRun(t, env, append(args, "--all-paused", "--wait")...)
		if want := fmt.Sprintf("%d jobs of earlier runs in the ledger: not active any more, not watched\nno jobs\n", jobs); got.code != 0 || !strings.HasSuffix(got.stderr, want) {
			t.Errorf("exit %d, want %q\n%s%s", got.code, want, got.stdout, got.stderr)
		}
		if err := em.Move("acme", "job00", client.JobStateRunning); err != nil {
			t.Fatal(err)
		}
		got = sftjRun(t, env, append(args, "job01", "--wait", "--timeout", "1s")...) // enough for what has ended
		if got.code != 0 || strings.Contains(got.stderr, "job00") {
			t.Errorf("job01 alone: exit %d\n%s%s", got.code, got.stdout, got.stderr)
		}
	}
}

// The printed command has the flags of the run, and not the key.
func TestResume_PrintedCommand_RepeatsTheFlags(t *testing.T) {
	em, env := emulated(t)
	em.Suspend("acme")
	got := sftjRun(t, env, "resume", "--filter", `state="JOB_STATE_FAILED" OR name:"p"`, "--also-from", "FAILED,CANCELLED", "--yes", "--rate", "6000", "--api-key", "fw_CANARYKEY")
	const want = `when the account is in order again: sftj resume --also-from 'FAILED,CANCELLED' --api-key KEY --filter 'state="JOB_STATE_FAILED" OR name:"p"' --rate 6000 --yes` + "\n"
	if got.code != exitAccount || !strings.Contains(got.stderr, want) || strings.Contains(got.stderr, "CANARY") || strings.Contains(got.stderr, "next:") {
		t.Errorf("exit %d, want %q\n%s", got.code, want, got.stderr)
	}
}
