//go:build unix

package main

import (
	"bytes"
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
			obey(tt.signal, d, func(s syscall.Signal) {
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
