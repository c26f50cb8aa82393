package cli

import (
	"errors"
	"iter"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/client"
)

// counted is a view that counts.
type counted struct{ events, ends, bad, ticks, closed int }

func (c *counted) event(int, sftj.Event) { c.events++ }
func (c *counted) ended(_ int, err error) {
	if c.ends++; err != nil {
		c.bad++
	}
}
func (c *counted) tick()  { c.ticks++ }
func (c *counted) close() { c.closed++ }

// TestFollow: forty waits of two looks each. Each end is reported once, with its error; the
// clock ticks while they wait.
func TestFollow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const n = 40
		bad := errors.New("it failed")
		var waits []iter.Seq2[sftj.Event, error]
		for i := range n {
			waits = append(waits, func(yield func(sftj.Event, error) bool) {
				time.Sleep(time.Second)
				if !yield(looked(client.JobStateRunning, 1, time.Second), nil) {
					return
				}
				time.Sleep(time.Minute)
				if i == 7 {
					yield(looked(client.JobStateFailed, 1, time.Minute), bad)
					return
				}
				yield(looked(client.JobStateCompleted, 100, time.Minute), nil)
			})
		}
		c := &counted{}
		endings := (&app{}).follow(waits, c)
		if *c != (counted{events: 2 * n, ends: n, bad: 1, ticks: c.ticks, closed: 1}) || c.ticks < 60 {
			t.Errorf("%+v", c)
		}
		for i, end := range endings {
			if (end.err != nil) != (i == 7) || end.last.Job == nil {
				t.Errorf("%d: %v", i, end.err)
			}
		}
	})
}

func TestWatchEnd(t *testing.T) {
	for _, tt := range []struct {
		codes []int
		want  int
	}{
		{nil, exitDone},
		{[]int{exitStillRunning, exitStillRunning}, exitStillRunning},
		{[]int{exitAuth}, exitAuth},
		{[]int{exitAccount, exitAccount}, exitAccount},
		{[]int{exitJobFailed, exitJobFailed}, exitSomeFailed},
		{[]int{exitStillRunning, exitJobFailed}, exitSomeFailed},
		{[]int{exitPausedAgain, exitPausedAgain}, exitPausedAgain},
		{[]int{exitPausedAgain, exitStillRunning}, exitSomeFailed},
	} {
		if got := exitCode(t.Context(), watchEnd(tt.codes)); got != tt.want {
			t.Errorf("%v: exit %d, want %d", tt.codes, got, tt.want)
		}
	}
}
