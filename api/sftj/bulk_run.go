package sftj

import (
	"context"
	"crypto/sha256"
	"errors"
	"iter"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// bulkRun is one ResumeAll on its way.
type bulkRun struct {
	client  *Client
	opts    BulkOptions
	limiter *limiter
	host    string // what the ledger calls the service

	started time.Time

	mu      sync.Mutex
	stop    error  // why nothing more is to be resumed
	account string // that stopped the run; empty if something else did
	quota   int    // refusals with none resumed in between
	outage  int    // failures with none that ended well in between
}

func (r *bulkRun) run(ctx context.Context, jobs iter.Seq2[string, error]) (BulkReport, error) {
	var report BulkReport
	err := r.feed(ctx, jobs, &report)
	report.Stopped = r.stopped()
	// Once more: jobs whose resume was under way have ended since the first line.
	r.writeStop(report.Stopped)
	var ended error
	if ctx.Err() != nil {
		ended = bulkError(ctx.Err())
	}
	return report, oneOf(report.Stopped, err, ended)
}

// feed hands the jobs to the workers and returns when all of them are done. It reads the
// sequence in the caller's goroutine, so that a panic in there is the caller's. Results are
// counted in another one: Duplicates and Cut are this one's.
func (r *bulkRun) feed(ctx context.Context, jobs iter.Seq2[string, error], report *BulkReport) error {
	work, results := make(chan string), make(chan BulkResult)
	var workers, collector sync.WaitGroup
	for range r.opts.Concurrency {
		workers.Go(func() {
			for job := range work {
				results <- r.do(ctx, job)
			}
		})
	}
	collector.Go(func() {
		for result := range results {
			count(report, result)
			if r.opts.OnResult != nil {
				r.opts.OnResult(result)
			}
		}
	})
	defer func() {
		close(work)
		workers.Wait()
		close(results)
		collector.Wait()
	}()

	seen := seenJobs{}
	for job, err := range jobs {
		switch {
		case ctx.Err() != nil:
			report.Cut = true
			return nil
		case err != nil:
			report.Cut = true
			return err
		case !seen.first(r.client, job):
			report.Duplicates++
			continue
		}
		work <- job // a worker is free soon even then: no job outlives the context
	}
	return nil
}

// halt ends the sending for a reason of the run's own.
func (r *bulkRun) halt(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stop == nil {
		r.stop = bulkError(err)
	}
}

// stopped returns what ended the sending, if anything has.
func (r *bulkRun) stopped() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.stop
}

// oneOf returns the errors as one, and a single one as it is.
func oneOf(errs ...error) error {
	var found []error
	for _, err := range errs {
		if err != nil {
			found = append(found, err)
		}
	}
	if len(found) == 1 {
		return found[0]
	}
	return errors.Join(found...)
}

// bulkError puts an error into the terms of a bulk run.
func bulkError(err error) error {
	e := *asError(err, func(s string) string { return s })
	e.Operation = "resume all"
	return &e
}

// After so many jobs what they end with is taken to be the account's or the service's
// matter and not theirs. The numbers are this project's.
const (
	maxQuota  = 3 // refused for a quota, with none resumed in between
	maxOutage = 5 // without a usable response, a limited rate included, with none that ended well in between
)

// judge ends the sending if a job's result says that the others would fail alike.
func (r *bulkRun) judge(ctx context.Context, account string, result BulkResult) {
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
		if aboutAccount(why) {
			r.account = account
			r.writeStop(why)
		}
	}
}

// writeStop writes to the ledger that the account stopped the run. A later run has to know,
// because the suspension may pause what was resumed. A ledger that cannot be written has stopped
// the run already, or has nothing more to say.
func (r *bulkRun) writeStop(why error) {
	if r.account == "" {
		return
	}
	_ = r.opts.Ledger.append(ledgerLine{
		Event: eventStop, Host: r.host, Account: r.account, Since: r.started, Error: wordFor(BulkResult{Err: why}),
	}, r.client.redact)
}

// tooMuch returns why the run is to end because of a job's error, if it is. It counts.
func (r *bulkRun) tooMuch(ctx context.Context, err error) error {
	switch {
	case !isCut(err) && (aboutAccount(err) || errors.Is(err, ErrUnauthenticated)), longWait(err):
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

// aboutAccount reports whether an error is about the account: it is suspended or has to pay.
func aboutAccount(err error) bool {
	return errors.Is(err, ErrAccountSuspended) || errors.Is(err, ErrPaymentRequired)
}

// isCut reports whether a refusal could not be read whole.
func isCut(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.cut
}

// longWait reports whether the service asks to stay away for longer than the limiter can
// hold a run up.
func longWait(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.RetryAfter > maxHold && (e.Status == http.StatusTooManyRequests || e.Status == http.StatusServiceUnavailable)
}

// noAnswer reports whether a job failed because no response said anything about it:
// a 5xx, none at all, or one that leaves open what became of the resume.
func noAnswer(err error) bool {
	e, ok := errors.AsType[*Error](err)
	switch {
	case errors.Is(err, ErrOutcomeUnknown), isCut(err):
		return true
	case !ok:
		return false
	case saysNothing(e):
		return true
	case e.Status == 0:
		return len(e.Attempts) > 0 && e.Attempts[len(e.Attempts)-1].Err != nil
	}
	return e.Status >= http.StatusInternalServerError
}

// saysNothing reports whether an error is a 412 without a word: it may be about the account.
func saysNothing(e *Error) bool {
	return e.Status == http.StatusPreconditionFailed && e.Reason == "" && e.Message == ""
}

// outage is the error of a run that an outage ended. The last job's error is text in it and
// no cause: what is said of that job holds for none of those that are skipped.
func outage(last error) error {
	return bulkError(&Error{
		Message: strconv.Itoa(maxOutage) + " consecutive jobs failed without a usable response; the last one: " + asError(last, func(s string) string { return s }).what(),
		Hint:    "the service or the way to it is in trouble: run again when it is over",
	})
}

// jobKey stands for a job's full name in 16 bytes, so that a hundred thousand of them are
// a few megabytes. Two names that share one are not to be expected in any number of jobs.
type jobKey [16]byte

func keyOf(name string) jobKey {
	sum := sha256.Sum256([]byte(name))
	return jobKey(sum[:16])
}

// seenJobs are the jobs that a run has met.
type seenJobs map[jobKey]struct{}

// first reports whether a job is met for the first time. What is no job's name at all is
// told apart by its text.
func (s seenJobs) first(c *Client, job string) bool {
	if account, id, err := c.jobID(job); err == nil {
		job = jobName(account, id)
	}
	key := keyOf(job)
	if _, ok := s[key]; ok {
		return false
	}
	s[key] = struct{}{}
	return true
}
