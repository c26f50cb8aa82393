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
		v := a.newBulkView(2, &resumeFlags{})
		v.line = a.liveLine()
		erase := "\r" + eraseAll + cursorRight + eraseBelow + "\r"
		drawn := func(text string) string { return "\r" + wrapOff + text + wrapOn + eraseBelow + "\r" }

		v.begin()
		synctest.Wait()
		v.result(sftj.BulkResult{Job: "a", Outcome: sftj.Resumed})
		v.result(sftj.BulkResult{Job: "b", Outcome: sftj.Resumed})
		want := drawn("resuming ["+strings.Repeat(" ", 20)+"] 0 of 2") + erase + "a  resumed\nb  resumed\n"
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
		if want := drawn("resuming ["+strings.Repeat("=", 20)+"] 2 of 2") + erase; screen.String() != want {
			t.Errorf("\n got %q\nwant %q", screen.String(), want)
		}
	})
}
