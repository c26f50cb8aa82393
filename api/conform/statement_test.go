package conform_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/openapi"
)

func statements(t *testing.T, opts ...conform.Option) ([]conform.Statement, error) {
	t.Helper()
	return newChecker(t, opts...).Statements()
}

// withoutEvidence is the contract with an x-evidence of its own, so that a test does not depend on
// what captures have shown so far. "" is for none.
func withoutEvidence(evidence string) []byte {
	document, _, _ := strings.Cut(string(openapi.Document()), "\nx-evidence:")
	return []byte(document + "\n" + evidence)
}

func TestStatements_Contract_EachHasAKnownSource(t *testing.T) {
	list, err := statements(t, conform.WithDocument(withoutEvidence("")))
	if err != nil {
		t.Fatal(err)
	}
	known := []conform.Source{conform.SourceDocumented, conform.SourceObserved, conform.SourceInferred, conform.SourceAssumed}
	for _, s := range list {
		if !slices.Contains(known, s.Source) || s.Name == "" || !slices.Contains(conform.StatementKinds(), s.Kind) {
			t.Errorf("%+v", s)
		}
	}
	for _, want := range []conform.Statement{
		{Kind: conform.StatementOperation, Name: "resume", Source: conform.SourceDocumented},
		{Kind: conform.StatementOperation, Name: "cancel", Source: conform.SourceObserved},
		{Kind: conform.StatementStatus, Name: "resume 200", Source: conform.SourceDocumented},
		{Kind: conform.StatementStatus, Name: "resume 429", Source: conform.SourceAssumed},
		{Kind: conform.StatementField, Name: "SupervisedFineTuningJob.dataset", Source: conform.SourceDocumented},
		{Kind: conform.StatementField, Name: "SupervisedFineTuningJob.loraAlpha", Source: conform.SourceObserved, Since: "2026-09-05"},
		{Kind: conform.StatementValue, Name: "JobState.JOB_STATE_PAUSED", Source: conform.SourceDocumented},
		{Kind: conform.StatementError, Name: "GatewayError", Source: conform.SourceObserved},
	} {
		i := slices.IndexFunc(list, func(s conform.Statement) bool { return s.Kind == want.Kind && s.Name == want.Name })
		if i < 0 || list[i].Source != want.Source || list[i].Since != want.Since {
			t.Errorf("want %+v among the statements", want)
		}
	}
}

func TestStatements_EvidenceInTheContract_IsAttached(t *testing.T) {
	document := func(kind, name string) conform.Option {
		return conform.WithDocument(withoutEvidence("x-evidence:\n  - {date: '2026-09-05', resource: supervisedFineTuningJobs, statements: {" +
			kind + ": {" + name + ": 4}}}\n"))
	}
	list, err := statements(t, document("status", "get 200"))
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(list, func(s conform.Statement) bool { return s.Name == "get 200" })
	want := []conform.Observation{{Date: "2026-09-05", Resource: "supervisedFineTuningJobs", Seen: 4}}
	if i < 0 || !slices.Equal(list[i].Observations, want) {
		t.Errorf("get 200 has %v, want %v", list[i].Observations, want)
	}
	for name, doc := range map[string]conform.Option{
		"no such statement": document("status", "get 299"),
		"malformed":         document("status", "get 200: {}, x"),
	} {
		if _, err := statements(t, doc); err == nil || !strings.Contains(err.Error(), "x-evidence") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
