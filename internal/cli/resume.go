package cli

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// resumeFlags are the flags of resume.
type resumeFlags struct {
	once, wait bool
	alsoFrom   []string
	states     []sftj.State // of alsoFrom, once checked
	progress   progressFlags
	bulk       bulkFlags
}

func (f *resumeFlags) register(flags *pflag.FlagSet) {
	flags.BoolVar(&f.once, "once", false, "only send the resume: read nothing before, and nothing after a lost answer")
	flags.BoolVarP(&f.wait, "wait", "w", false, "watch what was resumed to its end")
	flags.StringSliceVar(&f.alsoFrom, "also-from", nil, "resume jobs in these states too, as in FAILED,CANCELLED")
	f.progress.register(flags)
	f.bulk.register(flags)
}

func (f *resumeFlags) ensure() []sftj.EnsureOption {
	return []sftj.EnsureOption{sftj.AlsoFrom(f.states...)}
}

// check refuses what contradicts itself or is impossible, before anything is read or
// sent, and reads --also-from.
func (f *resumeFlags) check(flags *pflag.FlagSet, jobs []string) (err error) {
	if f.once {
		if err := f.checkOnce(flags, jobs); err != nil {
			return err
		}
	}
	bulk := f.bulk.many(jobs)
	switch {
	case len(jobs) == 0 && !bulk:
		return errors.New("which job? Give ids, - for ids on stdin, --all-paused or --filter")
	case f.wait && f.bulk.dryRun:
		return errors.New("--dry-run sends no resume: there is nothing to --wait for")
	}
	if name := firstGiven(flags, "timeout", "pending-timeout", "progress"); name != "" && !f.wait {
		return fmt.Errorf("--%s is about waiting: it needs --wait", name)
	}
	if f.states, err = alsoFrom(f.alsoFrom); err != nil {
		return err
	}
	if err := f.bulk.check(flags); err != nil {
		return err
	}
	return f.progress.check()
}

// completable are the states of --also-from, as far as it was typed.
func (f *resumeFlags) completable() []sftj.State {
	states, err := alsoFrom(f.alsoFrom)
	if err != nil {
		return nil
	}
	return states
}

// checkOnce names what can't go with --once.
func (f *resumeFlags) checkOnce(flags *pflag.FlagSet, jobs []string) error {
	const rule = "--once is for one job and one request"
	if name := firstGiven(flags, "wait", "also-from", "dry-run", "all-paused", "filter", "ledger", "resume-paused-again", "rate", "concurrency"); name != "" {
		return fmt.Errorf("%s: it can't go with --%s", rule, name)
	}
	if f.bulk.many(jobs) {
		return errors.New(rule + ": name one, as an argument")
	}
	return nil
}

// firstGiven returns the first of the flags that the command line turns on.
func firstGiven(flags *pflag.FlagSet, names ...string) string {
	for _, name := range names {
		if flag := flags.Lookup(name); flag != nil && flag.Changed && flag.Value.String() != "false" {
			return name
		}
	}
	return ""
}

func (a *app) resumeCommand() *cobra.Command {
	var f resumeFlags
	cmd := &cobra.Command{
		Use:   "resume JOB…",
		Short: "Ensure that paused jobs are running",
		Long: `Ensures that the job is running and reports what actually happened. The job is read
first: an active or finished job is left alone. Once the service has accepted the resume,
it is never sent again. When the response is lost, the job is read for 15 s to find out
the outcome; if it cannot be confirmed, the exit code is 9.

With --wait the job is then watched to its end, as sftj watch does. Ctrl-C stops the
watching, never the job.

Several jobs share one rate limit. Sending stops as soon as the service says that the
account is suspended or has to pay. With --ledger an interrupted run can be started
again: jobs that were dealt with are not resumed again, and --dry-run says what the run
would do. Jobs that a suspension paused after they were resumed are resumed again only
with --resume-paused-again, or if the question on a terminal is answered with yes.

The run asks before it begins; without a terminal it needs --yes. With --wait the active
jobs are watched when all were dealt with, those of earlier runs in the ledger included;
the result of each resume is then on stderr, and the jobs at their end on stdout.`,
		Example: `  sftj resume yibuk7xq
  sftj resume yibuk7xq --wait --timeout 2h
  sftj resume --all-paused --dry-run
  sftj resume --all-paused --yes --ledger monday.jsonl
  sftj list -o name --filter 'state="JOB_STATE_PAUSED"' | sftj resume --yes -`,
		ValidArgsFunction: a.completeJobs(func(s sftj.State) bool { return s.Resumable(f.completable()...) }),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := a.checkOutput(); err != nil {
				return err
			}
			if err := f.check(cmd.Flags(), args); err != nil {
				return usage(cmd, err)
			}
			many := f.bulk.many(args) || f.bulk.dryRun
			c, err := a.client()
			if err != nil {
				return err
			}
			if many {
				return a.resumeMany(cmd, c, args, &f)
			}
			return a.resumeOne(cmd, c, args[0], &f)
		},
	}
	f.register(cmd.Flags())
	return cmd
}

// onceError is the error for a resume that was accepted with a job that is not active. Nothing
// was read before, so whether the resume had any effect is not known.
type onceError struct{ call *sftj.Error }

func newOnceError(job *sftj.Job) *onceError {
	return &onceError{&sftj.Error{
		Operation: "resume", Job: job.ID(), Status: http.StatusOK,
		Message: "outcome unknown: the service accepted the resume, and its response has the job in state " + stateText(job),
		Hint:    "without --once the job is read before and after",
	}}
}

func (e *onceError) Unwrap() []error { return []error{e.call, sftj.ErrOutcomeUnknown} }

func (e *onceError) Error() string { return e.call.Error() }

func (a *app) resumeOne(cmd *cobra.Command, c *sftj.Client, job string, f *resumeFlags) error {
	switch {
	case f.once:
		resumed, err := c.Resume(cmd.Context(), job)
		if err != nil {
			return err
		}
		if s := resumed.Lifecycle(); !s.Active() && (s.Known() || unsaid(s)) {
			return errors.Join(a.printJob(resumed), newOnceError(resumed))
		}
		a.sayResumption(&sftj.Resumption{Outcome: sftj.Resumed, Job: resumed})
		return a.printJob(resumed)
	case f.wait:
		events := c.ResumeAndWait(cmd.Context(), job, append(f.progress.options(), sftj.Ensuring(f.ensure()...))...)
		return a.watchOne(events, f.progress.mode, job)
	}
	r, err := c.EnsureResumed(cmd.Context(), job, f.ensure()...)
	if err != nil {
		return err
	}
	a.sayResumption(r)
	return a.printJob(r.Job)
}
