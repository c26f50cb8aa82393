package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

func (a *app) resumeCommand() *cobra.Command {
	var wait bool
	var progress progressFlags
	cmd := &cobra.Command{
		Use:   "resume JOB",
		Short: "Resume a paused job",
		Long: `Resumes a paused job: one call. It is sent again only if it surely did not reach the
service, or the service says that it did not process it. When nobody can say whether it
was applied, the exit code is 9 and the job has to be read.

With --wait the job is watched to its end. Ctrl-C stops the watching, never the job.`,
		Example: `  sftj resume yibuk7xq
  sftj resume yibuk7xq --wait --timeout 2h
  sftj resume accounts/acme/supervisedFineTuningJobs/yibuk7xq -o json`,
		Args: oneJob,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := a.check(cmd, &progress); err != nil {
				return err
			}
			c, err := a.client()
			if err != nil {
				return err
			}
			job, err := c.Resume(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			fmt.Fprintf(a.stderr, "resumed %s: %s\n", job.ID(), job.Lifecycle())
			if !wait {
				return a.printJob(job)
			}
			return a.watchJob(cmd, c, args[0], &progress)
		},
	}
	cmd.Flags().BoolVarP(&wait, "wait", "w", false, "watch the job to its end")
	progress.register(cmd.Flags())
	return cmd
}

func (a *app) watchCommand() *cobra.Command {
	var progress progressFlags
	cmd := &cobra.Command{
		Use:   "watch JOB",
		Short: "Watch a job to its end",
		Long: `Looks at a job until it ends, and shows how far it is. Ctrl-C stops the watching,
never the job.`,
		Example: `  sftj watch yibuk7xq --timeout 30m`,
		Args:    oneJob,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := a.check(cmd, &progress); err != nil {
				return err
			}
			c, err := a.client()
			if err != nil {
				return err
			}
			return a.watchJob(cmd, c, args[0], &progress)
		},
	}
	progress.register(cmd.Flags())
	return cmd
}

func (a *app) check(cmd *cobra.Command, progress *progressFlags) error {
	if err := a.checkOutput(); err != nil {
		return err
	}
	return usage(cmd, progress.check())
}

// watchJob waits for a job to end, with progress on stderr, and prints it at its end.
func (a *app) watchJob(cmd *cobra.Command, c *sftj.Client, job string, flags *progressFlags) error {
	report := a.reporter(flags.mode, job)
	last, err := follow(cmd, c, job, flags, report)
	report.close()
	if last.Job != nil && err == nil {
		return a.printJob(last.Job)
	}
	return err
}

// follow hands each event of a wait to the reporter and returns the last one.
func follow(cmd *cobra.Command, c *sftj.Client, job string, flags *progressFlags, report reporter) (last sftj.Event, err error) {
	for last, err = range c.Wait(cmd.Context(), job, flags.options()...) {
		if last.Job != nil || last.Err != nil { // else there was no look to speak of
			report.event(last)
		}
	}
	return last, err
}
