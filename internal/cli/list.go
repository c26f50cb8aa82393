package cli

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// listFlags are the flags of list.
type listFlags struct {
	sftj.ListOptions
	limit   int
	columns []string
}

func (a *app) listCommand() *cobra.Command {
	var f listFlags
	cmd := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List the account's jobs",
		Long: `Lists the account's jobs, each as it comes: any number of them, in little memory. sftj ls
is the same. The table has ages, and on a terminal it is cut to the terminal's width;
json, jsonl and yaml have the service's timestamps. With -o json the answer has the shape
of the service's own, one page with all the jobs in it, each as the service sent it.

Columns of the table: ` + strings.Join(columnNames(), ", ") + `.`,
		Example: `  sftj list --filter 'state="JOB_STATE_PAUSED"'
  sftj list --order-by 'create_time desc' --limit 10
  sftj list --columns id,state,tokens,cost,updated
  sftj list -o name | xargs sftj get`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := a.checkOutput(); err != nil {
				return err
			}
			shown, err := f.check(a.flags.output, cmd.Flags().Changed("columns"))
			if err != nil {
				return usage(cmd, err)
			}
			c, err := a.client()
			if err != nil {
				return err
			}
			return a.printJobs(cmd.Context(), c, f, shown)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.Filter, "filter", "", "AIP-160 filter with snake_case names")
	flags.StringVar(&f.OrderBy, "order-by", "", `fields to sort by, as in "create_time desc,name"`)
	flags.Int32Var(&f.PageSize, "page-size", 0, "jobs per request (the service's default is 50, its most 200)")
	flags.IntVar(&f.limit, "limit", 0, "stop after so many jobs, 0 for all")
	flags.StringSliceVar(&f.columns, "columns", usualColumns(), "columns of the table")
	return cmd
}

func (f *listFlags) check(output string, columnsGiven bool) ([]column, error) {
	switch {
	case f.limit < 0 || f.PageSize < 0:
		return nil, errors.New("a limit and a page size are not negative")
	case columnsGiven && output != "table":
		return nil, errors.New("--columns are those of the table; of json pick fields with -o jsonpath=QUERY")
	case len(f.columns) == 0:
		return nil, errors.New("--columns names none")
	}
	// No page needs to be larger than the limit: what is beyond it would be read for nothing.
	if f.limit > 0 && f.PageSize == 0 && f.limit < tableChunk {
		f.PageSize = int32(f.limit)
	}
	return columnsNamed(f.columns)
}

// printJobs writes the jobs as they come, so that a pipe sees the first page while the
// second is fetched.
func (a *app) printJobs(ctx context.Context, c *sftj.Client, f listFlags, shown []column) error {
	list := a.newJobList(shown, f.PageSize)
	for job, err := range c.List(ctx, f.ListOptions) {
		if err == nil {
			err = list.add(job)
		}
		if err != nil {
			if list.n == 0 {
				a.hintAtFilter(f.Filter)
			}
			return errors.Join(list.flush(), err)
		}
		if list.n == f.limit {
			break
		}
	}
	if list.n == 0 {
		a.hintAtFilter(f.Filter)
	}
	if list.n == 0 && !a.jsonMode() && a.flags.output != "yaml" {
		a.say("no jobs")
	}
	return list.end()
}
