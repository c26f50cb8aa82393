package sftj

import (
	"context"
	"net/http"
	"strings"

	"github.com/fireworks-sftj/sdk/gen/client"
)

// Get reads a job. With fields, the service is asked to fill in those only (a read
// mask, as in "name", "state", "jobProgress"); the others then read as unset.
//
// Errors: as of [Client.Resume], but for [ErrNotResumable] and [ErrOutcomeUnknown]. A
// read is repeated after 408, 429, 500, 502, 503, 504, 520 and failures of the network.
func (c *Client) Get(ctx context.Context, job string, fields ...string) (*Job, error) {
	account, id, err := c.jobID(job)
	if err != nil {
		return nil, inCall(err, opGet, "")
	}
	var read *Job
	err = c.do(ctx, opGet, id, func(ctx context.Context) (*http.Response, error) {
		masked := func() (*http.Response, error) {
			return c.stock.GetJob(ctx, account, id, &client.GetJobParams{ReadMask: given(strings.Join(fields, ","))})
		}
		if len(fields) > 0 {
			return masked()
		}
		return c.send(ctx, opGet, account, id, masked)
	}, func(body []byte) (err error) {
		read, err = c.readJob(body, account, id, len(fields) > 0)
		return err
	})
	if err != nil {
		return nil, err
	}
	return read, nil
}
