package main

import (
	"iter"

	"github.com/spf13/cobra"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

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
			if err := a.checkOutput(); err != nil {
				return err
			}
			if err := progress.check(); err != nil {
				return usage(cmd, err)
			}
			c, err := a.client()
			if err != nil {
				return err
			}
			return a.watchEvents(c.Wait(cmd.Context(), args[0], progress.options()...), progress.mode, args[0])
		},
	}
	progress.register(cmd.Flags())
	return cmd
}

// watchEvents shows a wait on stderr, and prints the job at its end.
func (a *app) watchEvents(events iter.Seq2[sftj.Event, error], mode, job string) error {
	last, err := a.follow(events, a.reporter(mode, job))
	if err != nil {
		return err
	}
	return a.printJob(last.Job)
}

// follow hands each event of a wait to the reporter and returns the last one.
func (a *app) follow(events iter.Seq2[sftj.Event, error], report reporter) (last sftj.Event, err error) {
	defer report.close()
	for last, err = range events {
		if last.Resumption != nil {
			a.sayResumption(last.Resumption)
		}
		if last.Job != nil || last.Err != nil { // else there was no look to speak of
			report.event(last)
		}
	}
	return last, err
}
