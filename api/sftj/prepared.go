package sftj

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/fireworks-sftj/sdk/gen/client"
)

// prepared is the request of an operation on one job, as the stock client makes it for an
// account and a job that stand for any other. What the stock client works out anew for
// every call (the URL, the headers, the body) is worked out once here; it remains the one
// that knows them.
type prepared struct {
	request                *http.Request
	before, between, after string // of the path, around the two ids
}

// The ids that stand for others: they need no escaping, and no path has them.
const (
	anyAccount = "any-account-0"
	anyJob     = "any-job-0"
)

// prepareAll makes the requests of the operations that say nothing but which job they are
// about.
func prepareAll(server string) map[operation]*prepared {
	out := make(map[operation]*prepared)
	add := func(op operation, req *http.Request, err error) {
		if err == nil {
			out[op] = prepare(req)
		}
	}
	req, err := client.NewGetJobRequest(server, anyAccount, anyJob, nil)
	add(opGet, req, err)
	req, err = client.NewDeleteJobRequest(server, anyAccount, anyJob)
	add(opDelete, req, err)
	req, err = client.NewCancelJobRequest(server, anyAccount, anyJob, client.CancelRequest{})
	add(opCancel, req, err)
	req, err = client.NewResumeJobRequest(server, anyAccount, anyJob, client.ResumeRequest{})
	add(opResume, req, err)
	return out
}

// prepare takes a request apart; nil if it has not the form that was expected.
func prepare(req *http.Request) *prepared {
	before, rest, _ := strings.Cut(req.URL.Path, anyAccount)
	between, after, ok := strings.Cut(rest, anyJob)
	if !ok || strings.Contains(between, anyAccount) || req.URL.RawPath != "" {
		return nil
	}
	if req.Body != nil {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return nil
		}
		req.GetBody = func() (io.ReadCloser, error) { return &inMemory{*bytes.NewReader(body)}, nil }
	}
	return &prepared{request: req, before: before, between: between, after: after}
}

// inMemory is a body that needs no closing.
type inMemory struct{ bytes.Reader }

func (*inMemory) Close() error { return nil }

// of returns the request for a job whose ids need no escaping.
func (p *prepared) of(ctx context.Context, account, id string) *http.Request {
	req := p.request.WithContext(ctx)
	u := *p.request.URL
	u.Path = p.before + account + p.between + id + p.after
	req.URL = &u
	if req.GetBody != nil {
		req.Body, _ = req.GetBody() // from memory: can't fail
	}
	return req
}

// send makes a call of an operation on one job: prepared where that is possible, else by
// the stock client. A prepared request goes to the plumbing directly, because what
// http.Client would add (redirects, cookies, a time limit) is refused there or not used.
func (c *Client) send(ctx context.Context, op operation, account, id string, stock func() (*http.Response, error)) (*http.Response, error) {
	p := c.prepared[op]
	if p == nil || url.PathEscape(account) != account || url.PathEscape(id) != id {
		return stock()
	}
	return c.plumbing.RoundTrip(p.of(ctx, account, id))
}
