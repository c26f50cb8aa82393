package conform_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/openapi"
)

const confirmedJob = `{"name":"accounts/acme/supervisedFineTuningJobs/ft-42","dataset":"accounts/acme/datasets/d","state":"JOB_STATE_PAUSED","epochs":2}`

func confirmations(t *testing.T, ck *conform.Checker) map[string]conform.Confirmation {
	t.Helper()
	list, of, err := ck.Confirmed()
	if err != nil || of < 190 {
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
		"operation resume": 1, "operation get": 2, "status resume 200": 1, "status get 404": 1, "error Error": 1,
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
	document, _, _ := strings.Cut(string(openapi.Document()), "\nx-evidence:")
	ck, err := conform.New(conform.WithDocument([]byte(document + "\n")))
	if err != nil {
		t.Fatal(err)
	}
	respond(t, ck, "get", 200, confirmedJob)
	for name, c := range confirmations(t, ck) {
		if !c.New {
			t.Errorf("%s is not new", name)
		}
	}
}

// A field that a response violates is not confirmed by another one that does not.
func TestConfirmed_FieldWithAViolation_IsNot(t *testing.T) {
	ck, err := conform.New()
	if err != nil {
		t.Fatal(err)
	}
	respond(t, ck, "get", 200, confirmedJob)
	respond(t, ck, "get", 200, strings.Replace(confirmedJob, `"epochs":2`, `"epochs":"two"`, 1))
	got := confirmations(t, ck)
	if _, ok := got["field SupervisedFineTuningJob.epochs"]; ok {
		t.Error("epochs is confirmed")
	}
	if _, ok := got["field SupervisedFineTuningJob.dataset"]; !ok {
		t.Error("dataset is not confirmed")
	}
}

// What is written is an entry of x-evidence: with it the contract has observations that it had not.
func TestWriteEvidence_AppendedToTheContract_TurnsStatementsIntoObservations(t *testing.T) {
	ck, err := conform.New()
	if err != nil {
		t.Fatal(err)
	}
	respond(t, ck, "resume", 200, confirmedJob)
	list, _, err := ck.Confirmed()
	if err != nil {
		t.Fatal(err)
	}
	var entry strings.Builder
	if err := conform.WriteEvidence(&entry, list, time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC), "supervisedFineTuningJobs"); err != nil {
		t.Fatal(err)
	}
	for _, value := range []string{"acme", "ft-42", "datasets/d"} {
		if strings.Contains(entry.String(), value) {
			t.Errorf("%q is in\n%s", value, &entry)
		}
	}
	document := string(openapi.Document())
	if at := strings.LastIndex(document, "\nx-"); !strings.HasPrefix(document[at+1:], "x-evidence:\n") {
		t.Fatal("x-evidence is not the end of the contract, where make evidence appends to it")
	}
	document += "  " + strings.ReplaceAll(strings.TrimSuffix(entry.String(), "\n"), "\n", "\n  ") + "\n"
	after, err := conform.New(conform.WithDocument([]byte(document)))
	if err != nil {
		t.Fatal(err)
	}
	statements, err := after.Statements()
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(statements, func(s conform.Statement) bool { return s.Kind == conform.StatementOperation && s.Name == "resume" })
	if want := (conform.Observation{Date: "2026-12-01", Resource: "supervisedFineTuningJobs", Seen: 1}); i < 0 || !slices.Contains(statements[i].Observations, want) {
		t.Errorf("resume has %v", statements[i].Observations)
	}
}
