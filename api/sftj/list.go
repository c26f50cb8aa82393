package sftj

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"strings"

	"github.com/fireworks-sftj/sdk/gen/client"
	"github.com/fireworks-sftj/sdk/internal/redact"
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
// fetched. After an error nothing follows. A job that can't be read does not keep the others
// from being yielded: its error comes after the last of them.
//
// Errors: those of [Client.Get]; [ErrUnreadableJobs] and [ErrBadResponse] after all other jobs
// if some can't be read; [ErrBadResponse] for a list that would never end: a page token that an earlier page had; 5 pages in a
// row that hold only jobs of earlier pages; or 1,000 pages in a row without a job. Jobs of a
// page that comes again are yielded again until then.
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
		var unreadable unreadableJobs
		for {
			jobs, next, err := c.page(ctx, account, params, &unreadable)
			if err != nil {
				yield(nil, oneOf(err, unreadable.err(ErrBadResponse)))
				return
			}
			for _, job := range jobs {
				if !yield(job, nil) {
					return
				}
			}
			if next == "" {
				if err := unreadable.err(ErrBadResponse, ErrUnreadableJobs); err != nil {
					yield(nil, err)
				}
				return
			}
			if err := trail.add(jobs, next); err != nil {
				yield(nil, oneOf(inCall(err, opList, ""), unreadable.err(ErrBadResponse)))
				return
			}
			params.PageToken = &next
		}
	}
}

// listed makes sure that a job of a page can be asked for by its name.
func listed(job *Job, account string) error {
	if job.Name == "" { // a field mask may have left it out
		return nil
	}
	owner, _, err := ParseJobName(job.Name)
	switch {
	case err != nil:
		return errors.New("its name is not a job's resource name")
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

// unreadableJobs are the jobs of a list that could not be read: the first errors, and how many
// there are.
type unreadableJobs struct {
	first []string
	n     int
}

// maxUnreadableNamed is how many jobs of a list that could not be read an error names.
const maxUnreadableNamed = 3

func (u *unreadableJobs) add(err error) {
	if u.n++; u.n <= maxUnreadableNamed {
		u.first = append(u.first, err.Error())
	}
}

// err returns one error of these kinds for all of them, nil for none.
func (u *unreadableJobs) err(kinds ...error) error {
	if u.n == 0 {
		return nil
	}
	text := strings.Join(u.first, "; ")
	if u.n > 1 {
		text = fmt.Sprintf("%d jobs could not be read: %s", u.n, text)
	}
	if more := u.n - len(u.first); more > 0 {
		text += fmt.Sprintf("; and %d more jobs", more)
	}
	return inCall(&Error{
		Status: http.StatusOK, Message: redact.Text(text),
		Hint:  hintNotContract,
		kinds: kinds,
	}, opList, "")
}

// page fetches one page, and adds the jobs of it that can't be read to unreadable.
func (c *Client) page(ctx context.Context, account string, params *client.ListJobsParams, unreadable *unreadableJobs) (jobs []*Job, next string, err error) {
	err = c.do(ctx, opList, "", "", func(ctx context.Context) (*http.Response, error) {
		return c.stock.ListJobs(ctx, account, params)
	}, func(body []byte) error {
		page, err := readPage(body, account, decodeOptions{masked: params.ReadMask != nil, strict: c.strict})
		if err != nil {
			return err
		}
		c.reportViolations("", page.violations)
		for _, job := range page.jobs {
			c.reportViolations(job.ID(), job.violations)
		}
		for _, err := range page.unreadable {
			unreadable.add(err)
		}
		jobs, next = page.jobs, page.next
		return nil
	})
	if err != nil {
		return nil, "", err
	}
	return jobs, next, nil
}
