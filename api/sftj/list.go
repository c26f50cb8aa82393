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

// maxEmptyPages is how many pages in a row may be empty. A filter may leave some; a
// service that always has one more would never end. The number is this project's.
const maxEmptyPages = 1000

// List yields the account's jobs, a page at a time: what is not asked for is not
// fetched. After an error nothing follows.
//
// Errors: as of [Client.Get]; and [ErrBadResponse] if a page token comes a second time,
// which would go on for ever.
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
		for empty := 0; ; {
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
			if empty++; len(jobs) > 0 {
				empty = 0
			}
			if empty == maxEmptyPages {
				yield(nil, inCall(&Error{
					Message: fmt.Sprintf("%d pages in a row without a job, and there is always one more", empty),
					kinds:   []error{ErrBadResponse},
				}, opList, ""))
				return
			}
			if trail.again(next) {
				yield(nil, inCall(&Error{
					Message: fmt.Sprintf("page token of page %d came a second time: the list would never end", trail.pages),
					kinds:   []error{ErrBadResponse},
				}, opList, ""))
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
