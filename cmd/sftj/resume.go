package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// resumeFlags are the flags of resume.
type resumeFlags struct {
	once, wait bool
	alsoFrom   []string
	progress   progressFlags
	bulk       bulkFlags
}

func (f *resumeFlags) register(flags *pflag.FlagSet) {
	flags.BoolVar(&f.once, "once", false, "only send the resume: read nothing before, and nothing after a lost answer")
	flags.BoolVarP(&f.wait, "wait", "w", false, "watch the job to its end")
	flags.StringSliceVar(&f.alsoFrom, "also-from", nil, "resume jobs in these states too, as in FAILED,CANCELLED")
	f.progress.register(flags)
	f.bulk.register(flags)
}

func (f *resumeFlags) ensure() []sftj.EnsureOption {
	var states []sftj.State
	for _, s := range f.alsoFrom {
		states = append(states, sftj.State("JOB_STATE_"+strings.TrimPrefix(strings.ToUpper(s), "JOB_STATE_")))
	}
	return []sftj.EnsureOption{sftj.AlsoFrom(states...)}
}

func (f *resumeFlags) check(jobs []string) error {
	bulk := f.bulk.many(jobs)
	switch {
	case len(jobs) == 0 && !bulk:
		return errors.New("which job? Give ids, - for ids on stdin, --all-paused or --filter")
	case f.once && (f.wait || bulk || len(f.alsoFrom) > 0):
		return errors.New("--once is for one job, without --wait and --also-from")
	case f.wait && bulk:
		return errors.New("--wait is for one job; see sftj watch")
	}
	return f.progress.check()
}

func (a *app) resumeCommand() *cobra.Command {
	var f resumeFlags
	cmd := &cobra.Command{
		Use:   "resume JOB…",
		Short: "Make sure that paused jobs are at work",
		Long: `Makes sure that a job is at work, and says the truth about it. The job is read first:
one that is active or finished already is left alone. The resume is sent again only if the
job is surely as it was. When an answer is lost, the job is read, for 15 s, to see what
became of it; if nobody can say, the exit code is 9.

With --wait the job is then watched to its end. Ctrl-C stops the watching, never the job.

Several jobs share one rate limit. The sending stops at the first sign that the account is
suspended or has to pay. With --ledger an interrupted run can be started again: jobs that
were dealt with are not touched. It asks before it begins; without a terminal it needs
--yes.`,
		Example: `  sftj resume yibuk7xq
  sftj resume yibuk7xq --wait --timeout 2h
  sftj resume --all-paused --dry-run
  sftj resume --all-paused --yes --ledger monday.jsonl
  sftj list -o name --filter 'state="JOB_STATE_PAUSED"' | sftj resume --yes -`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := a.checkOutput(); err != nil {
				return err
			}
			if err := f.check(args); err != nil {
				return usage(cmd, err)
			}
			c, err := a.client()
			if err != nil {
				return err
			}
			if f.bulk.many(args) || f.bulk.dryRun {
				return a.resumeMany(cmd, c, args, &f)
			}
			return a.resumeOne(cmd, c, args[0], &f)
		},
	}
	f.register(cmd.Flags())
	return cmd
}

func (a *app) resumeOne(cmd *cobra.Command, c *sftj.Client, job string, f *resumeFlags) error {
	switch {
	case f.once:
		resumed, err := c.Resume(cmd.Context(), job)
		if err != nil {
			return err
		}
		fmt.Fprintf(a.stderr, "%s %s: %s\n", sftj.Resumed, resumed.ID(), resumed.Lifecycle())
		return a.printJob(resumed)
	case f.wait:
		events := c.ResumeAndWait(cmd.Context(), job, append(f.progress.options(), sftj.Ensuring(f.ensure()...))...)
		return a.watchEvents(events, f.progress.mode, job)
	}
	r, err := c.EnsureResumed(cmd.Context(), job, f.ensure()...)
	if err != nil {
		return err
	}
	a.sayResumption(r)
	return a.printJob(r.Job)
}

func (a *app) sayResumption(r *sftj.Resumption) {
	fmt.Fprintf(a.stderr, "%s %s: %s\n", r.Outcome, r.Job.ID(), r.Job.Lifecycle())
}
