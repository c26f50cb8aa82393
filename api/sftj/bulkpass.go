package sftj

import (
	"context"
	"errors"
	"net/http"
	"time"
)

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

// unsent keeps a resume back, as pass does: the reason is told and is not the job's own.
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

func (j *bulkJob) answered(op operation, resp *http.Response) {
	asked, _ := retryAfter(resp.Header, time.Now())
	if resp.StatusCode == http.StatusTooManyRequests {
		j.run.limiter.slow(time.Now(), asked)
	}
	if op.reads() {
		return
	}
	// EnsureResumed reads the job before it reports such a response: no other resume may leave
	// in the meantime.
	if body, _, err := bodyBytes(resp); err == nil && asked > maxHold {
		if failed := statusError(op, resp, body, j.run.client.redact); longWait(failed) {
			j.run.halt(failed)
		}
	}
}
