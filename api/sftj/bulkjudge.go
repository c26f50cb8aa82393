package sftj

import (
	"context"
	"errors"
	"net/http"
	"strconv"
)

// After so many jobs what they end with is taken to be the account's or the service's
// matter and not theirs. The numbers are this project's.
const (
	maxQuota  = 3 // refused for a quota, with none resumed in between
	maxOutage = 5 // without an answer that helps, a limited rate included, with none that ended well in between
)

// judge ends the sending if a job's result says that it is no use for the others either.
func (r *bulkRun) judge(ctx context.Context, result BulkResult) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if result.Err == nil {
		r.outage = 0
		if result.Outcome == Resumed || result.Outcome == Reconciled {
			r.quota = 0
		}
		return
	}
	if result.Skipped || verdict(result.Err) || errors.Is(result.Err, ErrPausedAndChanged) {
		return
	}
	if why := r.tooMuch(ctx, result.Err); why != nil && r.stop == nil {
		r.stop = why
	}
}

// tooMuch returns why the run is to end because of a job's error, if it is. It counts.
func (r *bulkRun) tooMuch(ctx context.Context, err error) error {
	switch {
	case errors.Is(err, ErrAccountSuspended), errors.Is(err, ErrPaymentRequired), errors.Is(err, ErrUnauthenticated), longWait(err):
		return err
	case errors.Is(err, ErrQuotaExhausted):
		if r.quota++; r.quota >= maxQuota {
			return err
		}
	case ctx.Err() == nil && (noAnswer(err) || errors.Is(err, ErrRateLimited)): // the end of the context is no fault of the service
		if r.outage++; r.outage >= maxOutage {
			return outage(err)
		}
	}
	return nil
}

// longWait reports whether the service asks to stay away for longer than the limiter can
// hold a run up.
func longWait(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.RetryAfter > maxHold && (e.Status == http.StatusTooManyRequests || e.Status == http.StatusServiceUnavailable)
}

// noAnswer reports whether a job failed for want of an answer that says anything about it:
// a 5xx, none at all, or one that leaves open what became of the resume.
func noAnswer(err error) bool {
	e, ok := errors.AsType[*Error](err)
	switch {
	case errors.Is(err, ErrOutcomeUnknown):
		return true
	case !ok:
		return false
	case e.Status == 0:
		return len(e.Attempts) > 0 && e.Attempts[len(e.Attempts)-1].Err != nil
	}
	return e.Status >= http.StatusInternalServerError
}

// outage is the error of a run that an outage ended. The last job's error is text in it and
// no cause: what is said of that job holds for none of those that are skipped.
func outage(last error) error {
	return bulkError(&Error{
		Message: strconv.Itoa(maxOutage) + " jobs in a row had no answer that helps, the last of them: " + asError(last, func(s string) string { return s }).what(),
		Hint:    "the service or the way to it is in trouble: run again when it is over",
	})
}
