package sftj

import (
	"context"
	"errors"
	"iter"
	"strconv"
	"time"
)

// BulkOptions are the settings of [Client.ResumeAll]. The zero value is fine.
type BulkOptions struct {
	// Ensure are the settings of every job's [Client.EnsureResumed].
	Ensure []EnsureOption
	// PerMinute is how many requests a minute all jobs share, reads included: 60 if 0, and
	// 6000 at most, the documented limit of an account with a payment method. Every 429
	// halves it, down to 10, the documented limit without one; it recovers by a tenth of
	// the setting with each minute that passes without a 429. Where a 429 asks to wait,
	// nothing is sent until then; one that asks for more than a minute ends the run.
	PerMinute int
	// Concurrency is the number of jobs that are worked on at a time: 4 if 0, and at most 64,
	// a bound of this project's.
	Concurrency int
	// Ledger is where the run records what it does, and reads what earlier runs did. Without
	// one, a run that was interrupted starts again from the beginning, which is safe too.
	Ledger *Ledger
	// ResumePausedAgain resumes jobs that are paused again after an earlier run with the ledger,
	// if a later run was stopped by a suspension that may have paused them:
	// [BulkResult.PausedBySuspension]. Without it they are reported as [ErrPausedAgain].
	ResumePausedAgain bool
	// OnPause is called when the service asks all jobs to wait (429 with Retry-After), with the
	// time until which nothing is sent. It is called from goroutines of the run.
	OnPause func(until time.Time)
	// OnResult is called with the result of each job in the order of completion, one at a
	// time, from a goroutine of the run. ResumeAll returns after the last call.
	OnResult func(BulkResult)
}

// BulkResult is what became of one job of a bulk run.
type BulkResult struct {
	// Job is the job as the sequence named it.
	Job string
	// Outcome is how the job came to be active or finished; empty if Err is set.
	Outcome Outcome
	// State is the job's as it was read last, empty if it was not read.
	State State
	// FromLedger reports that a run before this one resumed the job or found it active or finished.
	// In this one the job was only read; one that was paused or failed since has an Err.
	FromLedger bool
	// Accepted reports that a resume of the job was answered with a 2xx, in this run or, by the
	// ledger, in an earlier one whose outcome is not known. Where Err says that the outcome is
	// unknown, the job may start later: read it, and send no other resume.
	Accepted bool
	// Posts is how many resume requests were made, those that never left included.
	Posts int
	// Err is why the job is not known to be active or finished.
	Err error
	// Skipped reports that no resume was sent, or that the service said of each that it was not
	// processed, because of something that is not about the job: Err says what stopped the run, or
	// that the context ended.
	Skipped bool
	// PausedBySuspension reports that Err would not be there with
	// [BulkOptions.ResumePausedAgain]: the job is paused again, and a suspension may have done it.
	PausedBySuspension bool
}

// OutcomeUnknown reports whether the job may have been resumed ([ErrOutcomeUnknown]), and
// nothing surer is known of it, such as [ErrPausedAgain], [ErrJobFailed] and
// [ErrNotResumable] are.
func (r BulkResult) OutcomeUnknown() bool {
	return !r.Skipped && !verdict(r.Err) && errors.Is(r.Err, ErrOutcomeUnknown)
}

// BulkReport counts the jobs of a bulk run. Each is counted in one of Resumed,
// AlreadyActive, AlreadyFinished, Reconciled, FromLedger, Failed, OutcomeUnknown and
// Skipped.
type BulkReport struct {
	Resumed, AlreadyActive, AlreadyFinished, Reconciled int
	// FromLedger is the number of jobs that an earlier run resumed or found active, and that have
	// not been stopped since.
	FromLedger int
	// Failed are the jobs with an error of their own that says what became of them.
	Failed int
	// OutcomeUnknown are the jobs that may have been resumed; see
	// [BulkResult.OutcomeUnknown].
	OutcomeUnknown int
	// Skipped are the jobs that were not resumed because the run was stopped or cancelled.
	Skipped int
	// Duplicates is how often a job came again in the sequence. It is dealt with once.
	Duplicates int
	// Cut reports that the sequence was not read to its end, because the context ended or the
	// sequence had an error: there may be jobs that are in none of these numbers.
	Cut bool
	// Stopped is what ended the sending before the last job, if anything about the account,
	// the key, the service or the ledger did. The rest of the sequence is in Skipped.
	Stopped error
}

// Jobs returns how many different jobs the report is about.
func (r BulkReport) Jobs() int {
	return r.Resumed + r.AlreadyActive + r.AlreadyFinished + r.Reconciled + r.FromLedger + r.Failed + r.OutcomeUnknown + r.Skipped
}

// ResumeAll ensures that many jobs are active: it calls [Client.EnsureResumed] for each, a few
// at a time, with one rate limit for all their requests. The sequence yields ids or full
// names, such as those of [Client.List], and is read only as fast as jobs are completed. Memory
// holds 16 bytes for each job of the sequence, to recognise duplicates, and about 100 for each
// in the ledger.
//
// What is not about one job ends the sending:
//
//   - the first job that is refused because the account is suspended ([ErrAccountSuspended])
//     or needs a plan ([ErrPaymentRequired]), or because of the key ([ErrUnauthenticated]);
//   - a 429 or 503 that asks to wait for more than a minute;
//   - three jobs refused for a quota ([ErrQuotaExhausted]), with none resumed in between;
//   - five jobs that end with [ErrOutcomeUnknown], [ErrRateLimited], a 5xx or no response, with
//     none that ended well in between;
//   - a ledger that cannot be written.
//
// After that no resume is sent. Jobs whose resume was sent are read until their outcome is
// known, and the rest of the sequence is reported as skipped. When the context ends, nothing
// more is sent or read; a job whose resume had no response yet is reported with
// [ErrOutcomeUnknown], and Cut reports that the sequence was not read to its end. A job whose
// only responses were a 429 or a 503 with Retry-After is skipped then, and stays open in the
// ledger.
//
// A job that had to wait for its turn after it was read, because of a 429 for example, is read
// again before it is resumed.
//
// A job that fails does not fail the run: see the report. The requests that the sequence
// makes by itself, such as those of List, are not counted in the limit. A sequence that
// blocks has to watch the context by itself: ResumeAll returns when it does.
//
// Errors: [ErrInvalidArgument] for an impossible setting, before anything is read;
// the report's Stopped; the error of the sequence, unchanged, after the jobs that were begun
// are done; the context's. The report is valid in every case.
func (c *Client) ResumeAll(ctx context.Context, jobs iter.Seq2[string, error], opts BulkOptions) (BulkReport, error) {
	if err := opts.complete(); err != nil {
		return BulkReport{}, bulkError(err)
	}
	r := &bulkRun{client: c, opts: opts, started: time.Now().UTC(), limiter: newLimiter(opts.PerMinute), host: ledgerHost(c.stock.Server)}
	r.limiter.onWait = func(ctx context.Context, d time.Duration) {
		c.observe.waits(ctx, operation{name: "resume all"}, "", WaitRate, d)
	}
	return r.run(ctx, jobs)
}

// complete fills in the defaults.
func (o *BulkOptions) complete() error {
	const usualPerMinute, usualConcurrency, mostConcurrency = 60, 4, 64
	switch {
	case o.PerMinute < 0 || o.PerMinute > mostPerMinute:
		return invalid("a rate of "+strconv.Itoa(o.PerMinute)+" requests a minute", "PerMinute goes from 1 to "+strconv.Itoa(mostPerMinute))
	case o.Concurrency < 0 || o.Concurrency > mostConcurrency:
		return invalid(strconv.Itoa(o.Concurrency)+" jobs at a time", "Concurrency goes from 1 to "+strconv.Itoa(mostConcurrency))
	}
	if o.PerMinute == 0 {
		o.PerMinute = usualPerMinute
	}
	if o.Concurrency == 0 {
		o.Concurrency = usualConcurrency
	}
	return nil
}

// count adds a result to the report.
func count(r *BulkReport, result BulkResult) {
	switch {
	case result.Skipped:
		r.Skipped++
	case result.OutcomeUnknown():
		r.OutcomeUnknown++
	case result.Err != nil:
		r.Failed++
	case result.FromLedger:
		r.FromLedger++
	case result.Outcome == Resumed:
		r.Resumed++
	case result.Outcome == Reconciled:
		r.Reconciled++
	case result.Outcome == AlreadyActive:
		r.AlreadyActive++
	case result.Outcome == AlreadyFinished:
		r.AlreadyFinished++
	}
}
