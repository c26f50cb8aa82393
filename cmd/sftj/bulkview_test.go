package main

import (
	"bytes"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// TestBulkLine: the line is gone while a result is written and for a while after, and at
// the end for good.
func TestBulkLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var screen bytes.Buffer // both streams, as on a terminal
		a := &app{stdout: &screen, stderr: &screen, getenv: func(string) string { return "" }}
		v := a.newBulkView(4, &resumeFlags{})
		v.line = a.liveLine()
		erase := "\r" + eraseAll + cursorRight + eraseBelow + "\r"
		drawn := func(text string) string { return "\r" + wrapOff + text + wrapOn + eraseBelow + "\r" }

		v.begin()
		synctest.Wait()
		v.result(sftj.BulkResult{Job: "a", Outcome: sftj.Resumed})
		v.result(sftj.BulkResult{Job: "b", Err: sftj.ErrOutcomeUnknown})
		want := drawn("resuming ["+strings.Repeat(" ", 20)+"] 0 of 4") + erase + "a  resumed\nb  unknown  outcome unknown\n"
		if screen.String() != want {
			t.Errorf("\n got %q\nwant %q", screen.String(), want)
		}
		v.mu.Lock() // the race detector does not know that no timer is due
		screen.Reset()
		v.mu.Unlock()
		time.Sleep(afterResult)
		synctest.Wait()
		v.close()
		v.tick()
		if want := drawn("resuming ["+strings.Repeat("=", 9)+">"+strings.Repeat(" ", 10)+"] 2 of 4, 1 unknown") + erase; screen.String() != want {
			t.Errorf("\n got %q\nwant %q", screen.String(), want)
		}
	})
}
