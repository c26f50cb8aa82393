package sftj

import (
	"context"
	"net/http"
)

// do makes one call: send hands the request to the stock client, read takes the body of
// a 200. Everything that can go wrong comes back as an *Error in the terms of the call.
func (c *Client) do(ctx context.Context, op operation, job string,
	send func(context.Context) (*http.Response, error), read func([]byte) error,
) error {
	ctx, call := withCall(ctx)
	resp, err := send(ctx)
	if err != nil {
		return c.finish(op, job, call, err)
	}
	body, release, err := bodyBytes(resp)
	switch {
	case err != nil:
		err = badResponse(op, resp, err, c.redact)
	case resp.StatusCode != http.StatusOK && resp.StatusCode < 300:
		err = badResponse(op, resp, errUndocumented(resp.StatusCode), c.redact)
	case resp.StatusCode != http.StatusOK:
		err = statusError(op, resp, body, c.redact)
	default:
		if why := read(body); why != nil {
			bad := badResponse(op, resp, why, c.redact)
			if op.reads() && isJSON(body) { // else it may be somebody else's page
				bad.Hint = "the answer is JSON, and not as the contract has it"
			}
			err = bad
		}
		release() // read has copied what it keeps
	}
	return c.finish(op, job, call, err)
}

// finish adds to an error what only the call knows. The url.Error that http.Client puts
// around is dropped: it quotes the URL, query included.
func (c *Client) finish(op operation, job string, call *call, err error) error {
	if err == nil {
		return nil
	}
	e := asError(err, c.redact)
	if e.Attempts == nil {
		e.Attempts = call.attempts
	}
	if e.Job == "" {
		e.Job = c.redact(job)
	}
	return inCall(e, op, job)
}
