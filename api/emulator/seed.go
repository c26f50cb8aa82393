package emulator

import (
	"reflect"
	"strings"
	"time"

	"github.com/fireworks-sftj/sdk/gen/server"
	"github.com/fireworks-sftj/sdk/internal/apiname"
)

// seed is the jobs that one option gave to New.
type seed struct {
	account string
	jobs    []server.Job
}

// plant fills in what a given job lacks and puts it into its account, not yet in order. A
// job in a fixed state has been there for an hour, and any job was created two hours ago,
// each a second after the one before it.
func (e *Emulator) plant(account string, given server.Job) {
	a, now := e.account(account), e.now()
	rec := &record{job: clone(given), since: now, maxTransitions: e.limits.Transitions}
	job := &rec.job

	rec.id = job.Name[strings.LastIndexByte(job.Name, '/')+1:]
	if rec.id == "" {
		rec.id, _ = e.freeID(a)
	}
	job.Name = apiname.Job{Account: a.id, ID: rec.id}.String()
	if job.Dataset == "" {
		job.Dataset = "accounts/" + a.id + "/datasets/" + rec.id
	}
	if job.State == "" {
		job.State = server.JobStatePending
	}
	if job.Status == nil {
		job.Status = &server.Status{Code: server.StatusCodeOK}
	}
	if job.RendererHuggingFaceRepoID == "" {
		job.RendererHuggingFaceRepoID = renderers[job.BaseModel]
	}
	if job.CreatedBy == "" {
		job.CreatedBy = creator
	}
	date(job, now.Add(time.Duration(len(a.jobs.byID))*time.Second))
	if p := job.JobProgress; p != nil {
		done := min(max(p.Percent, 0), 100)
		rec.trained = e.timeline.Running / 100 * time.Duration(done)
	}
	if job.State == server.JobStateRunning && job.JobProgress == nil {
		job.JobProgress = &server.JobProgress{}
	}
	a.jobs.byID[rec.id] = rec
}

// date fills in the times of a given job, in their order.
func date(job *server.Job, now time.Time) {
	if job.CreateTime.IsZero() {
		job.CreateTime = now.Add(-2 * time.Hour)
		if !job.UpdateTime.IsZero() && job.UpdateTime.Before(job.CreateTime) {
			job.CreateTime = job.UpdateTime
		}
	}
	if job.CompletedTime.IsZero() && job.State.Terminal() {
		if job.CompletedTime = job.UpdateTime; job.CompletedTime.IsZero() {
			job.CompletedTime = later(job.CreateTime, now.Add(-time.Hour))
		}
	}
	if job.UpdateTime.IsZero() {
		switch {
		case !job.CompletedTime.IsZero():
			job.UpdateTime = job.CompletedTime
		case job.State.Active():
			job.UpdateTime = later(job.CreateTime, now)
		default:
			job.UpdateTime = later(job.CreateTime, now.Add(-time.Hour))
		}
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// clone copies a value and every message that it points to, so that neither the caller
// nor the service can change what the other one holds.
func clone[T any](v T) T {
	detach(reflect.ValueOf(&v).Elem())
	return v
}

// detach puts a copy in the place of everything that v points to.
func detach(v reflect.Value) {
	switch {
	case v.Kind() == reflect.Pointer && !v.IsNil():
		own := reflect.New(v.Type().Elem())
		own.Elem().Set(v.Elem())
		detach(own.Elem())
		v.Set(own)
	case v.Kind() == reflect.Slice && !v.IsNil():
		own := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(own, v)
		for i := range own.Len() {
			detach(own.Index(i))
		}
		v.Set(own)
	case v.Kind() == reflect.Map && !v.IsNil():
		own := reflect.MakeMapWithSize(v.Type(), v.Len())
		for key, held := range v.Seq2() {
			item := reflect.New(v.Type().Elem()).Elem()
			item.Set(held)
			detach(item)
			own.SetMapIndex(key, item)
		}
		v.Set(own)
	case v.Kind() == reflect.Struct && v.Type() != reflect.TypeFor[time.Time]():
		for i := range v.NumField() {
			if field := v.Field(i); field.CanSet() {
				detach(field)
			}
		}
	}
}
