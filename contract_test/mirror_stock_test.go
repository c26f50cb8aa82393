package contract_test

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/gen/client"
	"github.com/fireworks-sftj/sdk/gen/server"
)

// stockMirror hands calls on to the generated client.
type stockMirror struct{ c *client.ClientWithResponses }

var _ server.StrictServerInterface = stockMirror{}

func newStockMirror(rt http.RoundTripper, url string, guard *conform.Checker) (http.Handler, error) {
	c, err := client.NewClientWithResponses(url,
		client.WithHTTPClient(&http.Client{Transport: rt}),
		client.WithRequestEditorFn(func(ctx context.Context, r *http.Request) error {
			r.Header.Set("Authorization", authorization(ctx))
			return nil
		}))
	return mirror(stockMirror{c}, guard), err
}

// passedOn is what a call of the stock client came to: the body as the client decoded it, or
// the refusal.
func passedOn[T any](ok *T, resp *http.Response, body []byte) (*T, error) {
	if ok != nil {
		return ok, nil
	}
	r := refusal{status: resp.StatusCode, header: keptHeaders(resp.Header)}
	if err := json.Unmarshal(body, &r.body); err != nil {
		return nil, err
	}
	return nil, r
}

func (m stockMirror) ListJobs(ctx context.Context, req server.ListJobsRequestObject) (server.ListJobsResponseObject, error) {
	resp, err := m.c.ListJobsWithResponse(ctx, req.AccountID, &req.Params)
	if err != nil {
		return nil, err
	}
	page, err := passedOn(resp.JSON200, resp.HTTPResponse, resp.Body)
	if err != nil {
		return nil, err
	}
	return server.ListJobs200JSONResponse(*page), nil
}

func (m stockMirror) GetJob(ctx context.Context, req server.GetJobRequestObject) (server.GetJobResponseObject, error) {
	resp, err := m.c.GetJobWithResponse(ctx, req.AccountID, req.SupervisedFineTuningJobID, &req.Params)
	if err != nil {
		return nil, err
	}
	job, err := passedOn(resp.JSON200, resp.HTTPResponse, resp.Body)
	if err != nil {
		return nil, err
	}
	return server.GetJob200JSONResponse(*job), nil
}

func (m stockMirror) CreateJob(ctx context.Context, req server.CreateJobRequestObject) (server.CreateJobResponseObject, error) {
	resp, err := m.c.CreateJobWithResponse(ctx, req.AccountID, &req.Params, *req.Body)
	if err != nil {
		return nil, err
	}
	job, err := passedOn(resp.JSON200, resp.HTTPResponse, resp.Body)
	if err != nil {
		return nil, err
	}
	return server.CreateJob200JSONResponse(*job), nil
}

func (m stockMirror) ResumeJob(ctx context.Context, req server.ResumeJobRequestObject) (server.ResumeJobResponseObject, error) {
	resp, err := m.c.ResumeJobWithResponse(ctx, req.AccountID, req.SupervisedFineTuningJobID, client.ResumeRequest{})
	if err != nil {
		return nil, err
	}
	job, err := passedOn(resp.JSON200, resp.HTTPResponse, resp.Body)
	if err != nil {
		return nil, err
	}
	return server.ResumeJob200JSONResponse(*job), nil
}

func (m stockMirror) CancelJob(ctx context.Context, req server.CancelJobRequestObject) (server.CancelJobResponseObject, error) {
	resp, err := m.c.CancelJobWithResponse(ctx, req.AccountID, req.SupervisedFineTuningJobID, client.CancelRequest{})
	if err != nil {
		return nil, err
	}
	_, err = passedOn(resp.JSON200, resp.HTTPResponse, resp.Body)
	return server.CancelJob200JSONResponse{}, err
}

func (m stockMirror) DeleteJob(ctx context.Context, req server.DeleteJobRequestObject) (server.DeleteJobResponseObject, error) {
	resp, err := m.c.DeleteJobWithResponse(ctx, req.AccountID, req.SupervisedFineTuningJobID)
	if err != nil {
		return nil, err
	}
	_, err = passedOn(resp.JSON200, resp.HTTPResponse, resp.Body)
	return server.DeleteJob200JSONResponse{}, err
}
