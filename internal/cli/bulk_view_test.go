package cli

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

// The line says until when a 429 pauses the run, and then estimates by the pace of the latest jobs
// where that is slower than the rate that was set.
func TestBulkView_PauseAndPace_AreInTheLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var screen bytes.Buffer
		a := &app{stdout: &screen, stderr: &screen, getenv: func(string) string { return "" }}
		v := a.newBulkView(make([]string, 20), nil, &resumeFlags{bulk: bulkFlags{rate: 600}})
		v.line = a.liveLine()
		v.begin(1, 600)
		synctest.Wait()
		drawn := func() string {
			v.mu.Lock()
			defer v.mu.Unlock()
			text := screen.String()
			screen.Reset()
			return text
		}
		if text := drawn(); !strings.Contains(text, "0 of 20, about 4s left") {
			t.Errorf("at the start: %q", text)
		}
		until := time.Now().Add(30 * time.Second)
		v.paused(until)
		time.Sleep(time.Second)
		if text := drawn(); !strings.Contains(text, "0 of 20, waiting until "+until.Local().Format(time.TimeOnly)) {
			t.Errorf("in the pause: %q", text)
		}
		time.Sleep(30 * time.Second)
		for i := range 4 { // one job in ten seconds
			v.result(sftj.BulkResult{Job: string(rune('a' + i)), Outcome: sftj.Resumed})
			drawn()
			time.Sleep(10 * time.Second)
		}
		if v.mu.Lock(); v.timeLeft() != 16*10*time.Second {
			t.Errorf("about %v left", v.timeLeft())
		}
		v.mu.Unlock()
		if text := drawn(); !strings.Contains(text, "4 of 20, about 2m") {
			t.Errorf("at the pace of one job in ten seconds: %q", text)
		}
		v.end(nil, nil)
	})
}
