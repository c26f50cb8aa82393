package main

import (
	"bytes"
	"fmt"
	"strings"
	"text/tabwriter"

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
	table := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	defer func() { _ = table.Flush() }() // an error of the pipe has shown itself by then
	var page bytes.Buffer
	n := 0
	for job, err := range c.List(cmd.Context(), opts) {
		if err != nil {
			return err
		}
		if n == 0 && a.flags.output == "table" {
			fmt.Fprintln(table, "ID\tSTATE\tPROGRESS\tAGE\tOUTPUT MODEL\tDISPLAY NAME")
		}
		n++
		switch a.flags.output {
		case "table":
			fmt.Fprintln(table, row(job))
		case "json", "yaml":
			if n > 1 {
				page.WriteByte(',')
			}
			page.Write(a.raw(job))
		default:
			if err := a.printJob(job); err != nil {
				return err
			}
		}
		if n == limit {
			break
		}
	}
	switch {
	case a.flags.output == "json" || a.flags.output == "yaml":
		return a.printPage(page.Bytes())
	case n == 0:
		fmt.Fprintln(a.stderr, "no jobs")
	}
	return nil
}

func row(job *sftj.Job) string {
	progress, created := "-", "-"
	if p := job.JobProgress; p != nil {
		progress = fmt.Sprintf("%d%%", p.Percent)
	}
	if !job.CreateTime.IsZero() {
		created = age(job.CreateTime)
	}
	columns := []string{job.ID(), strings.TrimPrefix(job.Lifecycle().String(), "JOB_STATE_"), progress, created, job.OutputModel, job.DisplayName}
	for i, c := range columns {
		columns[i] = oneLine(c)
	}
	return strings.Join(columns, "\t")
}
