package main

import (
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/spf13/cobra"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

func (a *app) watchCommand() *cobra.Command {
	var progress progressFlags
	var filter string
	cmd := &cobra.Command{
		Use:   "watch JOB…",
		Short: "Watch jobs to their end",
		Long: `Looks at jobs until they have ended, and shows how far they are: on a terminal a bar
for one job and a table for several, elsewhere a line when something changes and one each
minute. Ctrl-C stops the watching, never a job. At the end the jobs are written to stdout.

A job is looked at after 2 s, then less and less often, down to every 30 s. Several jobs
together are looked at once a second on average, and less often.

Of several jobs the exit code is 0 if all of them ended well; 4, 5 or 8 if that, and
nothing worse, kept the others from it; 7 in every other case.`,
		Example: `  sftj watch yibuk7xq --timeout 30m
  sftj watch paused01 running1 --progress plain
  sftj list -o name --filter 'state="JOB_STATE_RUNNING"' | sftj watch -`,
		ValidArgsFunction: a.completeJobs(func(s sftj.State) bool { return !s.Terminal() }),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := a.checkOutput(); err != nil {
				return err
			}
			if err := progress.check(); err != nil {
				return usage(cmd, err)
			}
			if len(args) == 0 && filter == "" {
				return usage(cmd, errors.New("which job? Give ids, - for ids on stdin, or --filter"))
			}
			c, err := a.client()
			if err != nil {
				return err
			}
			jobs, err := a.namedJobs(cmd.Context(), c, args, &bulkFlags{filter: filter})
			unread, err := a.goOnWithoutUnreadable(err)
			if err != nil {
				return err
			}
			one := len(args) == 1 && args[0] != "-" && filter == ""
			return firstError(a.watchJobs(cmd, jobs, one, &progress), unread)
		},
	}
	cmd.Flags().StringVar(&filter, "filter", "", "all jobs that match an AIP-160 filter")
	progress.register(cmd.Flags())
	return cmd
}

// watchJobs watches jobs that are known by their names. One that was asked for by itself
// is printed by itself.
func (a *app) watchJobs(cmd *cobra.Command, jobs []string, one bool, progress *progressFlags) error {
	if len(jobs) == 0 {
		a.say("no jobs")
		return nil
	}
	// A client of its own, because how often it looks depends on how many jobs there are.
	c, err := a.client(pace(len(jobs)))
	if err != nil {
		return err
	}
	var waits []iter.Seq2[sftj.Event, error]
	for _, job := range jobs {
		waits = append(waits, c.Wait(cmd.Context(), job, progress.options()...))
	}
	if one {
		return a.watchOne(waits[0], progress.mode, jobs[0])
	}
	endings := a.follow(waits, a.view(progress.mode, jobs))
	if err := cmd.Context().Err(); err != nil {
		return fmt.Errorf("stopped watching, the jobs go on: %w", err)
	}
	return a.printEndings(cmd.Context(), jobs, endings)
}

// pace makes n jobs share a request a second: 60 a minute, as for a bulk resume. A single
// one is looked at as the SDK does by itself.
func pace(n int) sftj.Option {
	together := time.Duration(n) * time.Second
	return sftj.WithPollInterval(max(2*time.Second, together), max(30*time.Second, together))
}

// standstillError is the timeout of a wait for a job that is paused: it takes more than
// waiting.
type standstillError struct{ error }

func (e *standstillError) Unwrap() error { return e.error }

// watchOne shows a wait on stderr, and prints the job at its end.
func (a *app) watchOne(events iter.Seq2[sftj.Event, error], mode, job string) error {
	end := a.follow([]iter.Seq2[sftj.Event, error]{events}, a.view(mode, []string{job}))[0]
	if job := end.last.Job; job != nil && end.last.State.Paused() && errors.Is(end.err, sftj.ErrWaitTimeout) {
		return &standstillError{end.err}
	}
	if end.err != nil {
		return end.err
	}
	return a.printJob(end.last.Job)
}
