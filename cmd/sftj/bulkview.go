package main

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// bulkView shows how a run over many jobs goes on: a line on a terminal, and what became
// of each job.
type bulkView struct {
	*app
	jobs, done               int
	failed, unknown, skipped int
	wait                     bool
	line                     *liveLine       // nil where nothing is drawn
	reached                  map[string]bool // jobs that the run came to: whether they are at work

	mu     sync.Mutex // of all this: a timer draws too
	redraw *time.Timer
}

// afterResult is how long nothing is drawn after a result was written. Where stdout is a
// pipe, a program behind it shows the result on the same terminal a moment later, and
// would write over the line.
const afterResult = 200 * time.Millisecond

func (a *app) newBulkView(jobs int, f *resumeFlags) *bulkView {
	v := &bulkView{app: a, jobs: jobs, wait: f.wait, reached: map[string]bool{}}
	if a.draws() && f.progress.mode == "auto" {
		v.line = a.liveLine()
	}
	return v
}

func (v *bulkView) begin() {
	if v.line != nil {
		v.redraw = time.AfterFunc(0, v.tick)
	}
}

// result writes a line about a job: to stdout, or to stderr where stdout is for the jobs
// at their end.
func (v *bulkView) result(r sftj.BulkResult) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.clear()
	v.reached[r.Job] = r.Err == nil
	v.done++
	switch {
	case r.Skipped:
		v.skipped++
	case r.OutcomeUnknown():
		v.unknown++
	case r.Err != nil:
		v.failed++
	}
	if line, text := v.bulkLineOf(r); v.wait {
		v.notice(line, text)
	} else {
		v.printResult(r)
	}
	if v.line != nil {
		v.redraw.Reset(afterResult)
	}
}

// unreached writes a line about each of the jobs that the run did not come to, because it
// was interrupted, and returns how many they are.
func (v *bulkView) unreached(jobs []string) (n int) {
	for _, job := range jobs {
		if _, ok := v.reached[job]; !ok {
			v.result(sftj.BulkResult{Job: job, Err: errUnreached, Skipped: true})
			n++
		}
	}
	return n
}

// atWork are the jobs that can be waited for, in the order they were given.
func (v *bulkView) atWork(jobs []string) (at []string) {
	for _, job := range jobs {
		if v.reached[job] {
			at = append(at, job)
		}
	}
	return at
}

var errUnreached = errors.New("interrupted before it was its turn")

// close is called when there are no more results.
func (v *bulkView) close() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.clear()
	v.line = nil // for a timer that has begun already
}

func (v *bulkView) hide() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.clear()
}

func (v *bulkView) tick() {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.line == nil {
		return
	}
	g := gauge{last: sftj.Event{Percent: int32(100 * v.done / max(v.jobs, 1))}}
	text := fmt.Sprintf("resuming %s %d of %d", g.meter(20), v.done, v.jobs)
	if bad := notZero([]numbered{{v.failed, "failed"}, {v.unknown, "unknown"}, {v.skipped, "skipped"}}); bad != "" {
		text += ", " + bad
	}
	v.line.draw(clip(text, v.line.room()))
}

// clear takes the line away until it is drawn again. The lock is held.
func (v *bulkView) clear() {
	if v.line != nil {
		v.redraw.Stop()
		v.line.clear()
	}
}
