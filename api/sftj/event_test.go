package sftj_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// firstEvent returns the first event of a wait for a job with these fields.
func firstEvent(t *testing.T, fields string) (ev sftj.Event) {
	t.Helper()
	body := `{"name":"accounts/acme/supervisedFineTuningJobs/ft-42","dataset":"d",` + fields + `}`
	synctest.Test(t, func(t *testing.T) {
		for first, err := range newClient(t, &stub{script: []answer{ok(body)}}).Wait(t.Context(), "ft-42") {
			if err != nil {
				t.Error(err)
			}
			ev = first
			break
		}
	})
	return ev
}

func TestEvent_UnknownProgress_IsNoZero(t *testing.T) {
	const running = `"state":"JOB_STATE_RUNNING"`
	for _, tt := range []struct {
		name, fields, text, json, absent string
	}{
		{"null", running + `,"jobProgress":null`, "JOB_STATE_RUNNING – epoch –", `"State":`, `"Percent":|"Epoch":`},
		{"absent", running, "JOB_STATE_RUNNING – epoch –", `"State":`, `"Percent":|"Epoch":`},
		{"a percentage that cannot be read", running + `,"jobProgress":{"percent":42.5,"epoch":1}`, "JOB_STATE_RUNNING – epoch 1", `"Epoch":1`, `"Percent":`},
		{"an epoch that cannot be read", running + `,"jobProgress":{"percent":42,"epoch":"x"}`, "JOB_STATE_RUNNING 42% epoch –", `"Percent":42`, `"Epoch":`},
		{"zero", running + `,"jobProgress":{"percent":0,"epoch":0}`, "JOB_STATE_RUNNING 0% epoch 0", `"Percent":0,"Epoch":0`, "none"},
		{"a progress without percent and epoch", running + `,"jobProgress":{}`, "JOB_STATE_RUNNING – epoch –", `"State":`, `"Percent":|"Epoch":`},
		{"a percent that is null", running + `,"jobProgress":{"percent":null,"epoch":2}`, "JOB_STATE_RUNNING – epoch 2", `"Epoch":2`, `"Percent":`},
		{"no state", `"state":""`, "(empty) – epoch –", `"Changed":true`, `"Percent":`},
		{
			"a status that is not OK", `"state":"JOB_STATE_PENDING","status":{"code":"RESOURCE_EXHAUSTED","message":"no capacity"}`,
			"JOB_STATE_PENDING – epoch – RESOURCE_EXHAUSTED", `"RESOURCE_EXHAUSTED"`, `"Percent":`,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ev := firstEvent(t, tt.fields)
			document, err := json.Marshal(ev)
			if err != nil || fmt.Sprint(ev) != tt.text || !strings.Contains(string(document), tt.json) {
				t.Errorf("%v, %q, want %q\n%s", err, ev, tt.text, document)
			}
			for absent := range strings.SplitSeq(tt.absent, "|") {
				if strings.Contains(string(document), absent) {
					t.Errorf("%s is in %s", absent, document)
				}
			}
		})
	}
}

func TestEvent_BeforeTheFirstRead_HasNoState(t *testing.T) {
	ev := sftj.Event{Err: errors.New("refused")}
	document, err := json.Marshal(ev)
	if err != nil || strings.Contains(string(document), "State") || strings.Contains(fmt.Sprint(ev), "STATE") {
		t.Errorf("%v, %v, %s", err, ev, document)
	}
}

// TestWithRead_SharedRead_IsJudgedAsOwn: the read of a wait is the caller's, and its events and
// its end are those of any other wait.
func TestWithRead_SharedRead_IsJudgedAsOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		states := []string{"RUNNING", "PAUSED", "PAUSED", "PAUSED", "PAUSED", "PAUSED"}
		rt := &stub{script: []answer{failure(500, "")}}
		n := 0
		read := func(_ context.Context, job string) (*sftj.Job, time.Time, error) {
			state := states[min(n, len(states)-1)]
			n++
			read, err := sftj.ParseJob([]byte(fmt.Sprintf(`{"name":"accounts/acme/supervisedFineTuningJobs/%s","dataset":"d","state":"JOB_STATE_%s"}`, job, state)))
			return read, time.Now(), err
		}
		var last error
		for _, last = range newClient(t, rt).Wait(t.Context(), "ft-42", sftj.WithRead(read)) {
		}
		if !errors.Is(last, sftj.ErrPausedAgain) || len(rt.requests) != 0 {
			t.Errorf("%v; sent %q", last, rt.requests)
		}
	})
}

// TestWait_CutOffAfterFailures_NamesTheFailure: the read that the timeout cut off says less than
// the ones before.
func TestWait_CutOffAfterFailures_NamesTheFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		rt := roundTripper(func(req *http.Request) (*http.Response, error) {
			if time.Since(start) < 5*time.Second {
				return nil, errors.New("connection refused")
			}
			<-req.Context().Done()
			return nil, req.Context().Err()
		})
		var last error
		for _, last = range newClient(t, rt, sftj.WithMaxAttempts(1)).Wait(t.Context(), "ft-42", sftj.WithTimeout(10*time.Second)) {
		}
		if !errors.Is(last, sftj.ErrWaitTimeout) || !strings.Contains(last.Error(), "the job could not be read: ") || !strings.Contains(last.Error(), "connection refused") {
			t.Error(last)
		}
	})
}
