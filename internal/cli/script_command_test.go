package cli

import (
	"errors"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/fireworks-sftj/sdk/api/emulator"
)

func stageOf(ts *testscript.TestScript) *stage { return ts.Value(stageKey{}).(*stage) }

// scriptExits is "exits CODE ARGUMENT…": the program, which has to end with this code.
func scriptExits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE ARGUMENT…")
	}
	checkCode(ts, args[0], ts.Exec("sftj", args[1:]...))
}

// checkCode compares the exit code behind an error with the one that is wanted. A program
// that died of a signal has the code that shells give it.
func checkCode(ts *testscript.TestScript, want string, err error) {
	got := 0
	if ended, ok := errors.AsType[*exec.ExitError](err); ok {
		got = ended.ExitCode()
		if by, ok := ended.Sys().(interface {
			Signaled() bool
			Signal() syscall.Signal
		}); ok && by.Signaled() {
			got = 128 + int(by.Signal())
		}
	} else {
		ts.Check(err)
	}
	if strconv.Itoa(got) != want {
		ts.Fatalf("exit code %d, want %s", got, want)
	}
}

// scriptDuring is "during EVENT CODE ARGUMENT…": the program, to which something happens
// when its first request was answered: interrupt, or pause:JOB, finish:JOB, remove:JOB.
func scriptDuring(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: during EVENT CODE ARGUMENT…")
	}
	s := stageOf(ts)
	select {
	case <-s.answered: // a request of a command before
	default:
	}
	path, err := exec.LookPath("sftj")
	ts.Check(err)
	cmd := exec.Command(path, args[2:]...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = ts.Getenv("WORK"), ts.Stdout(), ts.Stderr()
	for _, name := range []string{"HOME", "PATH", "NO_COLOR", "GORACE", "FIREWORKS_API_KEY", "FIREWORKS_ACCOUNT_ID", "FIREWORKS_BASE_URL"} {
		cmd.Env = append(cmd.Env, name+"="+ts.Getenv(name))
	}
	ts.Check(cmd.Start())
	<-s.answered
	event, job, _ := strings.Cut(args[0], ":")
	switch event {
	case "interrupt":
		err = cmd.Process.Signal(os.Interrupt)
	case "pause":
		err = s.Pause(sampleAccount, job, "")
	case "finish":
		err = s.Finish(sampleAccount, job)
	case "remove":
		err = s.Remove(sampleAccount, job)
	default:
		ts.Fatalf("no such event: %s", event)
	}
	ts.Check(err)
	checkCode(ts, args[1], cmd.Wait())
}

// scriptFault is "fault OPERATION KIND [job=ID] [times=N] [applied] [reason=R]": what
// happens to the next requests. A kind is an HTTP status, or lost: applied, and no answer.
func scriptFault(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: fault OPERATION KIND [job=ID] [times=N] [applied] [reason=R]")
	}
	given := map[string]string{}
	for _, arg := range args[2:] {
		name, value, _ := strings.Cut(arg, "=")
		given[name] = value
	}
	fault := emulator.DropAfterApply()
	if args[1] != "lost" {
		status, err := strconv.Atoi(args[1])
		ts.Check(err)
		var answer []emulator.AnswerOption
		if given["reason"] != "" {
			answer = append(answer, emulator.WithReason(given["reason"]))
		}
		fault = emulator.FailStatus(status, answer...)
	}
	fault = fault.On(args[0]).ForJob(given["job"])
	if _, ok := given["applied"]; ok {
		fault = fault.Applied()
	}
	if given["times"] != "" {
		n, err := strconv.Atoi(given["times"])
		ts.Check(err)
		fault = fault.Repeated(n)
	}
	stageOf(ts).Inject(fault)
}

// scriptAccount is "account suspended after=N" and "account active": after so many resumes the
// sample account is suspended, which pauses its jobs; or it is in order again.
func scriptAccount(ts *testscript.TestScript, neg bool, args []string) {
	s := stageOf(ts)
	switch {
	case !neg && len(args) == 1 && args[0] == "active":
		s.untilEnd.Store(0)
		s.Unsuspend(sampleAccount)
	case !neg && len(args) == 2 && args[0] == "suspended":
		n, err := strconv.Atoi(strings.TrimPrefix(args[1], "after="))
		ts.Check(err)
		s.untilEnd.Store(int64(n))
	default:
		ts.Fatalf("usage: account suspended after=N | account active")
	}
}

// scriptPosts is "posts [ID…]": the jobs that a resume was sent for since the last time,
// each as often as it was.
func scriptPosts(ts *testscript.TestScript, neg bool, args []string) {
	s := stageOf(ts)
	slices.Sort(args)
	if got := posts(s.Emulator); neg || !slices.Equal(got, args) {
		ts.Fatalf("POSTs for %v, want %v", got, args)
	}
	s.ResetAttempts()
}

// scriptFinish is "finish ID…": these jobs are completed.
func scriptFinish(ts *testscript.TestScript, _ bool, args []string) {
	for _, id := range args {
		ts.Check(stageOf(ts).Finish(sampleAccount, id))
	}
}
