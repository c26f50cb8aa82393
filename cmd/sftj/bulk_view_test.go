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
		v := a.newBulkView([]string{"a", "b", "c", "d"}, nil, &resumeFlags{bulk: bulkFlags{rate: 60}})
		v.line = a.liveLine()
		erase := "\r" + eraseAll + cursorRight + eraseBelow + "\r"
		drawn := func(text string) string { return "\r" + wrapOff + text + wrapOn + eraseBelow + "\r" }

		v.begin(1, 60)
		synctest.Wait()
		v.result(sftj.BulkResult{Job: "a", Outcome: sftj.Resumed})
		v.result(sftj.BulkResult{Job: "b", Err: sftj.ErrOutcomeUnknown})
		want := drawn("resuming ["+strings.Repeat(" ", 20)+"] 0 of 4, about 8s left") + erase + "a  resumed\nb  unknown  outcome unknown\n"
		if screen.String() != want {
			t.Errorf("\n got %q\nwant %q", screen.String(), want)
		}
		v.mu.Lock() // the race detector does not know that no timer is due
		screen.Reset()
		v.mu.Unlock()
		time.Sleep(afterResult)
		synctest.Wait()
		v.end(nil, nil)
		v.tick()
		if want := drawn("resuming ["+strings.Repeat("=", 9)+">"+strings.Repeat(" ", 10)+"] 2 of 4, about 4s left, 1 unknown") + erase; screen.String() != want {
			t.Errorf("\n got %q\nwant %q", screen.String(), want)
		}
	})
}
