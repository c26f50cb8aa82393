package sftj_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/server"
)

// activities collects what an observer is told, a line each.
type activities struct {
	mu    sync.Mutex
	start time.Time
	lines []string
}

func (a *activities) observe(_ context.Context, what sftj.Activity) {
	a.mu.Lock()
	defer a.mu.Unlock()
	line := fmt.Sprintf("%v %s: %s %s", time.Since(a.start).Round(100*time.Millisecond), what.Operation, what.Job, what.Kind)
	switch what.Kind {
	case sftj.AttemptBegan:
		line += fmt.Sprintf(" %d, %v at most", what.Attempt, time.Until(what.Until).Round(time.Second))
	case sftj.AttemptEnded:
		line += fmt.Sprintf(" %d, %d, failed: %t", what.Attempt, what.Status, what.Err != nil)
	case sftj.Waiting:
		line += fmt.Sprintf(" %v %s", time.Until(what.Until).Round(time.Second), what.Reason)
	}
	a.lines = append(a.lines, line)
}

// An observer is told of every attempt and every wait, in their order.
func TestWithObserver_TellsEachAttemptAndWait(t *testing.T) {
	for name, c := range map[string]struct {
		fault emulator.Fault
		call  func(context.Context, *sftj.Client) error
		want  []string
	}{
		"a read that is refused for a while": {
			emulator.FailStatus(429, emulator.WithRetryAfter("7")).On("get"),
			func(ctx context.Context, c *sftj.Client) error { _, err := c.Get(ctx, "ft-42"); return err },
			[]string{
				"0s get: ft-42 attempt began 1, 30s at most", "0s get: ft-42 attempt ended 1, 429, failed: false",
				"0s get: ft-42 waiting 7s as the service asked",
				"7s get: ft-42 attempt began 2, 30s at most", "7s get: ft-42 attempt ended 2, 200, failed: false",
			},
		},
		"a resume whose response is lost": {
			emulator.HangAfterApply().On("resume"),
			func(ctx context.Context, c *sftj.Client) error { _, err := c.EnsureResumed(ctx, "ft-42"); return err },
			[]string{
				"0s get: ft-42 attempt began 1, 30s at most", "0s get: ft-42 attempt ended 1, 200, failed: false",
				"0s resume: ft-42 attempt began 1, 30s at most", "30s resume: ft-42 attempt ended 1, 0, failed: true",
				"30s resume: ft-42 waiting 15s to find out what became of the resume",
				"30.3s get: ft-42 attempt began 1, 5s at most", "30.3s get: ft-42 attempt ended 1, 200, failed: false",
			},
		},
		"a wait": {
			emulator.Delay(0).On("list"),
			func(ctx context.Context, c *sftj.Client) error {
				for _, err := range c.Wait(ctx, "ft-42", sftj.WithTimeout(2*time.Second)) {
					if err != nil && !errors.Is(err, sftj.ErrWaitTimeout) {
						return err
					}
				}
				return nil
			},
			[]string{"0s get: ft-42 attempt began 1, 2s at most", "0s get: ft-42 attempt ended 1, 200, failed: false", "0s wait: ft-42 waiting 2s to read again"},
		},
		"a bulk run": {
			emulator.Delay(0).On("list"),
			func(ctx context.Context, c *sftj.Client) error {
				_, err := c.ResumeAll(ctx, named([]string{"ft-42"}, nil), sftj.BulkOptions{PerMinute: 10})
				return err
			},
			[]string{
				"0s get: ft-42 attempt began 1, 30s at most", "0s get: ft-42 attempt ended 1, 200, failed: false",
				"0s resume all:  waiting 6s for a turn", "6s resume: ft-42 attempt began 1, 30s at most",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				em := emulator.New(emulator.WithAccount("acme", testKey),
					emulator.WithJobs("acme", server.Job{Name: "ft-42", Dataset: "d", State: server.JobStatePaused}))
				em.Inject(c.fault)
				told := &activities{start: time.Now()}
				if err := c.call(t.Context(), newClient(t, em.Transport(), sftj.WithObserver(told.observe), sftj.WithPollInterval(5*time.Second, 5*time.Second))); err != nil {
					t.Fatal(err)
				}
				if n := len(c.want); len(told.lines) < n || !slices.Equal(told.lines[:n], c.want) {
					t.Errorf("told\n%s\nwant\n%s", strings.Join(told.lines, "\n"), strings.Join(c.want, "\n"))
				}
			})
		})
	}
}

// What an observer is told of a job that looks like a key is masked.
func TestWithObserver_HoldsNoKey(t *testing.T) {
	em := emulator.New(emulator.WithAccount("acme", testKey))
	told := &activities{start: time.Now()}
	_, _ = newClient(t, em.Transport(), sftj.WithObserver(told.observe)).Get(t.Context(), "fw_CANARY0123456789")
	if text := strings.Join(told.lines, "\n"); len(told.lines) == 0 || strings.Contains(text, "CANARY") {
		t.Errorf("%q", text)
	}
}
