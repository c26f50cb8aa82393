package cli

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/client"
)

// looked is an event of a job at so many percent, so long after the wait began.
func looked(state client.JobState, percent int32, elapsed time.Duration) sftj.Event {
	job := &sftj.Job{}
	job.State = state
	job.JobProgress = &client.JobProgress{Percent: percent, Epoch: 1, InputTokens: 98304 * percent}
	job.EstimatedCost = &client.Money{CurrencyCode: "USD", Units: "3", Nanos: 250000000}
	return sftj.Event{Job: job, State: sftj.State(state), Percent: percent, Epoch: 1, Elapsed: elapsed, Remaining: 12 * time.Minute}
}

// watched are gauges of jobs that were looked at twice, a minute apart.
func watched(states ...client.JobState) []*gauge {
	var jobs []string
	for i := range states {
		jobs = append(jobs, fmt.Sprintf("paused%02d", i+1))
	}
	gauges := newGauges(jobs)
	for i, g := range gauges {
		g.take(looked(states[i], 40, 0))
		g.take(looked(states[i], 42, time.Minute))
	}
	return gauges
}

// TestBarFitsTheTerminal: no width makes it longer than its line, and 80 columns have room
// for all of it.
func TestBarFitsTheTerminal(t *testing.T) {
	b := &bar{gauge: watched(client.JobStateRunning)[0]}
	for room := range 220 {
		if text := b.text(room); width(text) > room {
			t.Errorf("%d columns for %d: %q", width(text), room, text)
		}
	}
	const all = "paused01 RUNNING [==>     ] 42% epoch 1 4.1M tok 3.3k/s 1m00s 12m left 3.25 USD"
	if got := b.text(79); got != all {
		t.Errorf("\n got %q\nwant %q", got, all)
	}
	for room, want := range map[int]string{
		60: "paused01 RUNNING 42% epoch 1 4.1M tok 1m00s 12m left",
		30: "paused01 RUNNING 42% 12m left",
		10: "paused01 …",
	} {
		if got := b.text(room); got != want {
			t.Errorf("%d columns: %q, want %q", room, got, want)
		}
	}
}

// TestLiveLineLeavesNothingBehind: wherever the line is broken, the cursor is at its
// beginning, and all from there on is erased.
func TestLiveLineLeavesNothingBehind(t *testing.T) {
	var out bytes.Buffer
	l := &liveLine{w: &out, size: func() (int, int) { return 200, 24 }}
	l.clear()
	if out.Len() != 0 {
		t.Errorf("erases what it did not draw: %q", out.String())
	}
	l.draw("x")
	l.draw("y")
	l.clear()
	l.clear()
	want := "\r" + wrapOff + "x" + wrapOn + eraseBelow + "\r" + "\r" + wrapOff + "y" + wrapOn + eraseBelow + "\r" + "\r" + eraseAll + cursorRight + eraseBelow + "\r"
	if out.String() != want || l.room() != 119 {
		t.Errorf("%q, want %q", out.String(), want)
	}
}

func TestLiveTable(t *testing.T) {
	states := []client.JobState{client.JobStateRunning, client.JobStateCompleted, client.JobStateCreatingInputDataset, client.JobStateFailed}
	table := &liveTable{gauges: watched(states...)}
	table.gauges[1].end(nil)
	table.gauges[3].end(errors.New("the job failed"))
	for columns := range 220 {
		for _, line := range table.lines(columns, 24) {
			if width(line) > columns {
				t.Fatalf("%d columns for %d: %q", width(line), columns, line)
			}
		}
	}
	want := `JOB       STATE               %  EPOCH  TOKENS    RATE  ELAPSED  LEFT      COST
paused01  RUNNING           42%      1    4.1M  3.3k/s    1m00s   12m  3.25 USD
paused02  COMPLETED         42%      1    4.1M  3.3k/s    1m00s        3.25 USD
paused03  CREATING_INPUT_…  42%      1    4.1M  3.3k/s    1m00s   12m  3.25 USD
paused04  FAILED            42%      1    4.1M  3.3k/s    1m00s        3.25 USD
1 completed, 1 creating input dataset, 1 failed, 1 running; 2 of 4 finished, 1…`
	if got := strings.Join(table.lines(79, 24), "\n"); got != want {
		t.Errorf("\n%s\nwant\n%s", got, want)
	}
	const narrow = "JOB       STATE        %  EPOCH  TOKENS  ELAPSED  LEFT      COST"
	if got := table.lines(64, 24)[0]; got != narrow {
		t.Errorf("64 columns: %q", got)
	}
	// What has ended makes room, the order stays, and nothing is taller than the screen.
	for height, want := range map[int]string{3: "paused01", 4: "paused01 paused03", 5: "paused01 paused02 paused03"} {
		low := table.lines(200, height)
		var rows []string
		for _, line := range low[1 : len(low)-1] {
			rows = append(rows, strings.Fields(line)[0])
		}
		if got := strings.Join(rows, " "); got != want || len(low) != height || !strings.Contains(low[height-1], fmt.Sprintf("; %d not shown;", 6-height)) {
			t.Errorf("%d lines: %q", height, low)
		}
	}
	// The states are counted, most first.
	var running []client.JobState
	for range 12 {
		running = append(running, client.JobStateRunning)
	}
	many := &liveTable{gauges: watched(append(running, client.JobStatePaused, client.JobStatePaused)...)}
	if got := many.sum(); got != "12 running, 2 paused; 0 of 14 finished" {
		t.Errorf("sums up %q", got)
	}
}

// TestColours: they are a matter of the state, and of NO_COLOR.
func TestColours(t *testing.T) {
	gauges := watched(client.JobStateFailed, client.JobStateRunning, client.JobStateCompleted)
	plain, colored := layOut(gauges, 79, false), layOut(gauges, 79, true)
	if strings.Contains(strings.Join(plain, ""), "\x1b") {
		t.Errorf("coloured: %q", plain)
	}
	for i, code := range []string{"", "\x1b[31m", "", "\x1b[32m"} {
		if got := strings.Contains(colored[i], "\x1b"); got != (code != "") || !strings.Contains(colored[i], code) {
			t.Errorf("%q, want %q", colored[i], code)
		}
	}
	for _, v := range []string{"1", ""} {
		if a := (&app{getenv: func(string) string { return v }}); a.colors() != (v == "") {
			t.Errorf("NO_COLOR=%s", v)
		}
	}
}

// TestTableGivesTheScreenBack: it opens once, and closes what it opened.
func TestTableGivesTheScreenBack(t *testing.T) {
	var out bytes.Buffer
	table := &liveTable{w: &out, size: func() (int, int) { return 80, 24 }, gauges: watched(client.JobStateRunning, client.JobStateRunning)}
	table.tick()
	table.ended(1, nil)
	table.close()
	if out.Len() != 0 {
		t.Errorf("drew before the first look: %q", out.String())
	}
	table.event(0, looked(client.JobStateRunning, 50, time.Minute))
	table.tick()
	table.close()
	got := out.String()
	if strings.Count(got, otherScreen) != 1 || !strings.HasPrefix(got, otherScreen+cursorHide) || !strings.HasSuffix(got, cursorShow+formerScreen) {
		t.Errorf("%q", got)
	}
}

// TestLinesAndHeartbeats: a line when something changes, and one a minute.
func TestLinesAndHeartbeats(t *testing.T) {
	var out bytes.Buffer
	v := &lines{w: &out, gauges: newGauges([]string{"a"}), heartbeat: heartbeat, said: make([]time.Duration, 1)}
	for _, seconds := range []int{0, 30, 59, 60, 90, 119, 120} {
		v.event(0, looked(client.JobStateRunning, 40, time.Duration(seconds)*time.Second))
	}
	changed := looked(client.JobStateWritingResults, 99, 121*time.Second)
	changed.Changed = true
	v.event(0, changed)
	v.event(0, sftj.Event{Err: errors.New("x"), Elapsed: 122 * time.Second})
	if got := strings.Count(out.String(), "\n"); got != 5 || !strings.Contains(out.String(), "a  status check failed; retrying: x\n") {
		t.Errorf("%d lines\n%s", got, out.String())
	}
}
