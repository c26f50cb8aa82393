package main

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

func (a *app) listCommand() *cobra.Command {
	var opts sftj.ListOptions
	var limit int
	cmd := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List the account's jobs",
		Long: `Lists the account's jobs. With -o json the answer has the shape of the service's own,
one page with all the jobs in it, each as the service sent it.`,
		Example: `  sftj list --filter 'state="JOB_STATE_PAUSED"'
  sftj list --order-by 'create_time desc' --limit 10
  sftj list -o name | xargs -n1 sftj get`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := a.checkOutput(); err != nil {
				return err
			}
			if limit < 0 || opts.PageSize < 0 {
				return usage(cmd, fmt.Errorf("a limit and a page size are not negative"))
			}
			c, err := a.client()
			if err != nil {
				return err
			}
			return a.printJobs(cmd, c, opts, limit)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&opts.Filter, "filter", "", "AIP-160 filter with snake_case names")
	flags.StringVar(&opts.OrderBy, "order-by", "", `fields to sort by, as in "create_time desc,name"`)
	flags.Int32Var(&opts.PageSize, "page-size", 0, "jobs per request (the service's default is 50, its most 200)")
	flags.IntVar(&limit, "limit", 0, "stop after so many jobs, 0 for all")
	return cmd
}

// printJobs writes the jobs as they come, so that a pipe sees the first page while the
// second is fetched.
func (a *app) printJobs(cmd *cobra.Command, c *sftj.Client, opts sftj.ListOptions, limit int) error {
	table := newJobTable(a.stdout, opts.PageSize)
	var page bytes.Buffer
	n := 0
	for job, err := range c.List(cmd.Context(), opts) {
		if err != nil {
			return errors.Join(table.flush(), err) // what came before it is worth seeing
		}
		n++
		switch a.flags.output {
		case "table":
			err = table.add(job)
		case "json", "yaml":
			if n > 1 {
				page.WriteByte(',')
			}
			page.Write(a.raw(job))
		default:
			err = a.printJob(job)
		}
		if err != nil {
			return err
		}
		if n == limit {
			break
		}
	}
	switch {
	case a.flags.output == "json" || a.flags.output == "yaml":
		return a.printPage(page.Bytes())
	case n == 0:
		a.say("no jobs")
	}
	return table.flush()
}
