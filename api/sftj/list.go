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
		seen := map[string]bool{}
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
			if seen[next] {
				yield(nil, inCall(&Error{
					Message: fmt.Sprintf("page token of page %d came a second time: the list would never end", len(seen)+1),
					kinds:   []error{ErrBadResponse},
				}, opList, ""))
				return
			}
			seen[next] = true
			params.PageToken = &next
		}
	}
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
		page, err := decodePage(body)
		if err != nil {
			return err
		}
		for i, raw := range page.Jobs {
			job, err := decodeJob(raw, params.ReadMask != nil)
			if err == nil && job.Name != "" && job.Name != jobName(account, job.ID()) {
				err = errors.New("the job is not of this account")
			}
			if err != nil {
				return fmt.Errorf("job %d of the page: %w", i, err)
			}
			jobs = append(jobs, job)
		}
		next = page.NextPageToken
		return nil
	})
	if err != nil {
		return nil, "", err
	}
	return jobs, next, nil
}
