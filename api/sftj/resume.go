package sftj

import (
	"cmp"
	"context"
	"net/http"

	"github.com/fireworks-sftj/sdk/gen/client"
)

// Resume resumes a paused job by one logical POST, and returns the job of the response.
// The request is sent again only if it certainly did not reach the service, or the service says
// that it did not process it (429, and 503 with Retry-After).
//
// A job is named by its id or its full resource name.
//
// Errors: [ErrInvalidArgument] before anything is sent; [ErrNotResumable] if the state
// forbids it; [ErrOutcomeUnknown] if the request may have been applied and no response
// says so: read the job before anything else is done to it; [ErrUnauthenticated],
// [ErrPermissionDenied], [ErrNotFound], [ErrAccountSuspended], [ErrPaymentRequired],
// [ErrRateLimited], [ErrQuotaExhausted], [ErrBadResponse].
func (c *Client) Resume(ctx context.Context, job string) (*Job, error) {
	account, id, err := c.jobID(job)
	if err != nil {
		return nil, inCall(err, opResume, "")
	}
	return c.resume(ctx, account, id)
}

func (c *Client) resume(ctx context.Context, account, id string) (*Job, error) {
	var resumed *Job
	err := c.do(ctx, opResume, id, jobName(account, id), func(ctx context.Context) (*http.Response, error) {
		return c.send(ctx, opResume, account, id, func() (*http.Response, error) {
			return c.stock.ResumeJob(ctx, account, id, client.ResumeRequest{})
		})
	}, func(body []byte) (err error) {
		resumed, err = c.readJob(body, account, id, false)
		return err
	})
	if err != nil {
		return nil, err
	}
	return resumed, nil
}

// readJob decodes the job of a response, makes sure that it is the one that was asked for,
// and reports its violations. With an empty id, any job will do.
func (c *Client) readJob(body []byte, account, id string, masked bool) (*Job, error) {
	job, err := decodeJob(body, decodeOptions{masked: masked, strict: c.strict})
	if err != nil {
		return nil, err
	}
	if id != "" {
		if err := checkIdentity(job, account, id); err != nil {
			return job, err
		}
	}
	c.reportViolations(cmp.Or(id, job.ID()), job.violations)
	return job, nil
}
