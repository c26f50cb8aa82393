package cli

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/client"
)

// mostPerMinute is the documented limit of an account with a payment method.
const mostPerMinute = 6000

// bulkFlags are the flags of resume that are about many jobs.
type bulkFlags struct {
	allPaused, dryRun, yes bool
	filter, ledger         string
	resumePausedAgain      bool
	rate, concurrency      int
}

func (f *bulkFlags) register(flags *pflag.FlagSet) {
	flags.BoolVar(&f.allPaused, "all-paused", false, "all jobs of the account that are paused")
	flags.StringVar(&f.filter, "filter", "", "all jobs that match an AIP-160 filter")
	flags.BoolVar(&f.dryRun, "dry-run", false, "say what would be done, and send no resume")
	flags.BoolVarP(&f.yes, "yes", "y", false, "do not ask before resuming several jobs")
	flags.StringVar(&f.ledger, "ledger", "", "file to write down what was done; a second run goes on from it")
	flags.BoolVar(&f.resumePausedAgain, "resume-paused-again", false, "resume what an earlier run with the ledger resumed and a suspension paused")
	flags.IntVar(&f.rate, "rate", 60, "requests a minute, all jobs together")
	flags.IntVar(&f.concurrency, "concurrency", 4, "jobs at a time")
}

// many reports whether a command line is about more than one job, or may be.
func (f *bulkFlags) many(jobs []string) bool {
	return len(jobs) > 1 || f.allPaused || f.filter != "" || slices.Contains(jobs, "-") || f.ledger != ""
}

func (f *bulkFlags) check(flags *pflag.FlagSet) error {
	switch {
	case flags.Changed("ledger") && strings.TrimSpace(f.ledger) == "":
		return fmt.Errorf(`--ledger %q: the name of the file is empty; is a variable unset?`, f.ledger)
	case f.resumePausedAgain && f.ledger == "":
		return errors.New("--resume-paused-again needs --ledger: the ledger says which jobs an earlier run resumed")
	case f.rate < 1 || f.rate > mostPerMinute:
		return fmt.Errorf("--rate %d: must be from 1 to %d requests a minute", f.rate, mostPerMinute)
	case f.concurrency < 1:
		return fmt.Errorf("--concurrency %d: must be at least 1", f.concurrency)
	}
	return nil
}

// resumeMany resumes the jobs that the arguments and flags name. They are all named before the
// first is touched: the confirmation says how many they are. The ledger is opened before that,
// so that a path that cannot be used is an error whatever there is to do.
func (a *app) resumeMany(cmd *cobra.Command, c *sftj.Client, args []string, f *resumeFlags) error {
	ctx := cmd.Context()
	ledger, err := f.bulk.openLedger()
	if err != nil {
		return err
	}
	if ledger != nil {
		defer func() { _ = ledger.Close() }() // every line is on the disk already
	}
	jobs, err := a.namedJobs(ctx, c, args, &f.bulk)
	unread, err := a.goOnWithoutUnreadable(err)
	if err != nil {
		return err
	}
	if f.bulk.dryRun {
		if len(jobs) == 0 {
			a.say("no jobs")
			return unread
		}
		return firstError(a.dryRun(ctx, c, ledger, jobs, args, f), unread)
	}
	// With --wait, what an earlier run resumed is watched too. It is paused no more, so that neither
	// --all-paused nor a filter finds it.
	var earlier []string
	if f.wait && ledger != nil && (f.bulk.allPaused || f.bulk.filter != "") {
		if earlier, err = a.resumedEarlier(ctx, c, ledger, jobs); err != nil {
			return err
		}
	}
	if len(jobs)+len(earlier) == 0 {
		a.say("no jobs")
		return unread
	}
	if err := a.confirm(cmd, c, jobs, args, f); err != nil {
		return err
	}
	if err := a.confirmPausedAgain(ctx, c, ledger, jobs, f); err != nil {
		return err
	}
	ignoreBrokenPipes()
	jobs = append(jobs, earlier...)
	run := a.newBulkView(jobs, args, f)
	run.begin(len(jobs)-len(earlier), f.bulk.rate)
	stop := func() {}
	if run.line != nil {
		stop = handleSignalsOf(run)
	}
	report, err := c.ResumeAll(ctx, each(jobs), sftj.BulkOptions{
		Ensure: f.ensure(), PerMinute: f.bulk.rate, Concurrency: f.bulk.concurrency, Ledger: ledger,
		ResumePausedAgain: f.bulk.resumePausedAgain, OnPause: run.paused, OnResult: run.result,
	})
	stop()
	report.Skipped += run.end(jobs, report.Stopped)
	err = bulkEnd(ctx, report, err)
	if a.summary(report, run, repeatable(cmd.Flags()), f) {
		err = toldNext(err)
	}
	err = firstError(err, unread)
	switch {
	case f.wait && ctx.Err() != nil: // what was to be watched was not
		a.sayHowToWatch(cmd, run.active(jobs))
		return firstError(err, ctx.Err())
	case !f.wait, report.Stopped != nil:
		return err
	}
	active := run.active(jobs)
	watched := a.watchJobs(cmd, active, false, &f.progress)
	if watched != nil && ctx.Err() != nil {
		a.sayHowToWatch(cmd, active)
	}
	// What failed to resume is worse news than what came of the rest.
	return firstError(err, watched)
}

// sayHowToWatch prints the command that watches the jobs of an interrupted run, if they fit into it.
func (a *app) sayHowToWatch(cmd *cobra.Command, active []string) {
	if ids := idList(active); ids != "" && ids != "-" {
		command := append([]string{"sftj", "watch", ids}, slices.DeleteFunc(repeatable(cmd.Flags()), isAboutRun)...)
		a.say("to go on watching: %s", strings.Join(command, " "))
	}
}

// openLedger opens the ledger of a run, or reads it for a dry run; nil without --ledger.
func (f *bulkFlags) openLedger() (*sftj.Ledger, error) {
	switch {
	case f.ledger == "":
		return nil, nil //nolint:nilnil // a run without a ledger has none
	case f.dryRun:
		return sftj.ReadLedger(f.ledger)
	}
	return sftj.OpenLedger(f.ledger)
}

// resumedEarlier returns the jobs that the ledger has an outcome for, that are not among those that
// were named, and that may be active. It says how many of the others there are: what became of them
// is no news of this run.
func (a *app) resumedEarlier(ctx context.Context, c *sftj.Client, ledger *sftj.Ledger, jobs []string) ([]string, error) {
	earlier, err := ledger.Resumed(c)
	if err != nil {
		return nil, err
	}
	named := map[string]bool{}
	for _, job := range jobs {
		named[idOf(job)] = true
	}
	earlier = slices.DeleteFunc(earlier, func(job string) bool { return named[idOf(job)] })
	ended := map[string]bool{}
	if err := eachState(ctx, c, earlier, func(id string, s sftj.State) {
		if s.Known() && !s.Active() {
			ended[id] = true
		}
	}); err != nil {
		return nil, err
	}
	if len(ended) > 0 {
		a.say("%s of earlier runs in the ledger: not active any more, not watched", jobsText(len(ended)))
	}
	return slices.DeleteFunc(earlier, func(job string) bool { return ended[idOf(job)] }), nil
}

// eachState calls found with the state of each of the jobs that can be read. A few are read one by
// one; many are looked up in the list of all jobs, 200 to a request.
func eachState(ctx context.Context, c *sftj.Client, jobs []string, found func(id string, s sftj.State)) error {
	const few = 10
	if len(jobs) <= few {
		for _, name := range jobs {
			job, err := c.Get(ctx, name)
			switch {
			case errors.Is(err, sftj.ErrNotFound):
				found(idOf(name), sftj.State(client.JobStateDeleted))
			case ctx.Err() != nil:
				return ctx.Err()
			case err == nil:
				found(idOf(name), job.Lifecycle())
			}
		}
		return nil
	}
	wanted := map[string]bool{}
	for _, name := range jobs {
		wanted[idOf(name)] = true
	}
	for job, err := range c.List(ctx, sftj.ListOptions{PageSize: 200}) {
		switch {
		case errors.Is(err, sftj.ErrUnreadableJobs):
			return nil // the last thing that a list yields
		case err != nil:
			return err
		case !wanted[job.ID()]:
			continue
		}
		found(job.ID(), job.Lifecycle())
		if delete(wanted, job.ID()); len(wanted) == 0 {
			break
		}
	}
	return nil
}

// repeatable returns the flags of a command line as they can be given again, except those that
// the ledger's next run decides about and the API key.
func repeatable(flags *pflag.FlagSet) []string {
	var words []string
	flags.Visit(func(flag *pflag.Flag) {
		switch value := flag.Value.String(); {
		case flag.Name == "resume-paused-again":
		case flag.Name == "api-key":
			words = append(words, "--api-key KEY")
		case flag.Value.Type() != "bool":
			if list, ok := flag.Value.(pflag.SliceValue); ok {
				value = strings.Join(list.GetSlice(), ",")
			}
			words = append(words, "--"+flag.Name+" "+shellQuoted(value))
		case value == "true":
			words = append(words, "--"+flag.Name)
		default:
			words = append(words, "--"+flag.Name+"="+value)
		}
	})
	return words
}

// confirmPausedAgain asks on a terminal whether what a suspension paused may be resumed. Elsewhere
// that takes --resume-paused-again; without it those jobs are reported.
func (a *app) confirmPausedAgain(ctx context.Context, c *sftj.Client, ledger *sftj.Ledger, jobs []string, f *resumeFlags) error {
	n := 0
	for _, job := range jobs {
		if ledger != nil && ledger.Stopped(c, job) {
			n++
		}
	}
	if n == 0 || f.bulk.resumePausedAgain || f.bulk.yes || !isTerminal(a.stdin) || !isTerminal(a.stderr) {
		return nil
	}
	them := "them again if they are paused?"
	if n == 1 {
		them = "it again if it is paused?"
	}
	yes, err := a.ask(ctx, fmt.Sprintf("An earlier run resumed %d of these, and then the account was suspended. Resume %s", n, them))
	if err == nil {
		f.bulk.resumePausedAgain = yes
	}
	return err
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

// toldNext marks the error of a run that has printed the command that goes on with it.
func toldNext(err error) error {
	if stopped, ok := errors.AsType[*stoppedError](err); ok {
		stopped.told = true
	}
	return err
}

// bulkEnd is the error of a bulk run, if it has one.
func bulkEnd(ctx context.Context, report sftj.BulkReport, err error) error {
	good := report.Failed+report.OutcomeUnknown+report.Skipped == 0
	switch {
	case report.Stopped != nil:
		return &stoppedError{error: err}
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
