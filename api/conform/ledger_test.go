package conform_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/openapi"
)

func seen(t testing.TB, list []conform.Seen, schema, name string) conform.Seen {
	t.Helper()
	i := slices.IndexFunc(list, func(s conform.Seen) bool { return s.Schema == schema && s.Name == name })
	if i < 0 {
		t.Fatalf("no %s.%s in the report", schema, name)
	}
	return list[i]
}

func seenNames(list []conform.Seen) []string {
	names := make([]string, len(list))
	for i, s := range list {
		names[i] = s.Name
	}
	slices.Sort(names)
	return names
}

// declared reads the contract's text for the properties of a schema, or the values of an
// enum, in order. It does not ask the guard, so a guard that overlooks one is noticed.
func declared(t testing.TB, schema string) []string {
	t.Helper()
	var doc struct {
		Components struct {
			Schemas map[string]struct {
				Properties map[string]any
				Enum       []string
			}
		}
	}
	if err := yaml.Unmarshal(openapi.Document(), &doc); err != nil {
		t.Fatal(err)
	}
	s := doc.Components.Schemas[schema]
	return slices.Sorted(slices.Values(slices.AppendSeq(s.Enum, maps.Keys(s.Properties))))
}

func TestLedgerListsTheWholeContract(t *testing.T) {
	r := newChecker(t).Ledger().Report()
	if len(r.Operations) != 6 {
		t.Errorf("%d operations, want 6", len(r.Operations))
	}
	jobs := slices.DeleteFunc(slices.Clone(r.Properties), func(s conform.Seen) bool { return s.Schema != "SupervisedFineTuningJob" })
	want := declared(t, "SupervisedFineTuningJob")
	if got := seenNames(jobs); !slices.Equal(got, want) || len(got) < 41 { // 38 of the seed, and what came later
		t.Errorf("the properties of a job are %q, want %q", got, want)
	}
	states := slices.DeleteFunc(slices.Clone(r.EnumValues), func(s conform.Seen) bool { return s.Schema != "JobState" })
	if got, want := seenNames(states), declared(t, "JobState"); !slices.Equal(got, want) || len(got) < 20 {
		t.Errorf("the states are %q, want %q", got, want)
	}
	for _, s := range slices.Concat(r.Properties, r.EnumValues) {
		if s.Requests != 0 || s.Responses != 0 {
			t.Errorf("%v was seen before anything was", s)
		}
	}
	for _, op := range r.Operations {
		if len(op.Statuses) < 2 {
			t.Errorf("%s has the statuses %v", op.ID, op.Statuses)
		}
	}
}

func TestLedgerCounts(t *testing.T) {
	c := newChecker(t)
	job := readBody(t, "job.json")
	for range 2 {
		checkBody(t, c, "list", 200, `{"supervisedFineTuningJobs":[`+job+`,`+job+`]}`)
	}
	checkBody(t, c, "get", 404, `{"code":5,"hint":""}`)
	checkBody(t, c, "get", 418, `{"code":5}`)
	checkBody(t, c, "get", 204, "")
	checkBody(t, c, "get", 200, `{"dataset":"d","newField":1,"state":"JOB_STATE_FROZEN","status":{"code":"fw_secret"}}`)
	checkBody(t, c, "get", 200, `{"newField":null}`)
	c.Check(t.Context(), conform.Exchange{
		Request:     request(t, "POST", jobsURL, "application/json"),
		RequestBody: []byte(`{"dataset":"d","purpose":"PURPOSE_PILOT"}`),
	})
	c.Check(t.Context(), conform.Exchange{Request: request(t, "PATCH", jobsURL+"/ada@example.com", "")})
	r := c.Ledger().Report()

	if got := seen(t, r.Properties, "SupervisedFineTuningJob", "dataset"); got.Responses != 5 || got.Requests != 1 {
		t.Errorf("dataset: %+v", got)
	}
	if got := seen(t, r.Properties, "JobProgress", "percent"); got.Responses != 4 {
		t.Errorf("percent: %+v", got)
	}
	if got := seen(t, r.Properties, "SupervisedFineTuningJob", "completedTime"); got.Responses != 4 {
		t.Errorf("a null was not seen: %+v", got)
	}
	if got := seen(t, r.EnumValues, "JobState", "JOB_STATE_PAUSED"); got.Responses != 4 || got.Requests != 0 {
		t.Errorf("state: %+v", got)
	}
	if got := seen(t, r.EnumValues, "Purpose", "PURPOSE_PILOT"); got.Requests != 1 {
		t.Errorf("purpose: %+v", got)
	}
	for _, op := range r.Operations {
		switch {
		case strings.HasPrefix(op.ID, "Gateway_Get") && (!slices.Contains(op.Statuses, conform.SeenStatus{Status: "404", Seen: 1}) ||
			!slices.Contains(op.Statuses, conform.SeenStatus{Status: "418", ByDefault: true, Seen: 1}) ||
			!slices.Contains(op.Statuses, conform.SeenStatus{Status: "default", Seen: 1})):
			t.Errorf("statuses of get: %v", op.Statuses)
		case strings.HasPrefix(op.ID, "Gateway_Create") && op.Requests != 1:
			t.Errorf("%d requests to create", op.Requests)
		}
	}
	want := conform.Unknown{
		Fields:     []conform.SeenUnknown{{Name: "ErrorResponse.hint", Types: []string{"string"}, Seen: 1}, {Name: "SupervisedFineTuningJob.newField", Types: []string{"null", "number"}, Seen: 2}},
		EnumValues: []conform.SeenUnknown{{Name: "JobState.JOB_STATE_FROZEN", Seen: 1}},
		Statuses:   []conform.SeenUnknown{{Name: "Gateway_GetSupervisedFineTuningJob 204", Seen: 1}},
		Requests:   []conform.SeenUnknown{{Name: "PATCH /v1/accounts/acme/supervisedFineTuningJobs/[redacted]", Seen: 1}},
	}
	if got := fmt.Sprint(r.Unknown); got != fmt.Sprint(want) {
		t.Errorf("unknown %s\nwant    %s", got, fmt.Sprint(want))
	}
	text, err := json.Marshal(r)
	if err != nil || strings.Contains(string(text), "secret") {
		t.Errorf("report as JSON: %v\n%s", err, text)
	}
}

func TestLedgerIsBounded(t *testing.T) {
	c := newChecker(t)
	for i := range 30 {
		var b strings.Builder
		b.WriteString(`{"dataset":"d"`)
		for j := range 40 {
			fmt.Fprintf(&b, `,"new%d":1`, i*40+j)
		}
		checkBody(t, c, "get", 200, b.String()+"}")
	}
	u := c.Ledger().Report().Unknown
	if len(u.Fields) != 1000 || u.Dropped != 200 {
		t.Errorf("%d fields, %d dropped; want 1000 and 200", len(u.Fields), u.Dropped)
	}
}

func TestManyGoroutines(t *testing.T) {
	var told sync.Map
	c := newChecker(t, conform.WithObserver(func(r conform.Result) { told.Store(r.Operation, true) }))
	job := readBody(t, "job.json")
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for range 20 {
				r := c.Check(t.Context(), conform.Exchange{
					Request: request(t, "GET", jobURL, ""), Status: 200, Header: jsonHeader, Body: []byte(job),
				})
				if r.Err() != nil {
					t.Error(r.Err())
				}
				c.Check(t.Context(), conform.Exchange{Request: request(t, "GET", fmt.Sprintf("%s/%d/x", jobURL, i), "")})
				c.Ledger().Report()
			}
		})
	}
	wg.Wait()
	r := c.Ledger().Report()
	if got := seen(t, r.EnumValues, "JobState", "JOB_STATE_PAUSED"); got.Responses != 160 {
		t.Errorf("seen %d times, want 160", got.Responses)
	}
	if len(r.Unknown.Requests) != 8 {
		t.Errorf("%d unmatched requests, want 8", len(r.Unknown.Requests))
	}
	if _, ok := told.Load("Gateway_GetSupervisedFineTuningJob"); !ok {
		t.Error("the observer was not told")
	}
}

// A nil header field in a response is one that was captured and is empty.
func TestNilHeaderOfAnExchange(t *testing.T) {
	r := newChecker(t).Check(t.Context(), conform.Exchange{
		Request: &http.Request{URL: request(t, "GET", jobURL, "").URL}, Status: 200, Body: []byte(`{"dataset":"d"}`),
	})
	if got, want := broken(r), "header/Content-Type content-type"; got != want {
		t.Errorf("violations %q, want %q", got, want)
	}
}
