//go:build unix

package cli

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/fireworks-sftj/sdk/gen/client"
)

// TestSignalsLeaveTheTerminal: what stops or ends the program finds the terminal as it was
// before, and what goes on is drawn anew.
func TestSignalsLeaveTheTerminal(t *testing.T) {
	size := func() (int, int) { return 80, 24 }
	table := func(out *bytes.Buffer) view {
		return &liveTable{w: out, size: size, gauges: watched(client.JobStateRunning, client.JobStateRunning)}
	}
	line := func(out *bytes.Buffer) view {
		return &bar{line: &liveLine{w: out, size: size}, gauge: watched(client.JobStateRunning)[0]}
	}
	for _, tt := range []struct {
		name   string
		view   func(*bytes.Buffer) view
		signal syscall.Signal
		raised []syscall.Signal
		gone   string // the end of what is written before the signal is passed on
		again  string // the beginning of what is written after
	}{
		{"table, Ctrl-Z", table, syscall.SIGTSTP, []syscall.Signal{syscall.SIGSTOP}, cursorShow + formerScreen, otherScreen + cursorHide},
		{"table, hangup", table, syscall.SIGHUP, []syscall.Signal{syscall.SIGHUP}, cursorShow + formerScreen, ""},
		{"table, quit", table, syscall.SIGQUIT, []syscall.Signal{syscall.SIGQUIT}, cursorShow + formerScreen, ""},
		{"table, gone on with", table, syscall.SIGCONT, nil, "", cursorHome},
		{"table, another size", table, syscall.SIGWINCH, nil, "", cursorHome},
		{"bar, Ctrl-Z", line, syscall.SIGTSTP, []syscall.Signal{syscall.SIGSTOP}, eraseBelow + "\r", "\r" + wrapOff + "paused01"},
		{"bar, hangup", line, syscall.SIGHUP, []syscall.Signal{syscall.SIGHUP}, eraseBelow + "\r", ""},
		{"bar, another size", line, syscall.SIGWINCH, nil, "", "\r" + wrapOff + "paused01"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var out bytes.Buffer
			v := tt.view(&out)
			v.event(0, looked(client.JobStateRunning, 50, time.Minute))
			d, ok := v.(drawing)
			if !ok {
				t.Fatalf("%T is not drawn", v)
			}
			var raised []syscall.Signal
			before := out.Len()
			handleSignal(tt.signal, d, func(s syscall.Signal) {
				raised = append(raised, s)
				if !strings.HasSuffix(out.String(), tt.gone) {
					t.Errorf("left on the terminal: %q", out.String())
				}
				before = out.Len()
				if s == syscall.SIGSTOP {
					_ = syscall.Kill(syscall.Getpid(), syscall.SIGCONT) // as fg does
				}
			})
			after := out.String()[before:]
			if !slices.Equal(raised, tt.raised) || !strings.HasPrefix(after, tt.again) || tt.again == "" && after != "" {
				t.Errorf("raised %v, then drew %q", raised, after)
			}
		})
	}
}

// TestInterrupt_ShellLoop_EndsTheLoop: Ctrl-C reaches the shell and the program. A shell ends
// its loop only if the program died of the signal.
func TestInterrupt_ShellLoop_EndsTheLoop(t *testing.T) {
	for _, shell := range []string{"bash", "sh"} {
		for name, command := range map[string]string{
			"watch":         "sftj watch $job",
			"watch several": "sftj watch $job earlyst1",
			"resume --wait": "sftj resume $job --wait",
		} {
			t.Run(shell+" "+name, func(t *testing.T) {
				path, err := exec.LookPath(shell)
				if err != nil {
					t.Skip(err)
				}
				s := newStage()
				cmd := onStage(t, s, path, "-c", "for job in paused01 complet1; do "+command+"; done; echo went on")
				cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // as in a terminal, the shell and the program are one group
				var out bytes.Buffer
				cmd.Stdout, cmd.Stderr = &out, &out
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				<-s.answered
				if err := syscall.Kill(-cmd.Process.Pid, syscall.SIGINT); err != nil {
					t.Fatal(err)
				}
				died := diedOf(t, cmd.Wait())
				for _, attempt := range s.Attempts() {
					if strings.Contains(attempt.Path, "complet1") {
						t.Errorf("the loop went on: %s %s", attempt.Method, attempt.Path)
					}
				}
				if died != syscall.SIGINT || strings.Contains(out.String(), "went on") {
					t.Errorf("the shell ended by signal %d\n%s", died, out.String())
				}
			})
		}
	}
}

// TestSignals_WhileWatching_EndTheProgramByThatSignal: what a shell calls 130 and 143. What
// is said at the end is said before.
func TestSignals_WhileWatching_EndTheProgramByThatSignal(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		for _, args := range []string{"watch paused01", "watch paused01 paused02", "resume paused01 --wait"} {
			t.Run(signal.String()+" "+args, func(t *testing.T) {
				s := newStage()
				cmd := onStage(t, s, "sftj", strings.Fields(args)...)
				var stderr bytes.Buffer
				cmd.Stderr = &stderr
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				<-s.answered
				if err := cmd.Process.Signal(signal); err != nil {
					t.Fatal(err)
				}
				if died := diedOf(t, cmd.Wait()); died != signal || !strings.Contains(stderr.String(), "sftj: ") {
					t.Errorf("ended by signal %d\n%s", died, stderr.String())
				}
			})
		}
	}
}

// TestSignals_ServeAndProxy_EndWithTheirOwnCode: a signal is how they are stopped.
func TestSignals_ServeAndProxy_EndWithTheirOwnCode(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		for _, args := range []string{"serve --addr 127.0.0.1:0", "proxy --addr 127.0.0.1:0 --to http://127.0.0.1:1"} {
			t.Run(signal.String()+" "+args, func(t *testing.T) {
				cmd := onStage(t, newStage(), "sftj", strings.Fields(args)...)
				stderr, err := cmd.StderrPipe()
				if err != nil {
					t.Fatal(err)
				}
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				for said := bufio.NewScanner(stderr); said.Scan(); {
					if strings.Contains(said.Text(), "stop it with Ctrl-C") {
						break
					}
				}
				if err := cmd.Process.Signal(signal); err != nil {
					t.Fatal(err)
				}
				_, _ = io.Copy(io.Discard, stderr)
				if err := cmd.Wait(); err != nil {
					t.Errorf("ended with %v, want code 0", err)
				}
			})
		}
	}
}

// TestInterrupt_IgnoredAtTheStart_StaysIgnored: a shell has what it runs in the background
// ignore Ctrl-C.
func TestInterrupt_IgnoredAtTheStart_StaysIgnored(t *testing.T) {
	s := newStage()
	cmd := onStage(t, s, "sh", "-c", "trap '' INT; exec sftj watch running1 --progress none -o name")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	<-s.answered
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	if err := s.Finish(sampleAccount, "running1"); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil || !strings.HasSuffix(out.String(), "/running1\n") {
		t.Errorf("%v\n%s", err, out.String())
	}
}

// onStage is a command with the program in its PATH and a stage as its service.
func onStage(t *testing.T, s *stage, name string, args ...string) *exec.Cmd {
	t.Helper()
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Env = []string{
		"HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH"), "NO_COLOR=1", "GORACE=" + raceExit,
		"FIREWORKS_API_KEY=" + sampleKey, "FIREWORKS_ACCOUNT_ID=" + sampleAccount, "FIREWORKS_BASE_URL=" + server.URL,
	}
	return cmd
}

// diedOf is the signal that a command died of, 0 for none.
func diedOf(t *testing.T, err error) syscall.Signal {
	t.Helper()
	if err == nil {
		return 0
	}
	ended, ok := errors.AsType[*exec.ExitError](err)
	if !ok {
		t.Fatal(err)
	}
	status, ok := ended.Sys().(syscall.WaitStatus)
	if !ok || !status.Signaled() {
		t.Logf("ended with code %d", ended.ExitCode())
		return 0
	}
	return status.Signal()
}
