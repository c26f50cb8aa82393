package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// bulkView shows how a run over many jobs goes on: a line on a terminal, and the result of each
// job.
type bulkView struct {
	*app
	args, order              []string // what the command line names, and all jobs in order
	jobs, done               int
	failed, unknown, skipped int
	wait                     bool
	perMinute                int
	line                     *liveLine                  // nil where nothing is drawn
	results                  map[string]sftj.BulkResult // of the jobs that the run came to

	mu     sync.Mutex // of all this: a timer draws too
	redraw *time.Timer
	until  time.Time   // the service asks to wait until then
	ends   []time.Time // of the latest jobs since that pause
}

// afterResult is how long nothing is drawn after a result was written. Where stdout is a pipe, a
// program behind it shows the result on the same terminal a moment later, and would write over
// the line.
const afterResult = 200 * time.Millisecond

// requestsPerJob are those of a job without any trouble: a read and a resume.
const requestsPerJob = 2

func (a *app) newBulkView(jobs, args []string, f *resumeFlags) *bulkView {
	v := &bulkView{
		app: a, args: args, order: jobs, jobs: len(jobs),
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
		v.patience.stop() // the line shows what goes on
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
	v.until, v.ends = until, nil
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
	return "waiting until " + v.until.Local().Format(time.TimeOnly) + ", the service asked for it (429)"
}

// result writes a line about a job: to stdout, or to stderr where stdout is for the jobs at their
// end. Skipped jobs have one line together, at the end, unless each is asked for.
func (v *bulkView) result(r sftj.BulkResult) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.patience.heard()
	v.results[r.Job] = r
	v.done++
	if v.ends = append(v.ends, time.Now()); len(v.ends) > latestEnds {
		v.ends = v.ends[1:]
	}
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
		v.printResult(r, line, text)
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
			why = stopReason(stopped)
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
	// What is said first remains on a narrow terminal.
	if left := time.Until(v.until); left > 0 {
		text += ", " + v.pauseText()
		v.redraw.Reset(left) // when the pause is over
	} else if left := v.timeLeft(); left > 0 {
		text += ", about " + brief(max(left, time.Second)) + " left"
	}
	if bad := notZero([]numbered{{v.failed, "failed"}, {v.unknown, "unknown"}, {v.skipped, "skipped"}}); bad != "" {
		text += ", " + bad
	}
	v.line.draw(clip(text, v.line.room()))
}

// latestEnds is the number of jobs whose pace says how long the others take.
const latestEnds = 10

// timeLeft estimates how long the run still takes: at the rate that was set, or at the pace of the
// latest jobs if that is slower, because the service has limited the run. The lock is held.
func (v *bulkView) timeLeft() time.Duration {
	left := timeFor(v.jobs-v.done, v.perMinute)
	const enough = 3
	if n := len(v.ends); n >= enough {
		pace := time.Since(v.ends[0]) / time.Duration(n)
		left = max(left, pace*time.Duration(v.jobs-v.done))
	}
	return left
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
	line = bulkLine{Job: idOf(r.Job), Name: inFull(r.Job), Posts: r.Posts, Result: string(r.Outcome)}
	if a.mask(r.Job) != r.Job { // one search where there is no secret: the jobs may be a hundred thousand
		line.Job, line.Name = a.mask(line.Job), a.mask(line.Name)
	}
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
	switch {
	case errors.Is(r.Err, errUnreached):
		line.Error = errUnreached.Error() // of as many jobs as there are: nothing to search for secrets
	case r.Err != nil:
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

// stopReason is why a run was stopped, in a few words: the whole is said at the end.
func stopReason(stopped error) string {
	for _, kind := range []error{
		sftj.ErrUnauthenticated, sftj.ErrAccountSuspended, sftj.ErrPaymentRequired, sftj.ErrQuotaExhausted, sftj.ErrRateLimited,
	} {
		if errors.Is(stopped, kind) {
			return kind.Error()
		}
	}
	if _, broken := errors.AsType[*fs.PathError](stopped); broken {
		return "the ledger cannot be written"
	}
	return "the run was stopped"
}

// printResult writes what became of one job. A stdout that fails does not stop the run:
// the program ends with exit code 1 in time.
func (a *app) printResult(r sftj.BulkResult, line bulkLine, text string) {
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

// summary tells the numbers of a run, if it had any job, and the commands that go on with it. It
// reports whether there is one.
func (a *app) summary(r sftj.BulkReport, v *bulkView, flags []string, f *resumeFlags) (told bool) {
	if r.Jobs() == 0 {
		return false
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
	if undecided := v.undecided(); len(undecided) > 0 {
		command := append([]string{"sftj", "resume", idList(undecided)}, slices.DeleteFunc(slices.Clone(flags), isAboutRun)...)
		if len(undecided) > 1 && f.bulk.yes {
			command = append(command, "--yes")
		}
		a.say("%s left alone: paused, and whether that is meant is not known; when that is cleared up: %s", jobsText(len(undecided)), strings.Join(command, " "))
	}
	if accepted := v.accepted(); len(accepted) > 0 {
		command := append([]string{"sftj", "watch", idList(accepted)}, slices.DeleteFunc(slices.Clone(flags), isAboutRun)...)
		text := "not active yet; do not resume again: "
		if aboutAccount(r.Stopped) != nil { // the suspension may pause them again
			text = "not active when the run was stopped; look at them before anything is resumed again: "
		}
		a.say("%s accepted by the service and %s%s", jobsText(len(accepted)), text, strings.Join(command, " "))
	}
	// What a write to a file fails with; nothing else of a run has to do with a path.
	if _, broken := errors.AsType[*fs.PathError](r.Stopped); broken {
		a.say("make room and run it again, or run it with another --ledger: jobs that are active by now are left alone")
		return true
	}
	command := v.goOn(r, flags, f)
	if command != "" {
		a.say("%s", command)
	}
	return command != ""
}

// undecided are the jobs that are paused and that another run like this one would leave alone
// again, in the order they were given: only a person can decide about them.
func (v *bulkView) undecided() (jobs []string) {
	for _, job := range v.order {
		if r := v.results[job]; r.Err != nil && !r.PausedBySuspension && !mayStart(r) && errors.Is(r.Err, sftj.ErrPaused) && v.isFinal(r) {
			jobs = append(jobs, job)
		}
	}
	return jobs
}

// accepted are the jobs whose resume the service accepted and that may start later, in the order
// they were given.
func (v *bulkView) accepted() (jobs []string) {
	for _, job := range v.order {
		if mayStart(v.results[job]) {
			jobs = append(jobs, job)
		}
	}
	return jobs
}

// mayStart reports whether the service accepted a resume of a job that is not known to be active.
func mayStart(r sftj.BulkResult) bool { return r.Accepted && r.OutcomeUnknown() }

// isFinal reports whether another run would come to the same end with a job.
func (v *bulkView) isFinal(r sftj.BulkResult) bool {
	if r.Skipped {
		return false
	}
	if mayStart(r) {
		return true
	}
	for _, kind := range []error{sftj.ErrPausedAgain, sftj.ErrPausedAndChanged, sftj.ErrJobFailed, sftj.ErrNotResumable, sftj.ErrNotFound, sftj.ErrInvalidArgument} {
		if errors.Is(r.Err, kind) {
			return true
		}
	}
	// The ledger cannot prove that nothing happened since an earlier run's resume.
	return errors.Is(r.Err, sftj.ErrPaused) && r.Posts == 0
}

// goOn is the command that goes on with a run, and what has to happen before. It is empty where
// the same command would come to the same end.
func (v *bulkView) goOn(r sftj.BulkReport, flags []string, f *resumeFlags) string {
	suspended := aboutAccount(r.Stopped) != nil && !errors.Is(r.Stopped, sftj.ErrUnauthenticated)
	again, left := f.bulk.resumePausedAgain || suspended, r.Skipped > 0
	for _, result := range v.results {
		if result.Err == nil {
			continue
		}
		again = again || result.PausedBySuspension
		left = left || result.PausedBySuspension || !v.isFinal(result)
	}
	if !left {
		return ""
	}
	ids := v.args
	if !f.bulk.allPaused && f.bulk.filter == "" {
		var jobs []string
		for _, job := range v.order {
			if result, ok := v.results[job]; !ok || suspended || result.Err != nil && (result.PausedBySuspension || !v.isFinal(result)) {
				jobs = append(jobs, job)
			}
		}
		ids = []string{idList(jobs)}
	}
	command := append([]string{"sftj", "resume"}, ids...)
	command = append(command, flags...)
	if again && f.bulk.ledger != "" {
		command = append(command, "--resume-paused-again")
	}
	when := "to go on: "
	if suspended {
		when = "when the account is in order again: "
	} else if stopped, ok := errors.AsType[*sftj.Error](r.Stopped); ok && stopped.RetryAfter > 0 {
		when = "after " + time.Now().Add(stopped.RetryAfter).Local().Format(time.TimeOnly) + ": "
	}
	if slices.Contains(command, "-") {
		command = append(command, "(with the same ids on stdin)")
	}
	return when + strings.Join(command, " ")
}

// isAboutRun reports whether a flag is about a run over many jobs, rather than about the service
// and the account.
func isAboutRun(flag string) bool {
	name, _, _ := strings.Cut(strings.TrimPrefix(flag, "--"), " ")
	return !slices.Contains([]string{"account", "api-key", "base-url", "emulator", "plain-http", "profile"}, name)
}

// idList writes jobs as the arguments of a command. Where they are too many for a line, the command
// reads them from stdin.
func idList(jobs []string) string {
	const most = 20
	if len(jobs) > most {
		return "-"
	}
	ids := make([]string, len(jobs))
	for i, job := range jobs {
		ids[i] = shellQuoted(idOf(job))
	}
	return strings.Join(ids, " ")
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
