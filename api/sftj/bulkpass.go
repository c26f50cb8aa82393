package sftj

import (
	"context"
	"net/http"
	"time"
)

// pass lets a request through the limiter. Once the run is stopped only reads of a job
// whose resume was sent get through.
func (j *bulkJob) pass(ctx context.Context, op operation) error {
	if err := j.forbidden(ctx, op); err != nil {
		return j.keep(err)
	}
	if err := j.run.limiter.wait(ctx, op); err != nil {
		return j.keep(bulkError(err))
	}
	if err := j.forbidden(ctx, op); err != nil {
		return j.keep(err)
	}
	if !op.reads() {
		j.posts++
	}
	return nil
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

func (j *bulkJob) answered(resp *http.Response) {
	if resp.StatusCode == http.StatusTooManyRequests {
		asked, _ := retryAfter(resp.Header, time.Now())
		j.run.limiter.slow(time.Now(), asked)
	}
}
