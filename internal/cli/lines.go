package cli

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

// event writes about a look that failed each time: a log has to show since when.
func (l *lines) event(n int, ev sftj.Event) {
	g := l.gauges[n]
	begun := g.last.Job != nil || g.last.Err != nil
	problem := problemText(g.last.Job)
	g.take(ev)
	changed := ev.Changed || problemText(ev.Job) != problem
	if begun && !changed && ev.Err == nil && ev.Elapsed-l.said[n] < l.heartbeat {
		return
	}
	l.said[n] = ev.Elapsed
	if ev.Err != nil {
		fmt.Fprintln(l.w, oneLine(fmt.Sprintf("%s  status check failed; retrying: %s", g.id, inFlags(strings.TrimPrefix(ev.Err.Error(), "sftj: ")))))
		return
	}
	line := fmt.Sprintf("%s  %-16s ", g.id, short(ev.State))
	if ev.ProgressKnown() {
		line += fmt.Sprintf("%3d %%", ev.Percent)
	} else {
		line += pad(unknownText, len("100 %"), true)
	}
	if g.last.EpochKnown() {
		line += "  epoch " + g.epochText()
	}
	line += "  " + rounded(ev.Elapsed).String()
	if ev.Remaining > 0 && !ev.State.Paused() {
		line += ", about " + rounded(ev.Remaining).String() + " to go"
	}
	if n := tokens(ev.Job); n > 0 {
		line += ", " + strings.TrimSpace(count(n)+" tokens "+g.rateText())
	}
	if cost := g.cost(); cost != "" {
		line += ", " + cost
	}
	if problem := problemText(ev.Job); problem != "" {
		line += ", " + problem
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
// it does not need. What is not known is absent: the state before the first read, and the
// progress where the service reports none.
type jsonLines struct {
	*json.Encoder
	gauges []*gauge
}

// jobStatus is a status that is not OK, as JSON mode writes it.
type jobStatus struct {
	Code    string `json:"code,omitempty"`
	Message string `json:"message,omitempty"`
}

func (j *jsonLines) event(n int, ev sftj.Event) {
	g := j.gauges[n]
	g.take(ev)
	line := map[string]any{
		"job": g.id, "changed": ev.Changed,
		"elapsedSeconds": ev.Elapsed.Seconds(), "remainingSeconds": ev.Remaining.Seconds(),
	}
	if ev.Job != nil {
		line["state"] = ev.State.String()
		if code, message := problemOf(ev.Job); code+message != "" {
			line["status"] = jobStatus{code, message}
		}
	}
	if ev.ProgressKnown() {
		line["percent"] = ev.Percent
	}
	if tokensKnown(ev.Job) {
		line["tokens"], line["tokensPerSecond"] = tokens(ev.Job), g.rate()
	}
	if g.last.EpochKnown() {
		line["epoch"] = ev.Epoch
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
