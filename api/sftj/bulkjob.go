package sftj

import (
	"context"
	"errors"
	"slices"
	"time"
)

// bulkJob is one job of a bulk run on its way: the gate of its requests, and what the
// ledger has to know.
type bulkJob struct {
	run         *bulkRun
	account, id string
	past        ledgerPast
	cancel      context.CancelFunc

	began bool // the ledger says so
	posts int
	after time.Time // updateTime of the job when it was done
	kept  error     // what kept a request from being sent
}

// do deals with one job.
func (r *bulkRun) do(ctx context.Context, job string) BulkResult {
	out := BulkResult{Job: job}
	account, id, err := r.client.jobID(job)
	if err != nil {
		out.Err = inCall(err, opResume, "")
		return out
	}
	past := r.opts.Ledger.past(account, id)
	if past.outcome != "" {
		out.Outcome, out.FromLedger = past.outcome, true
		return out
	}
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	j := &bulkJob{run: r, account: account, id: id, past: past, cancel: cancel}
	out.Outcome, out.Err = j.ensure(inner)
	out.Posts = j.posts
	if why := j.untried(ctx, out.Err); why != nil {
		out.Err, out.Skipped = why, true
	}
	r.judge(out)
	j.end(out)
	return out
}

// untried returns why no resume of the job reached the service's hands, if that is not the
// job's own matter.
func (j *bulkJob) untried(ctx context.Context, err error) error {
	switch {
	case err == nil, errors.Is(err, ErrOutcomeUnknown):
		return nil
	case j.kept != nil:
		return j.kept
	case ctx.Err() != nil && answerStatus(err) == 0:
		return bulkError(ctx.Err())
	}
	return nil
}

// ensure resumes the job. One that an earlier run left open and that is at work was
// resumed by that run.
func (j *bulkJob) ensure(ctx context.Context) (Outcome, error) {
	c := j.run.client
	r, err := c.EnsureResumed(withGate(ctx, j), jobName(j.account, j.id),
		append(slices.Clip(j.run.opts.Ensure), beforeEachPost(j.begin))...)
	if err != nil {
		return "", err
	}
	j.after = r.Job.UpdateTime
	if j.past.open && r.Posts == 0 {
		return Reconciled, nil
	}
	return r.Outcome, nil
}

// begin comes before each resume, and writes the ledger's line before the first. A job
// that was touched after an earlier run may have resumed it was stopped again: resuming it
// would go behind the back of whoever did that.
func (j *bulkJob) begin(before *Job) error {
	if j.past.open && j.past.touched(before.UpdateTime) {
		return pausedAgain(before)
	}
	if j.began {
		return nil
	}
	err := j.run.opts.Ledger.append(ledgerLine{
		Event: eventBegin, Account: j.account, Job: j.id, UpdateTime: before.UpdateTime,
	}, j.run.client.redact)
	if err != nil {
		j.run.halt(err)
		return j.keep(j.run.stopped())
	}
	j.began = true
	return nil
}

// end writes the ledger's line after the job, if there is anything to say: not of a job
// that was skipped before it began, and not of one that an earlier run left open and this
// one learnt nothing about. The last word on that is still its begin.
func (j *bulkJob) end(out BulkResult) {
	if !j.began && (out.Skipped || j.past.open && out.Err != nil && !settled(out.Err)) {
		return
	}
	line := ledgerLine{Event: eventEnd, Account: j.account, Job: j.id, Outcome: out.Outcome, UpdateTime: j.after}
	if out.Err != nil {
		line.Error, line.Status = wordFor(out), answerStatus(out.Err)
	}
	if err := j.run.opts.Ledger.append(line, j.run.client.redact); err != nil {
		j.run.halt(err)
	}
}

// settled reports whether an error says what became of a job that may have been resumed.
func settled(err error) bool {
	return errors.Is(err, ErrPausedAgain) || errors.Is(err, ErrNotResumable) || errors.Is(err, ErrJobFailed) || errors.Is(err, ErrNotFound)
}

// wordFor is the one word or two that the ledger has for an error. None of the service's
// own text gets there.
func wordFor(out BulkResult) string {
	if out.Skipped {
		return wordSkipped
	}
	for _, kind := range []error{
		ErrOutcomeUnknown, ErrPausedAgain, ErrAccountSuspended, ErrPaymentRequired, ErrUnauthenticated, ErrQuotaExhausted,
		ErrPermissionDenied, ErrNotFound, ErrNotResumable, ErrJobFailed, ErrRateLimited, ErrInvalidArgument, ErrBadResponse,
	} {
		if errors.Is(out.Err, kind) {
			return kind.Error()
		}
	}
	return wordFailed
}

// answerStatus returns the HTTP status of an error, 0 if it did not come of an answer.
func answerStatus(err error) int {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Status
	}
	return 0
}
