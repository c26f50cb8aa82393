package sftj

import (
	"context"
	"net/http"
)

// Delete removes a job. It does not stop a running one in an orderly way: that is
// [Client.Cancel].
//
// Errors: as of [Client.Resume]. After [ErrOutcomeUnknown] the job may be gone.
func (c *Client) Delete(ctx context.Context, job string) error {
	account, id, err := c.jobID(job)
	if err != nil {
		return inCall(err, opDelete, "")
	}
	return c.do(ctx, opDelete, id, "", func(ctx context.Context) (*http.Response, error) {
		return c.send(ctx, opDelete, account, id, func() (*http.Response, error) {
			return c.stock.DeleteJob(ctx, account, id)
		})
	}, emptyAnswer)
}
