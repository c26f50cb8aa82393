package cli

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

func (a *app) watchCommand() *cobra.Command {
	var progress progressFlags
	var filter string
	var exitOnPaused bool
	cmd := &cobra.Command{
		Use:   "watch JOB…",
		Short: "Watch jobs to their end",
		Long: `Reads jobs until they have ended, and shows how far they are: on a terminal a bar for one
job and a table for several, elsewhere a line when something changes and one each minute.
Ctrl-C stops the watching, never a job. At the end the jobs are written to stdout.

A paused job is shown as paused and watched on. With --exit-on-paused the watching of a job
ends when it is paused, with exit code 10; a job that was paused from the start is read for
15 s before, because reads lag behind a resume.

One job is read after 2 s, then less and less often, down to every 30 s. Several jobs are
read together, by a list each 10 s; a job that the list lacks is read by itself. A row that is
older than two such times is marked with its age.

Of several jobs the exit code is 0 if all of them ended well; 4, 5, 8 or 10 if that, and
nothing worse, kept the others from it; 7 in every other case.`,
		Example: `  sftj watch yibuk7xq --timeout 30m
  sftj watch yibuk7xq sql-pairs-v6-oss20b --progress plain
  sftj watch yibuk7xq --exit-on-paused && sftj get yibuk7xq -o jsonpath=.outputModel
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
			progress.throughPauses = !exitOnPaused
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
	cmd.Flags().BoolVar(&exitOnPaused, "exit-on-paused", false, "stop watching a job that is paused, with exit code 10")
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
	ctx := cmd.Context()
	if len(jobs) == 1 {
		c, err := a.client()
		if err != nil {
			return err
		}
		events := c.Wait(ctx, jobs[0], progress.options()...)
		if one {
			return a.watchOne(events, progress.mode, jobs[0])
		}
		endings := a.follow([]iter.Seq2[sftj.Event, error]{events}, a.view(progress.mode, jobs, longestPause))
		return a.endWatch(ctx, jobs, endings)
	}
	endings, err := a.watchTogether(ctx, jobs, progress)
	if err != nil {
		return err
	}
	return a.endWatch(ctx, jobs, endings)
}

// longestPause returns the longest time between two reads of a single wait.
func longestPause() time.Duration { return 30 * time.Second }

// watchTogether watches several jobs that are read together.
func (a *app) watchTogether(ctx context.Context, jobs []string, progress *progressFlags) ([]ending, error) {
	watched := map[string]bool{}
	for _, job := range jobs {
		watched[idOf(job)] = true
	}
	c, err := a.client(
		// The reader has the rhythm: a wait is ready for its next read at once.
		sftj.WithPollInterval(time.Millisecond, time.Millisecond),
		// The list has jobs that are not watched.
		sftj.WithViolations(func(job string, found []sftj.Violation) {
			if watched[job] {
				a.violations.add(job, found)
			}
		}),
	)
	if err != nil {
		return nil, err
	}
	reading, stop := context.WithCancel(ctx)
	defer stop()
	reader := newJobReader(c, a.watchPace(), len(jobs), progress)
	go reader.run(reading)
	var waits []iter.Seq2[sftj.Event, error]
	for _, job := range jobs {
		waits = append(waits, c.Wait(ctx, job, append(progress.options(), sftj.WithRead(reader.read))...))
	}
	return a.follow(waits, a.view(progress.mode, jobs, reader.interval)), nil
}

// endWatch writes how the watching of several jobs ended.
func (a *app) endWatch(ctx context.Context, jobs []string, endings []ending) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("stopped watching, the jobs go on: %w", err)
	}
	return a.printEndings(ctx, jobs, endings)
}

// standstillError is the timeout of a wait for a job that is paused: it takes more than
// waiting.
type standstillError struct{ error }

func (e *standstillError) Unwrap() error { return e.error }

// unreadError is the timeout of a wait that has not read the job once: no one knows whether the
// job was running.
type unreadError struct{ error }

func (e *unreadError) Unwrap() error { return e.error }

// fault is the error of a wait, told apart by what was read.
func (e *ending) fault() error {
	call, ok := errors.AsType[*sftj.Error](e.err)
	switch {
	case !ok || !call.Is(sftj.ErrWaitTimeout) || call.Is(sftj.ErrOutcomeUnknown):
	case e.last.Job == nil && call.Operation == "wait":
		return &unreadError{e.err}
	case e.last.Job != nil && e.last.State.Paused() && !e.resumed && !e.active: // else it may start later, or someone has just paused it
		return &standstillError{e.err}
	}
	return e.err
}

// watchOne shows a wait on stderr, and prints the job at its end.
func (a *app) watchOne(events iter.Seq2[sftj.Event, error], mode, job string) error {
	end := a.follow([]iter.Seq2[sftj.Event, error]{events}, a.view(mode, []string{job}, longestPause))[0]
	if err := end.fault(); err != nil {
		return err
	}
	return a.printJob(end.last.Job)
}

// printEndings writes the jobs as they were read last, and what is to be said about those
// that did not end well.
func (a *app) printEndings(ctx context.Context, jobs []string, endings []ending) error {
	shown, err := columnsNamed(usualColumns())
	if err != nil {
		return err
	}
	same := map[string]int{} // jobs with the same failure of the service
	for i, end := range endings {
		same[a.serviceFailure(jobs[i], end.fault())]++
	}
	list := a.newJobList(shown, 0)
	var codes []int
	for i, end := range endings { // as they were named, not as they ended
		if err := end.fault(); err != nil {
			code := exitCode(ctx, err)
			codes = append(codes, code)
			failure := a.serviceFailure(jobs[i], err)
			if n := same[failure]; failure == "" || n > 0 {
				a.printJobError(jobs[i], err, code)
				if failure != "" && n > 1 {
					a.say("sftj: the same error ended the watching of %d other jobs", n-1)
				}
			}
			same[failure] = 0
		}
		if end.last.Job == nil {
			continue
		}
		if err := list.add(end.last.Job); err != nil {
			return err
		}
	}
	if err := list.end(); err != nil {
		return err
	}
	return watchEnd(codes)
}

// serviceFailure returns what an error says about the service, without the job's id: many waits
// end with the same one. It is empty for an error about the job, and in JSON mode, where each job
// has its own.
func (a *app) serviceFailure(job string, err error) string {
	if err == nil || a.jsonMode() {
		return ""
	}
	for _, about := range []error{sftj.ErrJobFailed, sftj.ErrPaused, sftj.ErrWaitTimeout, sftj.ErrNotFound} {
		if errors.Is(err, about) {
			return ""
		}
	}
	return strings.ReplaceAll(a.errorText(err), idOf(job), "JOB")
}

// manyError is the end of several waits, of which each that was bad has been reported.
type manyError struct{ code int }

func (e *manyError) Error() string { return errSomeFailed.Error() }

// watchEnd is the error of several waits that ended with these exit codes, the good ones
// left out.
func watchEnd(codes []int) error {
	if len(codes) == 0 {
		return nil
	}
	for _, code := range codes {
		if code != codes[0] {
			return &manyError{exitSomeFailed}
		}
	}
	switch codes[0] {
	case exitAuth, exitAccount, exitStillRunning, exitPausedAgain:
		return &manyError{codes[0]}
	}
	return &manyError{exitSomeFailed}
}
