package sftj

import (
	"context"
	"net/http"
	"strings"
	"time"

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
	read, _, err := c.get(ctx, account, id, fields...)
	return read, err
}

// get reads a job, and returns the time by the service's clock too: the Date of the response,
// zero if there was none.
func (c *Client) get(ctx context.Context, account, id string, fields ...string) (read *Job, date time.Time, err error) {
	err = c.do(ctx, opGet, id, jobName(account, id), func(ctx context.Context) (resp *http.Response, err error) {
		masked := func() (*http.Response, error) {
			return c.stock.GetJob(ctx, account, id, &client.GetJobParams{ReadMask: given(strings.Join(fields, ","))})
		}
		if len(fields) > 0 {
			resp, err = masked()
		} else {
			resp, err = c.send(ctx, opGet, account, id, masked)
		}
		if err == nil {
			date, _ = http.ParseTime(resp.Header.Get("Date")) // optional in HTTP (RFC 9110, 6.6.1)
		}
		return resp, err
	}, func(body []byte) (err error) {
		read, err = c.readJob(body, account, id, len(fields) > 0)
		return err
	})
	if err != nil {
		return nil, time.Time{}, err
	}
	return read, date, nil
}
