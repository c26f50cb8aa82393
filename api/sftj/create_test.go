package sftj_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/client"
)

func TestCreate(t *testing.T) {
	spec := client.Job{Dataset: "d", BaseModel: "m", Epochs: 2}
	read := spec
	read.Name, read.State, read.CreatedBy, read.CreateTime = "n", "JOB_STATE_FAILED", "a@example.com", time.Unix(1, 0)
	read.WandbConfig = &client.WandbConfig{Project: "p", URL: "https://wandb.example.com"}
	for _, tt := range []struct {
		name, id string
		spec     client.Job
		sent     string // empty: nothing is sent
		query    string
	}{
		{"the service makes the id", "", spec, `{"baseModel":"m","dataset":"d","epochs":2}`, ""},
		{"an id", "ft-42", spec, `{"baseModel":"m","dataset":"d","epochs":2}`, "?supervisedFineTuningJobId=ft-42"},
		{"a job that was read", "", read, `{"baseModel":"m","dataset":"d","epochs":2,"wandbConfig":{"project":"p"}}`, ""},
		{"no dataset", "", client.Job{BaseModel: "m"}, "", ""},
		{"two models", "", client.Job{Dataset: "d", BaseModel: "m", WarmStartFrom: "w"}, "", ""},
		{"an impossible id", "a:b", spec, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rt := &stub{script: []answer{ok(jobBody)}}
			job, err := newClient(t, rt).Create(t.Context(), tt.id, tt.spec)
			if tt.sent == "" {
				if !errors.Is(err, sftj.ErrInvalidArgument) || rt.count() != 0 {
					t.Errorf("sent %q, %v", rt.requests, err)
				}
				return
			}
			if err != nil || job.ID() != "ft-42" {
				t.Fatal(job, err)
			}
			if rt.requests[0] != "POST "+jobsPath+tt.query || strings.TrimSpace(rt.bodies[0]) != tt.sent {
				t.Errorf("sent %s %s", rt.requests[0], rt.bodies[0])
			}
		})
	}
	if read.WandbConfig.URL == "" {
		t.Error("the caller's spec was changed")
	}
}

func TestEmptyAnswers(t *testing.T) {
	for _, tt := range []struct {
		body string
		ok   bool
	}{{`{}`, true}, {` {"future":1} `, true}, {``, false}, {`[]`, false}, {`null`, false}, {`{}{}`, false}, {`<html>`, false}} {
		c := newClient(t, &stub{script: []answer{ok(tt.body)}})
		for name, err := range map[string]error{"delete": c.Delete(t.Context(), "ft-42"), "cancel": c.Cancel(t.Context(), "ft-42")} {
			if (err == nil) != tt.ok || err != nil && !errors.Is(err, sftj.ErrOutcomeUnknown) {
				t.Errorf("%s answered %q: %v", name, tt.body, err)
			}
		}
	}
}
