//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package sftj_test

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

const (
	killJobs   = 60
	childURL   = "SFTJ_TEST_BULK_URL" // in the environment of the child process
	childPath  = "SFTJ_TEST_BULK_LEDGER"
	childLocks = "SFTJ_TEST_BULK_LOCKED"
)

// TestBulkChild is the process that is killed, or finds the ledger taken.
func TestBulkChild(t *testing.T) {
	if path := os.Getenv(childLocks); path != "" {
		_, err := sftj.OpenLedger(path)
		fmt.Fprintln(os.Stdout, "opened:", err)
		return
	}
	if os.Getenv(childURL) == "" {
		t.Skip("this is the child process of other tests")
	}
	_, _ = io.Copy(io.Discard, os.Stdin) // until the trap is laid
	l := openLedger(t, os.Getenv(childPath))
	defer l.Close()
	c := newClient(t, nil, sftj.WithBaseURL(os.Getenv(childURL)))
	report, err := c.ResumeAll(t.Context(), named(bulkIDs(killJobs), nil), sftj.BulkOptions{PerMinute: 6000, Ledger: l})
	fmt.Fprintln(os.Stdout, "from ledger:", report.FromLedger, "failed:", report.Failed, "jobs:", report.Jobs(), "error:", err)
}

// child makes this test binary a process that runs TestBulkChild.
func child(ctx context.Context, env ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestBulkChild$")
	cmd.Env = append(os.Environ(), env...)
	return cmd
}

// killer is the service with a trap: at the request that is the last one it kills who asks,
// before or after the request takes effect.
type killer struct {
	service http.Handler

	mu     sync.Mutex
	left   int // requests until then; below 0: no trap
	after  bool
	victim *os.Process
}

func (k *killer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.left--
	deadly := k.left == 0 && k.victim != nil
	if !deadly || k.after {
		k.service.ServeHTTP(w, r)
	}
	if deadly {
		_ = k.victim.Kill()
	}
}

// set lays the trap.
func (k *killer) set(left int, after bool, victim *os.Process) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.left, k.after, k.victim = left, after, victim
}

// A run is killed twenty times and begun again with the same ledger: no job is lost, none
// is resumed twice, and the last run does only what is left.
func TestKilledRunGoesOn(t *testing.T) {
	em := bulkService(bulkIDs(killJobs))
	trap := &killer{service: em.Handler()}
	srv := httptest.NewServer(trap)
	defer srv.Close()
	path := filepath.Join(t.TempDir(), "ledger")
	random := rand.New(rand.NewPCG(3, 4))
	for range 20 {
		cmd := child(t.Context(), childURL+"="+srv.URL, childPath+"="+path)
		ready, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		trap.set(1+random.IntN(8), random.IntN(2) == 0, cmd.Process)
		ready.Close()
		if err := cmd.Wait(); err == nil || !strings.Contains(err.Error(), "killed") {
			t.Fatalf("the run ended by itself: %v", err)
		}
	}
	trap.set(-1, false, nil)
	out, err := child(t.Context(), childURL+"="+srv.URL, childPath+"="+path).Output()
	text := string(out)
	if err != nil || !strings.Contains(text, fmt.Sprintf("failed: 0 jobs: %d error: <nil>", killJobs)) || strings.Contains(text, "from ledger: 0 ") {
		t.Errorf("last run: %s, %v", out, err)
	}
	for _, id := range bulkIDs(killJobs) {
		if n := bulkResumes(em, id); n != 1 {
			t.Errorf("%s was resumed %d times", id, n)
		}
	}
	_ = openLedger(t, path).Close()
}

// Two processes can't have one ledger, nor can two runs of one process.
func TestLedgerIsForOneRun(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger")
	l := openLedger(t, path)
	if _, err := sftj.OpenLedger(path); err == nil || !strings.Contains(err.Error(), "another run") {
		t.Errorf("opened twice: %v", err)
	}
	if out, err := child(t.Context(), childLocks+"="+path).Output(); err != nil || !strings.Contains(string(out), "another run") {
		t.Errorf("the other process: %s, %v", out, err)
	}
	l.Close()
	if out, err := child(t.Context(), childLocks+"="+path).Output(); err != nil || !strings.Contains(string(out), "opened: <nil>") {
		t.Errorf("the other process after it: %s, %v", out, err)
	}
}
