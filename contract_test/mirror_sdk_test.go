package contract_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/server"
)

// sdkMirror hands calls on to the SDK. It gives the bytes of a job as the SDK kept them, and
// makes pages of its own, because the SDK has none.
type sdkMirror struct {
	rt  http.RoundTripper
	url string
}

var _ server.StrictServerInterface = sdkMirror{}

func newSDKMirror(rt http.RoundTripper, url string, guard *conform.Checker) http.Handler {
	return mirror(sdkMirror{rt, url}, guard)
}

// client is the SDK with the key of the caller.
func (m sdkMirror) client(ctx context.Context, account string) (*sftj.Client, error) {
	scheme, key, _ := strings.Cut(authorization(ctx), " ")
	if !strings.EqualFold(scheme, "Bearer") || key == "" {
		return nil, refusal{
			status: http.StatusUnauthorized, header: http.Header{"Www-Authenticate": {"Bearer"}},
			body: server.Error{Code: 16, Message: "no key"},
		}
	}
	c, err := sftj.New(
		sftj.WithEnvironment(func(string) string { return "" }),
		sftj.WithAPIKey(key), sftj.WithAccount(account), sftj.WithBaseURL(m.url), sftj.WithTransport(m.rt))
	return c, asRefusal(err)
}

// asRefusal is an error of the SDK as the refusal that it was made of.
func asRefusal(err error) error {
	var e *sftj.Error
	if !errors.As(err, &e) {
		return err
	}
	r := refusal{status: e.Status, header: make(http.Header), body: server.Error{Code: int32(e.Code), Message: e.Message, Details: e.Details}}
	if e.CodeName != "" { // the gateway's, which comes in its envelope
		r.body = server.Error{
			Error:     &server.GatewayErrorBody{Code: e.CodeName, Message: e.Message, Type: "error"},
			RequestID: e.RequestID,
		}
	}
	switch {
	case errors.Is(err, sftj.ErrInvalidArgument) && e.Status == 0:
		r.status, r.body.Code = http.StatusBadRequest, 3
	case e.Status == 0 || e.Status == http.StatusOK:
		return err
	case e.Status == http.StatusUnauthorized:
		r.header.Set("Www-Authenticate", "Bearer") // the SDK knows no other scheme
	}
	if e.RetryAfter > 0 {
		r.header.Set("Retry-After", strconv.Itoa(int(e.RetryAfter.Seconds())))
	}
	return r
}

// asSent is a job in the bytes that the service sent.
type asSent struct{ *sftj.Job }

func (j asSent) write(w http.ResponseWriter) error {
	w.Header().Set("Content-Type", "application/json")
	_, err := w.Write(j.Raw())
	return err
}

func (j asSent) VisitGetJobResponse(w http.ResponseWriter) error    { return j.write(w) }
func (j asSent) VisitCreateJobResponse(w http.ResponseWriter) error { return j.write(w) }
func (j asSent) VisitResumeJobResponse(w http.ResponseWriter) error { return j.write(w) }

func (m sdkMirror) GetJob(ctx context.Context, req server.GetJobRequestObject) (server.GetJobResponseObject, error) {
	c, err := m.client(ctx, req.AccountID)
	if err != nil {
		return nil, err
	}
	var fields []string
	if req.Params.ReadMask != nil {
		fields = strings.Split(*req.Params.ReadMask, ",")
	}
	job, err := c.Get(ctx, req.SupervisedFineTuningJobID, fields...)
	return asSent{job}, asRefusal(err)
}

func (m sdkMirror) CreateJob(ctx context.Context, req server.CreateJobRequestObject) (server.CreateJobResponseObject, error) {
	c, err := m.client(ctx, req.AccountID)
	if err != nil {
		return nil, err
	}
	id := ""
	if req.Params.SupervisedFineTuningJobID != nil {
		id = *req.Params.SupervisedFineTuningJobID
	}
	job, err := c.Create(ctx, id, *req.Body)
	return asSent{job}, asRefusal(err)
}

func (m sdkMirror) ResumeJob(ctx context.Context, req server.ResumeJobRequestObject) (server.ResumeJobResponseObject, error) {
	c, err := m.client(ctx, req.AccountID)
	if err != nil {
		return nil, err
	}
	job, err := c.Resume(ctx, req.SupervisedFineTuningJobID)
	return asSent{job}, asRefusal(err)
}

func (m sdkMirror) CancelJob(ctx context.Context, req server.CancelJobRequestObject) (server.CancelJobResponseObject, error) {
	c, err := m.client(ctx, req.AccountID)
	if err != nil {
		return nil, err
	}
	return server.CancelJob200JSONResponse{}, asRefusal(c.Cancel(ctx, req.SupervisedFineTuningJobID))
}

func (m sdkMirror) DeleteJob(ctx context.Context, req server.DeleteJobRequestObject) (server.DeleteJobResponseObject, error) {
	c, err := m.client(ctx, req.AccountID)
	if err != nil {
		return nil, err
	}
	return server.DeleteJob200JSONResponse{}, asRefusal(c.Delete(ctx, req.SupervisedFineTuningJobID))
}

// pageSent is a page of jobs in the bytes that the service sent.
type pageSent struct {
	Jobs  []json.RawMessage `json:"supervisedFineTuningJobs"`
	Next  string            `json:"nextPageToken"`
	Total int               `json:"totalSize"`
}

func (p pageSent) VisitListJobsResponse(w http.ResponseWriter) error {
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(p)
}

// ListJobs reads the whole list, in pages of three so that there are some, and cuts the page
// out that it was asked for. Its page tokens are places in the list.
func (m sdkMirror) ListJobs(ctx context.Context, req server.ListJobsRequestObject) (server.ListJobsResponseObject, error) {
	c, err := m.client(ctx, req.AccountID)
	if err != nil {
		return nil, err
	}
	given := func(s *string) string {
		if s == nil {
			return ""
		}
		return *s
	}
	size, from := 50, 0
	if n := req.Params.PageSize; n != nil && *n != 0 {
		size = int(*n)
	}
	if token := given(req.Params.PageToken); token != "" {
		if from, err = strconv.Atoi(token); err != nil {
			return nil, refusal{status: http.StatusBadRequest, body: server.Error{Code: 3, Message: "no page token of this service"}}
		}
	}
	if size < 0 || from < 0 {
		return nil, refusal{status: http.StatusBadRequest, body: server.Error{Code: 3, Message: "below zero"}}
	}
	var all []json.RawMessage
	opts := sftj.ListOptions{Filter: given(req.Params.Filter), OrderBy: given(req.Params.OrderBy), Fields: given(req.Params.ReadMask), PageSize: 3}
	for job, err := range c.List(ctx, opts) {
		if err != nil {
			return nil, asRefusal(err)
		}
		all = append(all, job.Raw())
	}
	from = min(from, len(all))
	until := min(from+min(size, 200), len(all))
	p := pageSent{Jobs: all[from:until], Total: len(all)}
	if until < len(all) {
		p.Next = strconv.Itoa(until)
	}
	return p, nil
}
