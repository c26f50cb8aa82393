package sftj_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/client"
)

func get(t *testing.T, body string) (*sftj.Job, error) {
	t.Helper()
	return newClient(t, &stub{script: []answer{ok(body)}}).Get(t.Context(), "ft-42")
}

// TestWhatIsNotKnownIsKept: a field and a state of the future come out as they went in.
func TestWhatIsNotKnownIsKept(t *testing.T) {
	const body = "{\"dataset\" : \"d\", \"state\":\"JOB_STATE_DREAMING\",\n \"futureField\":{\"a\":[1.50,1e2]},\"learningRate\":1e-05, \"x\":null}"
	job, err := get(t, body)
	if err != nil {
		t.Fatal(err)
	}
	if string(job.Raw()) != body {
		t.Errorf("raw bytes changed:\n%s", job.Raw())
	}
	if out, err := json.Marshal(map[string]any{"job": job}); err != nil || !strings.Contains(string(out), `"futureField":{"a":[1.50,1e2]}`) {
		t.Errorf("marshalled: %s, %v", out, err)
	}
	if got := job.UnknownFields(); !slices.Equal(got, []string{"futureField", "x"}) {
		t.Errorf("unknown fields %v", got)
	}
	s := job.Lifecycle()
	if s.Known() || s.Active() || s.Terminal() || s.Resumable() || s.String() != "JOB_STATE_DREAMING" {
		t.Errorf("state %v", s)
	}
}

func TestLookupTellsAbsentNullAndZero(t *testing.T) {
	job, err := get(t, `{"dataset":"d","epochs":0,"status":null,"jobProgress":{"percent":7,"a/b~c":"x"},"list":[1]}`)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ pointer, want string }{
		{"/epochs", "0"},
		{"/status", "null"},
		{"/loraRank", ""},
		{"/jobProgress/percent", "7"},
		{"/jobProgress/a~1b~0c", `"x"`},
		{"/jobProgress/none", ""},
		{"/epochs/deeper", ""},
		{"/status/code", ""},
		{"epochs", ""},
	} {
		got, ok := job.Lookup(tt.pointer)
		if string(got) != tt.want || ok != (tt.want != "") {
			t.Errorf("%s: %q %v, want %q", tt.pointer, got, ok, tt.want)
		}
	}
}

// TestProto3JSON: what proto3 JSON allows is read, what the contract forbids is not.
func TestProto3JSON(t *testing.T) {
	for _, tt := range []struct {
		name, fields string
		ok           bool
	}{
		{"integral numbers", `"epochs":3.0,"loraRank":1e1,"jobProgress":{"percent":100.00,"inputTokens":2.5E+1}`, true},
		{"a fraction", `"epochs":3.5`, false},
		{"an integral number too large", `"epochs":3e9`, false},
		{"int32 overflow", `"epochs":2147483648`, false},
		{"nulls", `"status":null,"createTime":null,"wandbConfig":null,"epochs":null`, true},
		{"nine digits", `"createTime":"2026-07-11T18:27:07.386612847Z"`, true},
		{"an offset", `"createTime":"2026-07-11T18:27:07+02:00"`, true},
		{"no zone", `"createTime":"2026-07-11T18:27:07"`, false},
		{"a number for a time", `"createTime":1752258427`, false},
		{"units", `"estimatedCost":{"currencyCode":"USD","units":"-9223372036854775808","nanos":-1}`, true},
		{"units too large", `"estimatedCost":{"units":"9223372036854775808"}`, false},
		{"units with a plus", `"estimatedCost":{"units":"+3"}`, false},
		{"nanos of another sign", `"estimatedCost":{"units":"3","nanos":-1}`, false},
		{"nanos of another sign than units below zero", `"estimatedCost":{"units":"-3","nanos":1}`, false},
		{"nanos that are two units", `"estimatedCost":{"nanos":2000000000}`, false},
		{"nanos that are almost a unit", `"estimatedCost":{"units":"-0","nanos":-999999999}`, true},
		{"units as a number", `"estimatedCost":{"units":3}`, false},
		{"empty uuids and links", `"azureBlobStorageConfig":{"tenantId":"","managedIdentityClientId":""},"metricsFileSignedUrl":""`, true},
		{"a string for an int", `"epochs":"3"`, false},
		{"a string for a message", `"estimatedCost":"$1.23"`, false},
		{"wrong case", `"Epochs":"three"`, true}, // another field, and unknown
		{"invalid UTF-8", "\"displayName\":\"\xff\"", false},
		{"deep nesting", `"x":` + strings.Repeat("[", 20000) + strings.Repeat("]", 20000), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := get(t, `{"dataset":"d",`+tt.fields+`}`)
			if (err == nil) != tt.ok || err != nil && !errors.Is(err, sftj.ErrBadResponse) {
				t.Error(err)
			}
		})
	}
	job, err := get(t, `{"dataset":"d","name":"accounts/acme/supervisedFineTuningJobs/ft-42","displayName":"1e2 \" 3.0","epochs":3.0,"learningRate":0.5}`)
	if err != nil || job.Epochs != 3 || job.DisplayName != `1e2 " 3.0` || job.LearningRate != 0.5 {
		t.Errorf("%v %+v", err, job)
	}
}

func TestBadResponsesSayWhere(t *testing.T) {
	_, err := get(t, `{"dataset":"d","jobProgress":{"percent":"half"}}`)
	if err == nil || !strings.Contains(err.Error(), "/jobProgress/percent has the wrong type") {
		t.Error(err)
	}
}

func TestADatasetIsNoNull(t *testing.T) {
	for body, ok := range map[string]bool{`{"dataset":null}`: false, `{"dataset":""}`: true, `{}`: false} {
		if _, err := get(t, body); errors.Is(err, sftj.ErrBadResponse) == ok {
			t.Errorf("%s: %v", body, err)
		}
	}
}

func TestReadMaskAllowsAJobWithoutADataset(t *testing.T) {
	rt := &stub{script: []answer{ok(`{"state":"JOB_STATE_PAUSED"}`)}}
	job, err := newClient(t, rt).Get(t.Context(), "ft-42", "state", "jobProgress")
	if err != nil || !job.Resumable() || rt.requests[0] != "GET "+jobsPath+"/ft-42?readMask=state%2CjobProgress" {
		t.Errorf("%v %v %q", job, err, rt.requests)
	}
}

func TestStates(t *testing.T) {
	if s := sftj.State(client.JobStateCancelled); s.Resumable() || !s.Resumable("JOB_STATE_CANCELLED") {
		t.Error("CANCELLED is resumable only when the caller says so")
	}
	if s := sftj.State(""); s.Known() || s.String() != "JOB_STATE_UNSPECIFIED" {
		t.Errorf("no state is %v", s)
	}
}
