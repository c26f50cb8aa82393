package main

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"time"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// bulkView shows how a run over many jobs goes on: a line on a terminal, and the result of each
// job.
type bulkView struct {
	*app
	order                    []string // the jobs as they were given
	stoppedBefore            func(job string) bool
	jobs, done               int
	failed, unknown, skipped int
	wait                     bool
	perMinute                int
	line                     *liveLine                  // nil where nothing is drawn
	results                  map[string]sftj.BulkResult // of the jobs that the run came to

	mu     sync.Mutex // of all this: a timer draws too
	redraw *time.Timer
	until  time.Time // the service asks to wait until then
}

// afterResult is how long nothing is drawn after a result was written. Where stdout is a pipe, a
// program behind it shows the result on the same terminal a moment later, and would write over
// the line.
const afterResult = 200 * time.Millisecond

// requestsPerJob are those of a job without any trouble: a read and a resume.
const requestsPerJob = 2

// newBulkView makes the view of a run. stoppedBefore reports whether an earlier run dealt with a
// job and was then stopped because of the account.
func (a *app) newBulkView(jobs []string, f *resumeFlags, stoppedBefore func(job string) bool) *bulkView {
	v := &bulkView{
		app: a, order: jobs, stoppedBefore: stoppedBefore, jobs: len(jobs),
		wait: f.wait, perMinute: f.bulk.rate, results: map[string]sftj.BulkResult{},
	}
	if a.draws() && f.progress.mode == "auto" {
		v.line = a.liveLine()
	}
	return v
}

// timeFor estimates how long so many jobs take at a rate of requests a minute.
func timeFor(jobs, perMinute int) time.Duration {
	return time.Duration(float64(jobs*requestsPerJob) / float64(perMinute) * float64(time.Minute))
}

// begin says what the run will take.
func (v *bulkView) begin(jobs, perMinute int) {
	if jobs > 1 {
		v.say("resuming %s at %d requests a minute: about %s", jobsText(jobs), perMinute, brief(max(timeFor(jobs, perMinute), time.Second)))
	}
	if v.line != nil {
		v.redraw = time.AfterFunc(0, v.tick)
	}
}

// paused is called when the service asks the whole run to wait.
func (v *bulkView) paused(until time.Time) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if !until.After(v.until) {
		return
	}
	v.until = until
	if v.line == nil {
		v.notice(pauseEvent{until.UTC().Truncate(time.Second)}, v.pauseText())
		return
	}
	v.redraw.Reset(0)
}

// pauseEvent is a pause that the service asked for, as JSON mode writes it to stderr.
type pauseEvent struct {
	PausedUntil time.Time `json:"pausedUntil"`
}

func (v *bulkView) pauseText() string {
	return "the service asks to wait (429): nothing is sent until " + v.until.Local().Format(time.TimeOnly)
}

// result writes a line about a job: to stdout, or to stderr where stdout is for the jobs at their
// end. Skipped jobs have one line together, at the end, unless each is asked for.
func (v *bulkView) result(r sftj.BulkResult) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.results[r.Job] = r
	v.done++
	switch {
	case r.Skipped:
		v.skipped++
	case r.OutcomeUnknown():
		v.unknown++
	case r.Err != nil:
		v.failed++
	}
	if r.Skipped && !v.listsSkipped() {
		return
	}
	v.clear()
	if line, text := v.bulkLineOf(r); v.wait {
		v.notice(line, text)
	} else {
		v.printResult(r)
	}
	if v.line != nil {
		v.redraw.Reset(afterResult)
	}
}

// listsSkipped reports whether skipped jobs have a line each: for programs, and with -v.
func (v *bulkView) listsSkipped() bool {
	return v.flags.verbose || v.jsonMode() || v.flags.output == "yaml"
}

// end is called when there are no more results. It tells of the jobs that were skipped, among them
// those that an interrupted run did not come to, and returns how many the latter are.
func (v *bulkView) end(jobs []string, stopped error) (unreached int) {
	for _, job := range jobs {
		if _, ok := v.results[job]; !ok {
			unreached++
			if v.listsSkipped() {
				v.result(sftj.BulkResult{Job: job, Err: errUnreached, Skipped: true})
			} else {
				v.skipped++
			}
		}
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.clear()
	v.line = nil // for a timer that has begun already
	if v.skipped > 0 && !v.listsSkipped() {
		why := "interrupted"
		if stopped != nil {
			why = v.errorText(stopped)
			if about := aboutAccount(stopped); about != nil {
				why = about.Error()
			}
		}
		v.say("%s skipped: %s", jobsText(v.skipped), why)
	}
	return unreached
}

// active are the jobs that can be waited for, in the order they were given: they were resumed, or
// active already, and had not finished when they were read.
func (v *bulkView) active(jobs []string) (active []string) {
	for _, job := range jobs {
		if r, ok := v.results[job]; ok && r.Err == nil && !(r.FromLedger && r.State.Terminal()) {
			active = append(active, job)
		}
	}
	return active
}

var errUnreached = errors.New("interrupted before it was its turn")

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
	if left := time.Until(v.until); left > 0 {
		text += "; " + v.pauseText()
		v.redraw.Reset(left) // when the pause is over
	} else if left := timeFor(v.jobs-v.done, v.perMinute); left > 0 {
		text += ", about " + brief(max(left, time.Second)) + " left"
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

// bulkLine is what became of one job, as JSON mode writes it.
type bulkLine struct {
	Error  string `json:"error,omitempty"`
	Job    string `json:"job"`
	Name   string `json:"name,omitempty"` // in full; nothing where the account is not known
	Posts  int    `json:"posts"`
	Result string `json:"result"`
}

// bulkLineOf says what became of one job, for a program and for people. People are told
// what is about the whole run once, at its end, and not with every job.
func (a *app) bulkLineOf(r sftj.BulkResult) (line bulkLine, text string) {
	line = bulkLine{Job: a.mask(idOf(r.Job)), Name: a.mask(inFull(r.Job)), Posts: r.Posts, Result: string(r.Outcome)}
	switch {
	case r.Skipped:
		line.Result = "skipped"
	case r.OutcomeUnknown():
		line.Result = "unknown"
	case r.Err != nil:
		line.Result = "failed"
	case r.FromLedger:
		line.Result += ", by the ledger"
	}
	if r.Err != nil {
		line.Error = a.errorText(r.Err)
	}
	why := line.Error
	switch {
	case r.Skipped:
		why = ""
	case aboutAccount(r.Err) != nil && !r.OutcomeUnknown():
		why = aboutAccount(r.Err).Error()
	}
	return line, strings.TrimSpace(oneLine(line.Job + "  " + line.Result + "  " + why))
}

// aboutAccount returns what an error says about the key or the account, and nothing if it
// is about a job.
func aboutAccount(err error) error {
	for _, kind := range []error{sftj.ErrUnauthenticated, sftj.ErrAccountSuspended, sftj.ErrPaymentRequired} {
		if errors.Is(err, kind) {
			return kind
		}
	}
	return nil
}

// printResult writes what became of one job. A stdout that fails does not stop the run:
// the program ends with exit code 1 in time.
func (a *app) printResult(r sftj.BulkResult) {
	line, text := a.bulkLineOf(r)
	quiet := a.flags.output == "name" || a.query != nil // stdout says nothing of what went wrong
	if quiet && r.Err != nil {
		a.notice(line, text)
	}
	switch {
	case a.flags.output != "name":
		_ = a.printRecord(line, text)
	case r.Err == nil:
		_ = a.printName(r.Job)
	}
}

// bulkSummary is the end of a bulk run, as JSON mode writes it to stderr.
type bulkSummary struct {
	Jobs            int `json:"jobs"`
	Resumed         int `json:"resumed"`
	Reconciled      int `json:"reconciled"`
	AlreadyActive   int `json:"alreadyActive"`
	AlreadyFinished int `json:"alreadyFinished"`
	FromLedger      int `json:"fromLedger"`
	Failed          int `json:"failed"`
	OutcomeUnknown  int `json:"outcomeUnknown"`
	Skipped         int `json:"skipped"`
}

// summary tells the numbers of a run, if it had any job, and the command that goes on with it.
func (a *app) summary(r sftj.BulkReport, v *bulkView, f *resumeFlags) {
	if r.Jobs() == 0 {
		return
	}
	event := struct {
		Summary bulkSummary `json:"summary"`
	}{bulkSummary{r.Jobs(), r.Resumed, r.Reconciled, r.AlreadyActive, r.AlreadyFinished, r.FromLedger, r.Failed, r.OutcomeUnknown, r.Skipped}}
	a.notice(event, jobsText(r.Jobs())+": "+notZero([]numbered{
		{r.Resumed, "resumed"}, {r.Reconciled, "reconciled"}, {r.AlreadyActive, "already active"},
		{r.AlreadyFinished, "already finished"}, {r.FromLedger, "by the ledger"}, {r.Failed, "failed"},
		{r.OutcomeUnknown, "unknown"}, {r.Skipped, "skipped"},
	}))
	switch r.OutcomeUnknown {
	case 0:
	case 1:
		a.say("1 job has an unknown outcome; check it with sftj get")
	default:
		a.say("%d jobs have an unknown outcome; check them with sftj get", r.OutcomeUnknown)
	}
	if r.Failed+r.OutcomeUnknown+r.Skipped == 0 || f.bulk.ledger == "" {
		return
	}
	// What a write to a file fails with; nothing else of a run has to do with a path.
	if _, broken := errors.AsType[*fs.PathError](r.Stopped); broken {
		a.say("make room and run it again, or run it with another --ledger: jobs that are active by now are left alone")
		return
	}
	if command := v.goOn(r, f); command != "" {
		a.say("%s", command)
	}
}

// goOn is the command that goes on with a run, and what has to happen before. It is empty where
// the same command would come to the same end: for jobs that only a person can decide about.
func (v *bulkView) goOn(r sftj.BulkReport, f *resumeFlags) string {
	again, left := f.bulk.resumePausedAgain, r.Skipped > 0
	var ids []string
	for _, result := range v.results {
		if result.Err == nil {
			continue
		}
		pausedBySuspension := errors.Is(result.Err, sftj.ErrPausedAgain) && v.stoppedBefore(result.Job)
		again = again || pausedBySuspension
		left = left || pausedBySuspension || !isVerdict(result.Err)
	}
	suspended := aboutAccount(r.Stopped) != nil && !errors.Is(r.Stopped, sftj.ErrUnauthenticated)
	if !left {
		return ""
	}
	command := []string{"sftj", "resume"}
	switch {
	case f.bulk.allPaused:
		command = append(command, "--all-paused")
	case f.bulk.filter != "":
		command = append(command, "--filter", shellQuoted(f.bulk.filter))
	}
	const most = 20 // ids that a line may have
	if !f.bulk.allPaused && f.bulk.filter == "" {
		for _, job := range v.order {
			if result, ok := v.results[job]; !ok || result.Err != nil || suspended {
				ids = append(ids, shellQuoted(idOf(job)))
			}
		}
		if len(ids) > most {
			ids = []string{"-"} // and the same jobs on stdin
		}
		command = append(command, ids...)
	}
	command = append(command, "--ledger", shellQuoted(f.bulk.ledger))
	if again || suspended {
		command = append(command, "--resume-paused-again")
	}
	if f.bulk.yes {
		command = append(command, "--yes")
	}
	if f.wait {
		command = append(command, "--wait")
	}
	when := "to go on: "
	if suspended {
		when = "when the account is in order again: "
	}
	return when + strings.Join(command, " ")
}

// isVerdict reports whether an error says what became of a job, so that another run would come to
// the same end.
func isVerdict(err error) bool {
	for _, kind := range []error{sftj.ErrPausedAgain, sftj.ErrPausedAndChanged, sftj.ErrJobFailed, sftj.ErrNotResumable, sftj.ErrNotFound, sftj.ErrInvalidArgument} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}

// shellQuoted writes a word so that a shell takes it as one.
func shellQuoted(word string) string {
	if word != "" && !strings.ContainsFunc(word, func(r rune) bool {
		return !(r == '-' || r == '_' || r == '.' || r == '/' || r == ':' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z')
	}) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// numbered is how many of something there are.
type numbered struct {
	n    int
	what string
}

// notZero lists those that there are any of.
func notZero(all []numbered) string {
	var some []string
	for _, x := range all {
		if x.n > 0 {
			some = append(some, fmt.Sprintf("%d %s", x.n, x.what))
		}
	}
	return strings.Join(some, ", ")
}

// jobsText is a number of jobs, as in 1 job.
func jobsText(n int) string {
	if n == 1 {
		return "1 job"
	}
	return fmt.Sprintf("%d jobs", n)
}
