package sftj

import (
	"context"
	"net/http"

	"github.com/fireworks-sftj/sdk/gen/client"
)

// Cancel stops a job and keeps it. The vendor's reference does not list the operation;
// other clients use it.
//
// Errors: as of [Client.Resume]; a job that has finished is refused with code 9.
func (c *Client) Cancel(ctx context.Context, job string) error {
	account, id, err := c.jobID(job)
	if err != nil {
		return inCall(err, opCancel, "")
	}
	return c.do(ctx, opCancel, id, "", func(ctx context.Context) (*http.Response, error) {
		return c.send(ctx, opCancel, account, id, func() (*http.Response, error) {
			return c.stock.CancelJob(ctx, account, id, client.CancelRequest{})
		})
	}, emptyAnswer)
}
