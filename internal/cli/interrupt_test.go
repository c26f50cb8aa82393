package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// ctrlC is a stream that presses Ctrl-C: as a reader when it is read, as a writer when
// it is to write a certain text.
type ctrlC struct {
	press context.CancelFunc
	held  <-chan struct{} // a read lasts until it is closed; nil: it ends at once
	on    string

	mu      sync.Mutex
	written bytes.Buffer
}

func (c *ctrlC) Read([]byte) (int, error) {
	c.press()
	if c.held != nil {
		<-c.held
	}
	return 0, io.EOF
}

func (c *ctrlC) Write(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.written.Write(b)
	if strings.Contains(c.written.String(), c.on) {
		c.press()
	}
	return len(b), nil
}

// TestStdinCanBeInterrupted: Ctrl-C ends a read of stdin that would not end by itself,
// and what an interrupted read returned is not taken for the whole.
func TestStdinCanBeInterrupted(t *testing.T) {
	for _, args := range [][]string{{"resume", "-", "--yes"}, {"resume", "-", "--dry-run"}, {"validate", "-"}} {
		for _, name := range []string{"hangs", "ends"} {
			t.Run(strings.Join(args, " ")+"/"+name, func(t *testing.T) {
				s := newService(t, answering(500, ``))
				ctx, cancel := context.WithCancel(t.Context())
				stdin := &ctrlC{press: cancel}
				if name == "hangs" {
					held := make(chan struct{})
					defer close(held)
					stdin.held = held
				}
				got := runApp(ctx, &app{stdin: stdin}, s.env(), args...)
				if got.code != exitInterrupted || got.stdout != "" || !strings.Contains(got.stderr, "interrupted") {
					t.Errorf("exit %d\n%s%s", got.code, got.stdout, got.stderr)
				}
				if strings.Contains(got.stderr, "jobs") || strings.Contains(got.stderr, "--help") || strings.Contains(got.stderr, "canceled") || len(s.requests) != 0 {
					t.Errorf("sent %q\n%s", s.requests, got.stderr)
				}
			})
		}
	}
}

// TestPromptCanBeInterrupted: Ctrl-C and Ctrl-D end the question's line.
func TestPromptCanBeInterrupted(t *testing.T) {
	held := make(chan struct{})
	defer close(held)
	ctx, cancel := context.WithCancel(t.Context())
	for _, tt := range []struct {
		name  string
		stdin *ctrlC
		err   error
	}{
		{"Ctrl-D", &ctrlC{press: func() {}}, nil},
		{"Ctrl-C", &ctrlC{press: cancel, held: held}, context.Canceled},
	} {
		var stderr bytes.Buffer
		yes, err := (&app{stdin: tt.stdin, stderr: &stderr}).ask(ctx, "Resume 2 jobs?")
		if yes || !errors.Is(err, tt.err) || stderr.String() != "Resume 2 jobs? [y/N] \n" {
			t.Errorf("%s: %v, %v, %q", tt.name, yes, err, stderr.String())
		}
	}
}

// TestNobodyIsAskedUnseen: a question on a stderr that is no terminal would be waited for in
// silence.
func TestNobodyIsAskedUnseen(t *testing.T) {
	terminal, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skip("needs a pseudo-terminal:", err)
	}
	defer terminal.Close()
	if !isTerminal(terminal) {
		t.Skip("the controlling side is no terminal on this system")
	}
	em, env := emulated(t)
	got := runApp(t.Context(), &app{stdin: terminal}, env, "resume", "p1", "p2")
	if got.code != exitUsage || len(posts(em)) != 0 || !strings.Contains(got.stderr, "this would resume 2 jobs: confirm it with --yes") {
		t.Errorf("exit %d, POSTs for %v\n%s", got.code, posts(em), got.stderr)
	}
}

// TestInterruptedWhenAllIsDone: a success that Ctrl-C comes too late for stays one. A job
// that the run did not come to is counted.
func TestInterruptedWhenAllIsDone(t *testing.T) {
	for _, tt := range []struct {
		on, rows, sum string
		code          int
	}{
		{"p2  resumed", "p1  resumed\np2  resumed\n", "2 jobs: 2 resumed\n", 0},
		{"p1  resumed", "p1  resumed\n", "1 job skipped: interrupted\n2 jobs: 1 resumed, 1 skipped\n", exitInterrupted},
	} {
		em, env := emulated(t)
		ctx, cancel := context.WithCancel(t.Context())
		stdout := &ctrlC{press: cancel, on: tt.on}
		var stderr bytes.Buffer
		a := &app{stdout: stdout, stderr: &stderr, getenv: func(k string) string { return env[k] }}
		code := a.run(ctx, []string{"resume", "p1", "p2", "--yes", "--concurrency", "1", "--rate", "600"})
		if code != tt.code || stdout.written.String() != tt.rows || !strings.Contains(stderr.String(), tt.sum) || strings.Contains(stderr.String(), "canceled") {
			t.Errorf("Ctrl-C at %q: exit %d, POSTs for %v\n%s%s", tt.on, code, posts(em), stdout.written.String(), stderr.String())
		}
	}
}

// TestInterruptedBulk: jobs that the run did not come to are no success, and a run that
// came to none has nothing to sum up.
func TestInterruptedBulk(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for skipped, want := range []error{nil, context.Canceled} {
		if got := bulkEnd(ctx, sftj.BulkReport{Resumed: 1, Skipped: skipped}, context.Canceled); !errors.Is(got, want) {
			t.Errorf("%d skipped: %v", skipped, got)
		}
	}
	var stderr bytes.Buffer
	if (&app{stderr: &stderr}).summary(sftj.BulkReport{}, nil, nil, &resumeFlags{bulk: bulkFlags{ledger: "ledger"}}); stderr.Len() != 0 {
		t.Errorf("sums up %q", stderr.String())
	}
}

func TestServeEndsWithCtrlC(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	stderr := &ctrlC{press: cancel, on: "emulator on http://127.0.0.1:"}
	a := &app{stdout: io.Discard, stderr: stderr, getenv: func(string) string { return "" }}
	if code := a.run(ctx, []string{"serve", "--addr", "127.0.0.1:0"}); code != 0 {
		t.Errorf("exit %d\n%s", code, stderr.written.String())
	}
}

// TestServeOnATakenPort says what to do about it.
func TestServeOnATakenPort(t *testing.T) {
	taken := newService(t, answering(200, ``))
	got := sftjRun(t, nil, "serve", "--addr", taken.Listener.Addr().String())
	if got.code != exitError || !strings.Contains(got.stderr, "\nnext: another port, as in sftj serve --addr 127.0.0.1:0") {
		t.Errorf("exit %d\n%s", got.code, got.stderr)
	}
}

// TestServeNamesTheOperation: a line about a broken contract says of which operation.
func TestServeNamesTheOperation(t *testing.T) {
	for output, want := range map[string]string{
		"table": "contract: Gateway_GetSupervisedFineTuningJob response /state: enum:",
		"json":  `{"violation":{"operation":"Gateway_GetSupervisedFineTuningJob","side":"response","pointer":"/state"`,
	} {
		var stderr bytes.Buffer
		a := &app{stderr: &stderr, flags: globalFlags{output: output}}
		handler, err := a.guarded(answering(200, `{"name":"accounts/acme/supervisedFineTuningJobs/x","dataset":"d","state":"paused"}`))
		if err != nil {
			t.Fatal(err)
		}
		handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, jobsPath+"/x", nil))
		if !strings.HasPrefix(stderr.String(), want) {
			t.Errorf("-o %s: %s", output, stderr.String())
		}
	}
}

// What an interrupted run did not come to may be a hundred thousand jobs: the end of the run does
// not search each of their texts again and again. The bound is on allocations, which do not depend
// on how busy the machine is.
func TestBulkView_ManyUnreachedJobs_EndCheaply(t *testing.T) {
	const jobs = 1000
	order := make([]string, jobs)
	for i := range order {
		order[i] = fmt.Sprintf("accounts/acme/supervisedFineTuningJobs/job%06d", i)
	}
	a := &app{stdout: io.Discard, stderr: io.Discard, getenv: func(string) string { return "fw_CANARYKEY" }}
	a.flags.verbose = true
	perJob := testing.AllocsPerRun(3, func() {
		a.newBulkView(order, nil, &resumeFlags{}).end(order, nil)
	}) / jobs
	if perJob > 100 {
		t.Errorf("%.0f allocations a job, want at most 100", perJob)
	}
}
