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

// requestTemplate is the request of an operation on one job, as the stock client makes it
// for a placeholder account and job. What the stock client works out anew for every call
// (the URL, the headers, the body) is worked out once here; the stock client stays the only
// place that defines them.
type requestTemplate struct {
	request                *http.Request
	before, between, after string // of the path, around the two ids
}

// The placeholder ids: they need no escaping, and no path has them.
const (
	anyAccount = "any-account-0"
	anyJob     = "any-job-0"
)

// requestTemplates makes the templates of the operations whose only parameter is the job.
func requestTemplates(server string) map[operation]*requestTemplate {
	out := make(map[operation]*requestTemplate)
	add := func(op operation, req *http.Request, err error) {
		if err == nil {
			out[op] = newRequestTemplate(req)
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

// newRequestTemplate takes a request apart. It returns nil if the path has another form than
// expected; the stock client then makes every request.
func newRequestTemplate(req *http.Request) *requestTemplate {
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
	return &requestTemplate{request: req, before: before, between: between, after: after}
}

// inMemory is a body that needs no closing.
type inMemory struct{ bytes.Reader }

func (*inMemory) Close() error { return nil }

// forJob returns the request for a job whose ids need no escaping.
func (p *requestTemplate) forJob(ctx context.Context, account, id string) *http.Request {
	req := p.request.WithContext(ctx)
	u := *p.request.URL
	u.Path = p.before + account + p.between + id + p.after
	req.URL = &u
	if req.GetBody != nil {
		req.Body, _ = req.GetBody() // from memory: can't fail
	}
	return req
}

// send makes a call of an operation on one job: from a template where that is possible, else
// with the stock client. A request from a template goes to the plumbing directly, because what
// http.Client would add (redirects, cookies, a time limit) is refused there or not used.
func (c *Client) send(ctx context.Context, op operation, account, id string, stock func() (*http.Response, error)) (*http.Response, error) {
	p := c.templates[op]
	if p == nil || url.PathEscape(account) != account || url.PathEscape(id) != id {
		return stock()
	}
	return c.plumbing.RoundTrip(p.forJob(ctx, account, id))
}
