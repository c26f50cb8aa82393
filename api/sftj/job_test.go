package sftj_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
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
	if s := sftj.State(""); s.Known() || s.String() != "(empty)" {
		t.Errorf("no state is %v", s)
	}
}

// A state that the service left empty is named as that, and is none that may be allowed.
func TestEmptyState_IsShownAsEmpty(t *testing.T) {
	body := strings.Replace(jobBody, "JOB_STATE_PENDING", "", 1)
	job, err := get(t, body)
	if err != nil {
		t.Fatal(err)
	}
	if text := fmt.Sprint(job); !strings.HasSuffix(text, "/ft-42 (empty)") {
		t.Errorf("%q", text)
	}
	if text := job.Lifecycle().LogValue().String(); text != "(empty)" {
		t.Errorf("%q", text)
	}
	rt := &stub{script: []answer{ok(body)}}
	_, err = newClient(t, rt).EnsureResumed(t.Context(), "ft-42")
	if !errors.Is(err, sftj.ErrNotResumable) || !strings.Contains(err.Error(), "the service did not say in which state the job is") ||
		strings.Contains(err.Error(), "allow it") || strings.Contains(err.Error(), "contract") || strings.Contains(rt.requests[0], http.MethodPost) {
		t.Error(err)
	}
}
