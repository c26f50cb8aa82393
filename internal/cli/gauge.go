package cli

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// gauge is what a wait has shown of one job.
type gauge struct {
	id   string
	last sftj.Event
	at   time.Time // of the last look
	read time.Time // of the last look that did not fail
	done bool
	err  error
	// interval returns the time between two reads of the job; nil: no age is shown.
	interval func() time.Duration

	first struct { // look that the rate is counted from
		tokens  int64
		elapsed time.Duration
		taken   bool
	}
}

// newGauges are gauges that have shown nothing yet.
func newGauges(jobs []string) []*gauge {
	var gauges []*gauge
	for _, job := range jobs {
		gauges = append(gauges, &gauge{id: oneLine(idOf(job))})
	}
	return gauges
}

// take keeps a look. Tokens that went down are those of a job that began anew, and the rate
// is counted from there.
func (g *gauge) take(ev sftj.Event) {
	g.last, g.at = ev, time.Now()
	if ev.Err == nil {
		g.read = g.at
	}
	if n := tokens(ev.Job); n > 0 && ev.Err == nil && (!g.first.taken || n < g.first.tokens) {
		g.first.tokens, g.first.elapsed, g.first.taken = n, ev.Elapsed, true
	}
}

func (g *gauge) end(err error) { g.done, g.err = true, err }

// state is the job's, or a word for not having one.
func (g *gauge) state() string {
	switch {
	case g.last.Job != nil:
		return oneLine(short(g.last.State))
	case g.err != nil:
		return "unreadable"
	}
	return "…"
}

// percent is between 0 and 100; the service states no limit.
func (g *gauge) percent() int { return int(min(max(g.last.Percent, 0), 100)) }

// unknownText stands for a value that is not known, which is no zero.
const unknownText = "–"

// percentText is the percentage, or that it is not known.
func (g *gauge) percentText() string {
	if !g.last.ProgressKnown() {
		return unknownText
	}
	return fmt.Sprintf("%d%%", g.percent())
}

// epochText is the epoch, or that it is not known.
func (g *gauge) epochText() string {
	if !g.last.EpochKnown() {
		return unknownText
	}
	return strconv.Itoa(int(g.last.Epoch))
}

// age is how old the row is, if that is more than two intervals between reads; else 0.
func (g *gauge) age() time.Duration {
	if g.done || g.read.IsZero() || g.interval == nil {
		return 0
	}
	if age := time.Since(g.read); age > 2*g.interval() {
		return age
	}
	return 0
}

// note is what there is to say about the row: how old it is, that the last look failed, and a
// status of the job that is not OK.
func (g *gauge) note() string {
	var notes []string
	age, failed := g.age(), g.last.Err != nil && !g.done
	if age > 0 {
		notes = append(notes, brief(age)+" old")
	}
	switch {
	case failed && age > 0: // short enough to be read whole at 80 columns
		notes = append(notes, "status check failed")
	case failed:
		notes = append(notes, "status check failed; retrying")
	}
	if problem := problemText(g.last.Job); problem != "" {
		notes = append(notes, problem)
	}
	return oneLine(strings.Join(notes, "; "))
}

// rate is how many tokens a second go by, on average over the wait; 0 if that can't be said.
func (g *gauge) rate() int64 {
	seconds := (g.last.Elapsed - g.first.elapsed).Seconds()
	if !g.first.taken || seconds <= 0 {
		return 0
	}
	return int64(float64(tokens(g.last.Job)-g.first.tokens) / seconds)
}

func (g *gauge) rateText() string {
	if r := g.rate(); r > 0 {
		return count(r) + "/s"
	}
	return ""
}

func (g *gauge) cost() string {
	if g.last.Job == nil {
		return ""
	}
	return oneLine(moneyText(g.last.Job.EstimatedCost))
}

// since is how long ago the last look was, while there are more to come.
func (g *gauge) since() time.Duration {
	if g.done || g.at.IsZero() {
		return 0
	}
	return time.Since(g.at)
}

// elapsed goes on between two looks, so that a drawing doesn't seem to hang.
func (g *gauge) elapsed() time.Duration { return g.last.Elapsed + g.since() }

// left is an estimate of the time to the end; 0 if there is none.
func (g *gauge) left() time.Duration {
	if g.done || g.last.Remaining <= 0 || g.last.State.Paused() {
		return 0
	}
	return max(g.last.Remaining-g.since(), time.Second)
}

// meter draws a percentage, cells wide without its brackets.
func (g *gauge) meter(cells int) string {
	full := g.percent() * cells / 100
	head := ""
	if full < cells && full > 0 {
		full, head = full-1, ">"
	}
	drawn := strings.Repeat("=", full) + head
	return fmt.Sprintf("[%-*s]", cells, drawn)
}

// brief writes a duration in at most six characters, as in 3m12s or 2d03h; nothing for
// none.
func brief(d time.Duration) string {
	s := int(d.Round(time.Second) / time.Second)
	switch {
	case s <= 0:
		return ""
	case s < 60:
		return fmt.Sprintf("%ds", s)
	case s < 3600:
		return fmt.Sprintf("%dm%02ds", s/60, s%60)
	case s < 24*3600:
		return fmt.Sprintf("%dh%02dm", s/3600, s/60%60)
	}
	return fmt.Sprintf("%dd%02dh", s/(24*3600), s/3600%24)
}

// coarse is brief without what an estimate can't know.
func coarse(d time.Duration) string {
	switch {
	case d >= 24*time.Hour:
		return brief(d.Round(time.Hour))
	case d >= 10*time.Minute:
		return strings.TrimSuffix(brief(d.Round(time.Minute)), "00s")
	}
	return brief(d)
}
