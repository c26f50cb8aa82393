package emulator

import (
	"context"
	"net/http"
	"reflect"
	"strings"

	"github.com/fireworks-sftj/sdk/gen/server"
	"github.com/fireworks-sftj/sdk/internal/apiname"
)

// creator is who starts every job here.
const creator = "ada@example.com"

// CreateJob starts a job in JOB_STATE_PENDING, as observed, or in JOB_STATE_CREATING with
// [WithCreatingState]. What only the service sets is ignored in
// the body; what the model does not know is kept and given back byte for byte.
func (s service) CreateJob(ctx context.Context, req server.CreateJobRequestObject) (server.CreateJobResponseObject, error) {
	c := callOf(ctx)
	job := *req.Body
	if f := judgeNew(&job); f != nil {
		return nil, f
	}
	forget(s.schema, reflect.ValueOf(&job).Elem(), c.raw)
	id := strings.Clone(given(req.Params.SupervisedFineTuningJobID)) // else it keeps the query alive
	if id != "" && !validID(id) {
		return nil, invalid("supervisedFineTuningJobId: 1 to 63 letters, digits, hyphens, underscores and dots")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.accounts[req.AccountID]
	if id == "" {
		var ok bool
		if id, ok = s.freeID(a); !ok {
			return nil, newFailure(http.StatusInternalServerError, codeInternal, "found no free id")
		}
	}
	if a.jobs.byID[id] != nil {
		return nil, newFailure(http.StatusConflict, codeAlreadyExists, "job "+id+" exists already")
	}
	size := int64(len(c.body))
	if f := s.full(size); f != nil {
		return nil, f
	}
	rec := s.start(a, id, job, c.raw, size)
	c.attempt.JobID = id
	c.did(rec)
	return rendered(s.render(nil, &rec.job, rec.raw, nil, true)), nil
}

// renderers are the repositories that the service fills in as rendererHuggingFaceRepoId, by
// base model: a few of them. That it does so was observed; for any other model the field
// stays empty here.
var renderers = map[string]string{
	"accounts/fireworks/models/gpt-oss-20b":                  "openai/gpt-oss-20b",
	"accounts/fireworks/models/llama-v3p1-8b-instruct":       "meta-llama/Llama-3.1-8B-Instruct",
	"accounts/fireworks/models/ministral-3-3b-instruct-2512": "mistralai/Ministral-3-3B-Instruct-2512",
	"accounts/fireworks/models/qwen2p5-7b-instruct":          "Qwen/Qwen2.5-7B-Instruct",
	"accounts/fireworks/models/qwen3-14b":                    "Qwen/Qwen3-14B",
	"accounts/fireworks/models/qwen3-4b":                     "Qwen/Qwen3-4B",
	"accounts/fireworks/models/qwen3-8b":                     "Qwen/Qwen3-8B",
}

// start puts a new job into its account, with the fields that only the service sets.
func (e *Emulator) start(a *account, id string, job server.Job, raw *extras, size int64) *record {
	now := e.now()
	job.Name = apiname.Job{Account: a.id, ID: id}.String()
	job.State, job.JobProgress = server.JobStatePending, &server.JobProgress{}
	if e.quirks.creatingFirst {
		job.State, job.JobProgress = server.JobStateCreating, nil
	}
	job.Status = &server.Status{Code: server.StatusCodeOK}
	job.CreateTime, job.UpdateTime = now, now
	job.CreatedBy = creator
	job.EncryptionState = server.EncryptionStatePlaintext
	if job.RendererHuggingFaceRepoID == "" {
		job.RendererHuggingFaceRepoID = renderers[job.BaseModel]
	}
	rec := &record{
		id: id, job: job, raw: raw, since: now, size: size, maxTransitions: e.limits.Transitions,
	}
	a.jobs.put(rec)
	return rec
}
