package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// lines writes a line when something changed about a job, and one each heartbeat.
type lines struct {
	w         io.Writer
	gauges    []*gauge
	heartbeat time.Duration
	said      []time.Duration // when the last line about each job was written
}

// event writes about a look that failed each time: whoever reads a log later wants to know
// since when.
func (l *lines) event(n int, ev sftj.Event) {
	g := l.gauges[n]
	begun := g.last.Job != nil || g.last.Err != nil
	g.take(ev)
	if begun && !ev.Changed && ev.Err == nil && ev.Elapsed-l.said[n] < l.heartbeat {
		return
	}
	l.said[n] = ev.Elapsed
	if ev.Err != nil {
		fmt.Fprintln(l.w, oneLine(fmt.Sprintf("%s  looking failed, trying again: %s", g.id, inFlags(ev.Err.Error()))))
		return
	}
	line := fmt.Sprintf("%s  %-16s %3d %%  epoch %d  %s", g.id, short(ev.State), ev.Percent, ev.Epoch, rounded(ev.Elapsed))
	if ev.Remaining > 0 {
		line += ", about " + rounded(ev.Remaining).String() + " to go"
	}
	if n := tokens(ev.Job); n > 0 {
		line += ", " + strings.TrimSpace(count(n)+" tokens "+g.rateText())
	}
	if cost := g.cost(); cost != "" {
		line += ", " + cost
	}
	fmt.Fprintln(l.w, oneLine(line))
}

func (*lines) ended(int, error) {}
func (*lines) tick()            {}
func (*lines) close()           {}

func rounded(d time.Duration) time.Duration { return d.Round(time.Second) }

// short is a state without its prefix.
func short(s sftj.State) string { return strings.TrimPrefix(s.String(), statePrefix) }

// jsonLines writes an object for each event, changed or not: a program can leave out what
// it does not need.
type jsonLines struct {
	*json.Encoder
	gauges []*gauge
}

func (j *jsonLines) event(n int, ev sftj.Event) {
	g := j.gauges[n]
	g.take(ev)
	line := map[string]any{
		"job": g.id, "state": ev.State.String(), "changed": ev.Changed, "percent": ev.Percent, "epoch": ev.Epoch,
		"tokens": tokens(ev.Job), "tokensPerSecond": g.rate(),
		"elapsedSeconds": ev.Elapsed.Seconds(), "remainingSeconds": ev.Remaining.Seconds(),
	}
	if ev.Job != nil && ev.Job.EstimatedCost != nil {
		cost := *ev.Job.EstimatedCost
		cost.CurrencyCode = currency(cost.CurrencyCode)
		line["estimatedCost"] = cost
	}
	if ev.Err != nil {
		line["error"] = inFlags(ev.Err.Error())
	}
	_ = j.Encode(line) // stderr is gone, and there is nowhere to say so
}

func (*jsonLines) ended(int, error) {}
func (*jsonLines) tick()            {}
func (*jsonLines) close()           {}
