package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

func (a *app) getCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "get JOB…",
		Short: "Show jobs",
		Long: `Shows a job: what matters first, then all else that is set. With -o json it is what the
service sent, byte for byte, fields that are not in the contract included; keys and signed
links are masked unless --show-secrets.

Several jobs, or - for names on stdin, are shown one after the other; as json and yaml
they have the shape of the service's list. One that can't be read does not keep the others
from being shown; the exit code is then 7.`,
		Example: `  sftj get yibuk7xq
  sftj get yibuk7xq -o json | jq .jobProgress
  sftj list -o name | xargs sftj get -o jsonpath=.state`,
		Args:              atLeastOne("which job? Give ids, or - for ids on stdin"),
		ValidArgsFunction: a.completeJobs(anyState),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := a.checkOutput(); err != nil {
				return err
			}
			c, err := a.client()
			if err != nil {
				return err
			}
			if len(args) > 1 || args[0] == "-" {
				return a.getMany(cmd.Context(), c, args)
			}
			job, err := c.Get(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			return a.printJob(job)
		},
	}
}

// getMany shows jobs one after the other, each when it was read.
//
// Errors: what is about the account, the key or the context ends it; a job that can't be
// read is reported, and errSomeFailed is returned at the end.
func (a *app) getMany(ctx context.Context, c *sftj.Client, args []string) error {
	jobs, err := a.namedJobs(ctx, c, args, &bulkFlags{})
	if err != nil {
		return err
	}
	list := a.newJobList(nil, 0)
	var failed error
	for _, name := range jobs {
		job, err := c.Get(ctx, name)
		switch {
		case err != nil && (ctx.Err() != nil || aboutAccount(err) != nil):
			return err
		case err != nil:
			a.printJobError(name, err, exitCode(ctx, err))
			failed = errSomeFailed
			continue
		}
		if err := a.addFull(list, job); err != nil {
			return err
		}
	}
	return errors.Join(list.end(), failed)
}

// addFull adds a job to a list, of which a table has the full view of each job, and an
// empty line between two.
func (a *app) addFull(list *jobList, job *sftj.Job) error {
	if a.flags.output != "table" {
		return list.add(job)
	}
	if list.n++; list.n > 1 {
		if _, err := fmt.Fprintln(a.stdout); err != nil {
			return err
		}
	}
	return a.printJob(job)
}
