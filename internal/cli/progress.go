package cli

import (
	"encoding/json"
	"os"
	"runtime"
	"time"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// view shows how waits go on. Jobs are numbered from 0. Its methods are called from one
// goroutine, and nothing is called after close.
type view interface {
	// event is a look at a job.
	event(n int, ev sftj.Event)
	// ended is the end of a wait, a bad one if err is set.
	ended(n int, err error)
	// tick comes each second.
	tick()
	// close leaves nothing behind that was drawn.
	close()
}

// heartbeat is how often lines say that nothing has changed.
const heartbeat = time.Minute

// view returns the view for jobs in a mode of --progress. Each kind of reader has one of
// its own: a terminal, a log that is read later, a program. interval returns the time between
// two reads of a job as it is now.
func (a *app) view(mode string, jobs []string, interval func() time.Duration) view {
	if mode == "auto" {
		switch {
		case a.draws():
			mode = "drawn"
		case a.jsonMode():
			mode = "json"
		default:
			mode = "plain"
		}
	}
	shown := make([]string, len(jobs))
	for i, job := range jobs {
		shown[i] = a.mask(job)
	}
	gauges := newGauges(shown)
	for _, g := range gauges {
		g.interval = interval
	}
	switch {
	case mode == "drawn" && len(jobs) == 1:
		return &bar{line: a.liveLine(), gauge: gauges[0], color: a.colors()}
	case mode == "drawn":
		return &liveTable{w: a.stderr, size: a.terminalSize, gauges: gauges, color: a.colors(), mine: a.drawable}
	case mode == "plain":
		return &lines{w: a.stderr, gauges: gauges, heartbeat: heartbeat, said: make([]time.Duration, len(gauges))}
	case mode == "json":
		return &jsonLines{json.NewEncoder(a.stderr), gauges}
	}
	return silent{}
}

// draws reports whether stderr can be drawn on. A log would draw over the drawing, and the
// console of old Windows prints what a terminal obeys; Windows Terminal sets WT_SESSION.
func (a *app) draws() bool {
	obeys := a.getenv("TERM") != "dumb"
	if runtime.GOOS == "windows" {
		obeys = first(a.getenv("WT_SESSION"), a.getenv("TERM")) != ""
	}
	return obeys && isTerminal(a.stderr) && !a.flags.verbose
}

// colors reports whether colours are wanted: see https://no-color.org.
func (a *app) colors() bool { return a.getenv("NO_COLOR") == "" }

// terminalSize is that of stderr as it is now.
func (a *app) terminalSize() (width, height int) {
	if f, ok := a.stderr.(*os.File); ok {
		return sizeOf(f)
	}
	return usualWidth, usualHeight
}

type silent struct{}

func (silent) event(int, sftj.Event) {}
func (silent) ended(int, error)      {}
func (silent) tick()                 {}
func (silent) close()                {}
