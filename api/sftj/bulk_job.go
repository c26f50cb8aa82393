package sftj

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/fireworks-sftj/sdk/internal/sleep"
)

// bulkJob is one job of a bulk run on its way: the gate of its requests, and what the
// ledger has to know.
type bulkJob struct {
	run         *bulkRun
	account, id string
	past        ledgerPast
	cancel      context.CancelFunc

	turn     bool // it has the limiter's
	began    bool // the ledger says so
	posts    int
	accepted bool      // one of them, or one of an earlier run, got a 2xx
	declined int       // responses to them that say that the resume was not processed
	after    time.Time // updateTime of the job when it was done
	state    State     // as it was read last
	kept     error     // what kept a request from being sent

	suspended bool // it is paused, perhaps by a suspension, and may not be resumed without permission
}

// do deals with one job.
func (r *bulkRun) do(ctx context.Context, job string) BulkResult {
	out := BulkResult{Job: job}
	account, id, err := r.client.jobID(job)
	if err != nil {
		out.Err = inCall(err, opResume, "")
		return out
	}
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	j := &bulkJob{run: r, account: account, id: id, past: r.opts.Ledger.past(r.host, account, id), cancel: cancel}
	if j.past.outcome != "" && j.reread(inner, ctx, &out) {
		r.judge(ctx, account, out)
		return out
	}
	j.accepted = j.past.accepted != 0
	out.Outcome, out.Err = j.ensure(inner)
	j.giveBack()
	out.FromLedger = out.Err == nil && j.past.accepted != 0 && j.posts == 0
	out.Accepted = j.accepted
	out.Posts, out.State, out.PausedBySuspension = j.posts, j.state, j.suspended
	if why := j.untried(ctx, out.Err); why != nil {
		out.Err, out.Skipped = why, true
	}
	r.judge(ctx, account, out)
	if !out.Skipped {
		out.Err = j.sinceEarlierRun(out.Err)
	}
	j.end(out)
	return out
}

// reread reads a job that an earlier run dealt with: it may have been stopped since, which the
// ledger cannot know. It reports whether that settles the job; otherwise the job is to be resumed.
// Once this run is stopped, nothing is read, and the job is skipped.
func (j *bulkJob) reread(inner, ctx context.Context, out *BulkResult) bool {
	job, err := j.read(inner)
	if err == nil && !job.Lifecycle().Active() && j.past.recent(maxReadLag+maxClockSkew) {
		if err = sleep.For(inner, j.run.client.lag()); err == nil {
			job, err = j.read(inner)
		}
	}
	switch {
	case err == nil:
		out.State = job.Lifecycle()
		if out.State.Paused() && j.past.mayResume(job, j.run.opts.ResumePausedAgain) {
			j.past = ledgerPast{}
			return false
		}
		err = stoppedSince(job, j.past)
		j.suspended = out.State.Paused() && j.past.bySuspension(job)
	case j.kept != nil && j.run.stopped() != nil: // it was this run that kept the read back
		out.Err, out.Skipped = j.run.stopped(), true
		return true
	}
	out.Outcome, out.FromLedger = j.past.outcome, true
	if err != nil {
		*out = BulkResult{Job: out.Job, State: out.State, Err: inCall(err, opResume, j.id), PausedBySuspension: j.suspended}
		if ctx.Err() != nil && answerStatus(err) == 0 {
			out.Err, out.Skipped = bulkError(ctx.Err()), true
		}
	}
	return true
}

func (j *bulkJob) read(ctx context.Context) (*Job, error) {
	job, err := j.run.client.Get(withGate(ctx, j), jobName(j.account, j.id))
	j.giveBack()
	return job, err
}

// stoppedSince returns the error for a job that the ledger has as active and that is not any more.
func stoppedSince(job *Job, past ledgerPast) error {
	switch s := job.Lifecycle(); {
	case s.Paused():
		e := pausedAgain(job)
		e.Message = "the job was resumed by an earlier run and is paused again"
		e.Hint = past.pausedHint(job)
		return e
	case s.Failed():
		e := jobFailed(s)
		e.Message += ", and was resumed by an earlier run"
		return e
	case s.Leaving():
		return &Error{Message: "the job is in state " + s.String() + ", and was resumed by an earlier run", kinds: []error{ErrNotResumable}}
	}
	return nil
}

// untried returns why no resume of the job reached the service's hands, if that is not the
// job's own matter.
func (j *bulkJob) untried(ctx context.Context, err error) error {
	switch {
	case err == nil, verdict(err):
		return nil
	case ctx.Err() != nil && j.allDeclined():
		return bulkError(ctx.Err())
	case errors.Is(err, ErrOutcomeUnknown):
		return nil
	case j.kept != nil:
		return j.kept
	case ctx.Err() != nil && answerStatus(err) == 0:
		return bulkError(ctx.Err())
	}
	return nil
}

// allDeclined reports whether the service said of each resume that it was not processed. The
// ledger does not take its word for it when the job could not be read after that: see end.
func (j *bulkJob) allDeclined() bool { return j.posts > 0 && j.posts == j.declined }

// maxLimitedReads is how often a job is begun anew because its first read was answered 429. The
// number is this project's.
const maxLimitedReads = 3

// ensure resumes the job. One that an earlier run left open and that is active was resumed by
// that run.
func (j *bulkJob) ensure(ctx context.Context) (Outcome, error) {
	if err := j.settle(ctx); err != nil {
		return "", err
	}
	ask := func(before *Job) error { return j.begin(ctx, before) }
	opts := append(slices.Clip(j.run.opts.Ensure), beforeEachPost(ask), withSnapshotAge(j.run.limiter.snapshotAge), withBriefCheck())
	r, err := j.run.client.EnsureResumed(withGate(ctx, j), jobName(j.account, j.id), opts...)
	// Each 429 slows the run down, until its rate is the account's. A read that met several of
	// them meanwhile says nothing about the job, which is then begun anew.
	for n := 0; n < maxLimitedReads && j.posts == 0 && j.kept == nil && errors.Is(err, ErrRateLimited) && !longWait(err); n++ {
		r, err = j.run.client.EnsureResumed(withGate(ctx, j), jobName(j.account, j.id), opts...)
	}
	if err != nil {
		if e, ok := errors.AsType[*Error](err); ok && e.Before != nil && j.state == "" {
			j.state = e.Before.Lifecycle()
		}
		return "", err
	}
	j.after, j.state = r.Job.UpdateTime, r.Job.Lifecycle()
	switch {
	case j.past.accepted != 0 && r.Posts == 0:
		return Resumed, nil
	case j.past.open && r.Posts == 0:
		return Reconciled, nil
	}
	return r.Outcome, nil
}

// settle reads a job that an earlier run left open for as long as the resume of that run may take to
// show, or until it shows. A read that got no usable response says nothing; other failures are
// returned.
func (j *bulkJob) settle(ctx context.Context) error {
	until := time.Now().Add(j.past.unsettled(j.run.client.reconcileFor))
	for pause := minSettlePause; time.Now().Before(until); pause *= 2 {
		job, err := j.read(ctx)
		switch {
		case err == nil && (job.Lifecycle().Active() || job.Lifecycle().Finished()):
			return nil
		case err == nil:
			j.state = job.Lifecycle()
		case j.kept != nil, ctx.Err() != nil, longWait(err), !noAnswer(err) && !errors.Is(err, ErrRateLimited) && !errors.Is(err, ErrBadResponse):
			return inCall(err, opResume, j.id)
		}
		left := max(time.Until(until), 0)
		j.run.client.observe.waits(ctx, opResume, j.run.client.redact(j.id), WaitReconcile, left)
		if err := sleep.For(ctx, min(pause, left)); err != nil {
			return j.unsent(bulkError(err))
		}
	}
	return nil
}

// minSettlePause is the first pause between two reads of a job that an earlier run left open; each
// one after it is twice as long. The number is this project's.
const minSettlePause = 500 * time.Millisecond

// sinceEarlierRun returns the error of a job that an earlier run left open. Where it does not say
// what became of the resume of that run, the outcome is unknown.
func (j *bulkJob) sinceEarlierRun(err error) error {
	changed := errors.Is(err, ErrPausedAndChanged)
	if err == nil || !j.past.open || errors.Is(err, ErrOutcomeUnknown) || j.isOver(err) || !changed && (verdict(err) || j.posts > 0) {
		return err
	}
	e := *asError(err, j.run.client.redact)
	earlier := "an earlier run may have resumed the job"
	if j.past.accepted != 0 {
		earlier = j.past.acceptedText()
	}
	if changed {
		e.Message = "it is still in state " + j.state.String() + ", and has just changed"
	}
	e.Message = strings.TrimSuffix(earlier+"; "+e.Message, "; ")
	e.Hint = "read the job; a run with this ledger does not resume it unless its updateTime proves that nothing happened, one without does"
	e.kinds = append(slices.Clone(e.kinds), ErrOutcomeUnknown)
	return &e
}

// begin comes before each resume, right after the job was read. It refuses what the ledger forbids,
// takes the turn, and writes the ledger's line.
func (j *bulkJob) begin(ctx context.Context, before *Job) error {
	j.state = before.Lifecycle()
	if err := j.past.objection(before, j.run.opts.ResumePausedAgain); err != nil {
		j.suspended = j.past.bySuspension(before)
		return err
	}
	if err := j.slot(ctx); err != nil {
		return err
	}
	line := ledgerLine{Event: eventBegin, UpdateTime: before.UpdateTime, Moved: movedSinceCreation(before), Again: j.began}
	if err := j.write(line); err != nil {
		return j.unsent(j.run.stopped())
	}
	j.began = true
	return nil
}

// write writes a line about the job to the ledger. Where that fails, the run is stopped.
func (j *bulkJob) write(line ledgerLine) error {
	line.Host, line.Account, line.Job = j.run.host, j.account, j.id
	err := j.run.opts.Ledger.append(line, j.run.client.redact)
	if err != nil {
		j.run.halt(err)
	}
	return err
}

// end writes the ledger's line after the job, if there is anything to say: not of a job
// that was skipped before it began, and not of one that an earlier run left open and this
// one learnt nothing about. The last word on that is still its begin.
func (j *bulkJob) end(out BulkResult) {
	line := ledgerLine{Event: eventEnd, Outcome: out.Outcome, UpdateTime: j.after}
	if out.Err != nil {
		line.Error, line.Status = wordFor(out), answerStatus(out.Err)
	}
	if j.began && out.Skipped && j.allDeclined() {
		return // a gateway may have answered after the resume was applied: its begin stays open
	}
	if !j.began && (out.Skipped || j.past.open && out.Err != nil && !j.isOver(out.Err)) {
		return
	}
	_ = j.write(line) // a failure has stopped the run
}

// isOver reports whether a job that an earlier run left open cannot be active any more because of
// that run: it has come to an end, or is gone.
func (j *bulkJob) isOver(err error) bool {
	return j.state.Failed() || errors.Is(err, ErrJobFailed) || errors.Is(err, ErrNotFound)
}

// verdicts are the errors that say for sure what became of a job: it was read to be so. On
// the way there any answer may have come.
var verdicts = [...]error{ErrPausedAgain, ErrPausedAndChanged, ErrJobFailed, ErrNotResumable}

func verdict(err error) bool {
	return !unknown(err) && slices.ContainsFunc(verdicts[:], func(kind error) bool { return errors.Is(err, kind) })
}

// unknown reports whether an error itself says that the outcome is unknown. One of the answers
// on the way may have said so too, which the verdict then outweighs.
func unknown(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Is(ErrOutcomeUnknown)
}

// wordFor is the one word or two that the ledger has for an error. None of the service's
// own text gets there.
func wordFor(out BulkResult) string {
	if out.Skipped {
		return wordSkipped
	}
	if !verdict(out.Err) && errors.Is(out.Err, ErrOutcomeUnknown) {
		return ErrOutcomeUnknown.Error() // whatever else there is to say
	}
	for _, kind := range append(verdicts[:],
		ErrAccountSuspended, ErrPaymentRequired, ErrUnauthenticated, ErrQuotaExhausted,
		ErrPermissionDenied, ErrNotFound, ErrRateLimited, ErrInvalidArgument, ErrBadResponse,
	) {
		if errors.Is(out.Err, kind) {
			return kind.Error()
		}
	}
	return wordFailed
}

// answerStatus returns the HTTP status of an error, 0 if there was no response.
func answerStatus(err error) int {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Status
	}
	return 0
}

// slot takes the turn for a resume, before the ledger hears of it: a job that was read too
// long ago by then is read again, and the ledger has no begin of a resume that never was.
func (j *bulkJob) slot(ctx context.Context) error {
	read := time.Now() // EnsureResumed asks right after it has read the job
	if err := j.forbidden(ctx, opResume); err != nil {
		return j.unsent(err)
	}
	switch err := j.run.limiter.take(ctx, read); {
	case errors.Is(err, errStale):
		return err
	case err != nil:
		return j.unsent(bulkError(err))
	}
	j.turn = true
	if err := j.forbidden(ctx, opResume); err != nil {
		return j.unsent(err)
	}
	return nil
}

// unsent keeps a resume from being sent, as pass does, for a reason that is not about the job.
func (j *bulkJob) unsent(why error) error {
	return asError(&notSentError{j.keep(why)}, j.run.client.redact)
}

// pass lets a request through the limiter; a resume has its turn already. Once the run is
// stopped only reads of a job whose resume was sent get through.
func (j *bulkJob) pass(ctx context.Context, op operation) error {
	if err := j.forbidden(ctx, op); err != nil {
		return j.keep(err)
	}
	if !j.turn {
		if err := j.run.limiter.takeRead(ctx); err != nil {
			return j.keep(bulkError(err))
		}
		j.turn = true
	}
	if err := j.forbidden(ctx, op); err != nil {
		return j.keep(err)
	}
	j.turn = false
	j.run.limiter.leave(time.Now())
	if !op.reads() {
		j.posts++
	}
	return nil
}

// giveBack gives the job's turn back if it ended with one.
func (j *bulkJob) giveBack() {
	if j.turn {
		j.turn = false
		j.run.limiter.giveBack()
	}
}

func (j *bulkJob) forbidden(ctx context.Context, op operation) error {
	switch stop := j.run.stopped(); {
	case ctx.Err() != nil:
		return bulkError(ctx.Err())
	case stop != nil && (j.posts == 0 || !op.reads()):
		return stop
	}
	return nil
}

// keep remembers why a request was not sent, and ends the job: what is refused once is
// refused again.
func (j *bulkJob) keep(err error) error {
	if j.kept == nil {
		j.kept = err
	}
	j.cancel()
	return err
}

// status writes the acceptance to the ledger. Whatever the body says, and whatever becomes of this
// process: no run sends another resume.
func (j *bulkJob) status(op operation, status int) {
	if op.reads() || status < 200 || status > 299 {
		return
	}
	j.accepted = true
	_ = j.write(ledgerLine{Event: eventAccept, Status: status}) // a failure has stopped the run
}

func (j *bulkJob) answered(op operation, resp *http.Response) {
	asked, _ := retryAfter(resp.Header, time.Now())
	if resp.StatusCode == http.StatusTooManyRequests {
		// A pause that is longer than a run waits ends the sending below. What is left to read is
		// read at once: a run that has ended must not be silent for a minute.
		hold := asked
		if asked > maxHold {
			hold = 0
		}
		until := j.run.limiter.slow(time.Now(), hold)
		if hold > 0 && j.run.opts.OnPause != nil {
			j.run.opts.OnPause(until)
		}
	}
	if op.reads() {
		return
	}
	if resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode == http.StatusServiceUnavailable && asked > 0 {
		j.declined++
	}
	// EnsureResumed reads the job before it reports such a response: no other resume may leave
	// in the meantime.
	if body, _, err := bodyBytes(resp); err == nil && asked > maxHold {
		if failed := statusError(op, resp, body, j.run.client.redact); longWait(failed) {
			j.run.halt(failed)
		}
	}
}
