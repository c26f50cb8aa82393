package conform_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/conform"
)

const confirmedJob = `{"name":"accounts/acme/supervisedFineTuningJobs/ft-42","dataset":"accounts/acme/datasets/d","state":"JOB_STATE_PAUSED","epochs":2}`

func confirmations(t *testing.T, ck *conform.Checker) map[string]conform.Confirmation {
	t.Helper()
	list, of, err := ck.Confirmed()
	if err != nil || of < 180 {
		t.Fatalf("%v; %d statements", err, of)
	}
	found := map[string]conform.Confirmation{}
	for _, c := range list {
		found[string(c.Kind)+" "+c.Name] = c
	}
	return found
}

func respond(t *testing.T, ck *conform.Checker, operation string, status int, body string) {
	t.Helper()
	if _, err := ck.CheckResponse(t.Context(), operation, status, http.Header{"Content-Type": {"application/json"}}, []byte(body)); err != nil {
		t.Fatal(err)
	}
}

// What responses show is confirmed, with how often; what only requests have is not.
func TestConfirmed_Responses_AreCountedByStatement(t *testing.T) {
	ck, err := conform.New()
	if err != nil {
		t.Fatal(err)
	}
	if got := confirmations(t, ck); len(got) != 0 {
		t.Errorf("before anything was seen: %v", got)
	}
	respond(t, ck, "resume", 200, confirmedJob)
	respond(t, ck, "get", 200, confirmedJob)
	respond(t, ck, "get", 404, `{"code":5,"message":"no","details":[]}`)
	if _, err := ck.CheckRequest(t.Context(), "create", nil, []byte(`{"dataset":"d","loraRank":8}`)); err != nil {
		t.Fatal(err)
	}
	got := confirmations(t, ck)
	for name, seen := range map[string]int64{
		"operation resume": 1, "operation get": 1, "status resume 200": 1, "status get 404": 1, "error Error": 1,
		"field SupervisedFineTuningJob.epochs": 2, "value JobState.JOB_STATE_PAUSED": 2, "field Error.code": 1,
		"field SupervisedFineTuningJob.loraRank": 0, "operation create": 0, "error GatewayError": 0,
	} {
		if got[name].Seen != seen {
			t.Errorf("%s: %d times, want %d", name, got[name].Seen, seen)
		}
	}
	if c := got["operation get"]; c.New {
		t.Errorf("%+v is new, and captures show it", c)
	}
}

// In a contract that carries no captures, all that a run confirms is new.
func TestConfirmed_ContractWithoutEvidence_AllIsNew(t *testing.T) {
	ck := newChecker(t, conform.WithDocument(withoutEvidence("")))
	respond(t, ck, "get", 200, confirmedJob)
	for name, c := range confirmations(t, ck) {
		if !c.New {
			t.Errorf("%s is not new", name)
		}
	}
}

// A response that violates the contract confirms nothing, neither the field that it violates nor
// the others, its status or its operation.
func TestConfirmed_ResponseWithAViolation_ConfirmsNothing(t *testing.T) {
	job := func(old, replacement string) string { return strings.Replace(confirmedJob, old, replacement, 1) }
	for _, tc := range []struct {
		name, body string
		header     http.Header
	}{
		{"a field of another type", job(`"epochs":2`, `"epochs":"two"`), nil},
		{"a required field is missing", job(`"dataset"`, `"notTheDataset"`), nil},
		{"an amount of opposite signs", job(`"epochs":2`, `"estimatedCost":{"currencyCode":"USD","units":"1","nanos":-1}`), nil},
		{"JSON that is cut off", confirmedJob[:len(confirmedJob)-1], nil},
		{"an HTML page", "<html></html>", http.Header{"Content-Type": {"text/html"}}},
		{"an empty body", "", nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			ck := newChecker(t)
			header := tc.header
			if header == nil {
				header = http.Header{"Content-Type": {"application/json"}}
			}
			check := func(body string, header http.Header) conform.Result {
				r, err := ck.CheckResponse(t.Context(), "get", 200, header, []byte(body))
				if err != nil {
					t.Fatal(err)
				}
				return r
			}
			if r := check(tc.body, header); len(r.Violations) == 0 {
				t.Fatal("no violation")
			}
			if got := confirmations(t, ck); len(got) != 0 {
				t.Errorf("a violating response confirms %v", got)
			}
			check(confirmedJob, http.Header{"Content-Type": {"application/json"}})
			for name, c := range confirmations(t, ck) {
				if c.Seen != 1 {
					t.Errorf("%s was confirmed %d times by one response that conforms", name, c.Seen)
				}
			}
		})
	}
}

// 404 comes from a server that does not have the operation as well.
func TestConfirmed_ErrorAlone_ConfirmsTheStatusAndNotTheOperation(t *testing.T) {
	ck := newChecker(t)
	respond(t, ck, "resume", 404, `{"code":5,"message":"no","details":[]}`)
	got := confirmations(t, ck)
	if _, ok := got["operation resume"]; ok {
		t.Error("resume is confirmed")
	}
	if got["status resume 404"].Seen != 1 || got["field Error.message"].Seen != 1 {
		t.Errorf("%v", got)
	}
}

func TestConfirmed_DeclaredHeader_IsCountedWithItsStatus(t *testing.T) {
	ck := newChecker(t, conform.WithDocument(withoutEvidence("")))
	header := http.Header{"Content-Type": {"application/json"}, "Retry-After": {"2"}}
	for _, status := range []int{429, 404} { // of which only 429 declares it
		if _, err := ck.CheckResponse(t.Context(), "get", status, header, []byte(`{"code":8,"message":"","details":[]}`)); err != nil {
			t.Fatal(err)
		}
	}
	got := confirmations(t, ck)
	if c := got["header 429 Retry-After"]; c.Seen != 1 || !c.New || c.Source != conform.SourceAssumed {
		t.Errorf("%+v", c)
	}
	if c, ok := got["header 404 Retry-After"]; ok {
		t.Errorf("%+v is no statement of the contract", c)
	}
}

// A response does not say which parameters the server has read.
func TestConfirmed_Parameters_AreNoneOfTheStatements(t *testing.T) {
	ck := newChecker(t)
	list, err := ck.Statements()
	if err != nil {
		t.Fatal(err)
	}
	want := 0
	for _, s := range list {
		if s.Kind != conform.StatementParameter {
			want++
		}
	}
	if _, of, err := ck.Confirmed(); err != nil || of != want || of == len(list) {
		t.Errorf("%d statements, want %d of %d; %v", of, want, len(list), err)
	}
}
