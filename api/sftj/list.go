package sftj

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"

	"github.com/fireworks-sftj/sdk/gen/client"
)

// ListOptions say which jobs [Client.List] yields. The zero value is all of them.
type ListOptions struct {
	// Filter keeps the jobs that match an AIP-160 expression with snake_case names, as
	// in state="JOB_STATE_PAUSED".
	Filter string
	// OrderBy sorts, as in "create_time desc,name". By name if empty.
	OrderBy string
	// PageSize is the number of jobs per request, 0 for the service's default of 50. The
	// service takes more than 200 as 200.
	PageSize int32
	// Fields asks the service to fill in those only.
	Fields string
}

// List yields the account's jobs, a page at a time: what is not asked for is not
// fetched. After an error nothing follows.
//
// Errors: those of [Client.Get], and [ErrBadResponse] for a list that would never end: a
// page token that an earlier page had; 5 pages in a row that hold only jobs of earlier
// pages; or 1,000 pages in a row without a job. Jobs of a page that comes again are yielded
// again until then.
func (c *Client) List(ctx context.Context, opts ListOptions) iter.Seq2[*Job, error] {
	return func(yield func(*Job, error) bool) {
		account, err := c.requireAccount()
		if err != nil {
			yield(nil, inCall(err, opList, ""))
			return
		}
		params := &client.ListJobsParams{
			Filter: given(opts.Filter), OrderBy: given(opts.OrderBy),
			PageSize: given(opts.PageSize), ReadMask: given(opts.Fields),
		}
		trail := newPageTrail()
		for {
			jobs, next, err := c.page(ctx, account, params)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, job := range jobs {
				if !yield(job, nil) {
					return
				}
			}
			if next == "" {
				return
			}
			if err := trail.add(jobs, next); err != nil {
				yield(nil, inCall(err, opList, ""))
				return
			}
			params.PageToken = &next
		}
	}
}

// listed makes sure that a job of a page can be asked for by its name.
func listed(job *Job, account string) error {
	owner, _, err := ParseJobName(job.Name)
	switch {
	case err != nil:
		return errors.New("its name is none that a job can have")
	case owner != account:
		return errors.New("the job is not of this account")
	}
	return nil
}

// given returns a query parameter, or none for the zero value.
func given[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

// page fetches one page.
func (c *Client) page(ctx context.Context, account string, params *client.ListJobsParams) (jobs []*Job, next string, err error) {
	err = c.do(ctx, opList, "", func(ctx context.Context) (*http.Response, error) {
		return c.stock.ListJobs(ctx, account, params)
	}, func(body []byte) error {
		page, err := readPage(body, params.ReadMask != nil)
		if err != nil {
			return err
		}
		for i, job := range page.jobs {
			if job.Name == "" {
				continue
			}
			if err := listed(job, account); err != nil {
				return fmt.Errorf("job %d of the page: %w", i, err)
			}
		}
		jobs = page.jobs
		next = page.next
		return nil
	})
	if err != nil {
		return nil, "", err
	}
	return jobs, next, nil
}
