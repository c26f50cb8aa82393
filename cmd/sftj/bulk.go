package main

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// mostPerMinute is the documented limit of an account with a payment method.
const mostPerMinute = 6000

// bulkFlags are the flags of resume that are about many jobs.
type bulkFlags struct {
	allPaused, dryRun, yes bool
	filter, ledger         string
	rate, concurrency      int
}

func (f *bulkFlags) register(flags *pflag.FlagSet) {
	flags.BoolVar(&f.allPaused, "all-paused", false, "all jobs of the account that are paused")
	flags.StringVar(&f.filter, "filter", "", "all jobs that match an AIP-160 filter")
	flags.BoolVar(&f.dryRun, "dry-run", false, "say what would be done, and send no resume")
	flags.BoolVarP(&f.yes, "yes", "y", false, "do not ask before resuming several jobs")
	flags.StringVar(&f.ledger, "ledger", "", "file to write down what was done; a second run goes on from it")
	flags.IntVar(&f.rate, "rate", 60, "requests a minute, all jobs together")
	flags.IntVar(&f.concurrency, "concurrency", 4, "jobs at a time")
}

// many reports whether a command line is about more than one job, or may be.
func (f *bulkFlags) many(jobs []string) bool {
	return len(jobs) > 1 || f.allPaused || f.filter != "" || slices.Contains(jobs, "-") || f.ledger != ""
}

func (f *bulkFlags) check() error {
	switch {
	case f.rate < 1 || f.rate > mostPerMinute:
		return fmt.Errorf("--rate %d: it goes from 1 to %d requests a minute", f.rate, mostPerMinute)
	case f.concurrency < 1:
		return fmt.Errorf("--concurrency %d: at least one job has to be under way", f.concurrency)
	}
	return nil
}

// resumeMany resumes the jobs that the arguments and flags name. They are all named
// before the first is touched: what is asked about has to be known.
func (a *app) resumeMany(cmd *cobra.Command, c *sftj.Client, args []string, f *resumeFlags) error {
	ctx := cmd.Context()
	jobs, err := a.namedJobs(ctx, c, args, &f.bulk)
	unread, err := a.goOnWithoutUnreadable(err)
	if err != nil {
		return err
	}
	if len(jobs) == 0 {
		a.say("no jobs")
		return unread
	}
	if f.bulk.dryRun {
		return firstError(a.dryRun(ctx, c, jobs, f.bulk.many(args), f.states), unread)
	}
	if err := a.confirm(cmd, c, len(jobs), args, f); err != nil {
		return err
	}
	ignoreBrokenPipes()
	run := a.newBulkView(len(jobs), f)
	opts := sftj.BulkOptions{Ensure: f.ensure(), PerMinute: f.bulk.rate, Concurrency: f.bulk.concurrency, OnResult: run.result}
	if f.bulk.ledger != "" {
		if opts.Ledger, err = sftj.OpenLedger(f.bulk.ledger); err != nil {
			return err
		}
		defer func() { _ = opts.Ledger.Close() }() // every line is on the disk already
	}
	run.begin()
	stop := func() {}
	if run.line != nil {
		stop = handleSignalsOf(run)
	}
	report, err := c.ResumeAll(ctx, each(jobs), opts)
	stop()
	run.close()
	report.Skipped += run.unreached(jobs)
	a.summary(report, f.bulk.ledger)
	err = firstError(bulkEnd(ctx, report, err), unread)
	if !f.wait || ctx.Err() != nil || report.Stopped != nil {
		return err
	}
	// What failed to resume is worse news than what came of the rest.
	return firstError(err, a.watchJobs(cmd, run.atWork(jobs), false, &f.progress))
}

// firstError returns the first of the errors that is one.
func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// bulkEnd is the error of a bulk run, if it has one.
func bulkEnd(ctx context.Context, report sftj.BulkReport, err error) error {
	good := report.Failed+report.OutcomeUnknown+report.Skipped == 0
	switch {
	case report.Stopped != nil:
		return &stoppedError{err}
	case err != nil && ctx.Err() != nil && good:
		return nil // it was interrupted when all was done
	case err == nil && !good:
		return errSomeFailed
	}
	return err
}

func each(jobs []string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for _, job := range jobs {
			if !yield(job, nil) {
				return
			}
		}
	}
}
