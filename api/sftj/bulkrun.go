package sftj

import (
	"context"
	"errors"
	"iter"
	"sync"
)

// bulkRun is one ResumeAll on its way.
type bulkRun struct {
	client  *Client
	opts    BulkOptions
	limiter *limiter
	host    string // what the ledger calls the service

	mu     sync.Mutex
	stop   error // why nothing more is to be resumed
	quota  int   // refusals with none resumed in between
	outage int   // failures with none that ended well in between
}

func (r *bulkRun) run(ctx context.Context, jobs iter.Seq2[string, error]) (BulkReport, error) {
	var report BulkReport
	err := r.feed(ctx, jobs, &report)
	report.Stopped = r.stopped()
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
