package conform_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/openapi"
)

// writtenEvidence is what --evidence writes after a resume and a 429 were seen.
func writtenEvidence(t *testing.T, server string) string {
	t.Helper()
	ck := newChecker(t)
	respond(t, ck, "resume", 200, confirmedJob)
	respond(t, ck, "resume", 429, `{"code":8,"message":"slow down","details":[]}`)
	list, _, err := ck.Confirmed()
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	origin := conform.EvidenceOrigin{
		Date: time.Date(2026, 12, 1, 23, 0, 0, 0, time.UTC), Resource: "supervisedFineTuningJobs", Server: server,
	}
	if err := conform.WriteEvidence(&out, list, origin); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func statementOf(t *testing.T, document []byte, kind conform.StatementKind, name string) conform.Statement {
	t.Helper()
	list, err := statements(t, conform.WithDocument(document))
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(list, func(s conform.Statement) bool { return s.Kind == kind && s.Name == name })
	if i < 0 {
		t.Fatalf("the contract has no %s %s", kind, name)
	}
	return list[i]
}

func TestWriteEvidence_Confirmations_HaveNoValue(t *testing.T) {
	text := writtenEvidence(t, conform.ServerOther)
	for _, value := range []string{"acme", "ft-42", "datasets/d", "slow down"} {
		if strings.Contains(text, value) {
			t.Errorf("%q is in\n%s", value, text)
		}
	}
	for _, want := range []string{"- date: '2026-12-01'\n", "  server: other\n", "      resume: 1\n", "      JobState.JOB_STATE_PAUSED: 1\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
}

// One merge turns assumptions into observations, and leaves every byte of the contract as it was.
func TestMergeEvidence_NewStatements_TurnAssumptionsIntoObservations(t *testing.T) {
	document := withoutEvidence("# A comment.\nx-evidence:\n" +
		"  - {date: '2026-09-05', resource: supervisedFineTuningJobs, statements: {status: {get 404: 1}}} # another\n")
	merged, err := conform.MergeEvidence(document, []byte(writtenEvidence(t, "")), false)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(merged), string(document)) {
		t.Error("the contract was changed elsewhere than at its end")
	}
	for _, tc := range []struct {
		kind          conform.StatementKind
		name          string
		before, after conform.Source
	}{
		{conform.StatementStatus, "resume 429", conform.SourceAssumed, conform.SourceObserved},
		{conform.StatementStatus, "resume 200", conform.SourceDocumented, conform.SourceDocumented},
		{conform.StatementStatus, "resume 412", conform.SourceAssumed, conform.SourceAssumed}, // was not seen
	} {
		if before := statementOf(t, document, tc.kind, tc.name); before.Source != tc.before || len(before.Observations) != 0 {
			t.Errorf("before, %s was %+v", tc.name, before)
		}
		after := statementOf(t, merged, tc.kind, tc.name)
		if after.Source != tc.after {
			t.Errorf("%s has the source %q, want %q", tc.name, after.Source, tc.after)
		}
		want := conform.Observation{Date: "2026-12-01", Resource: "supervisedFineTuningJobs", Seen: 1}
		if seen := slices.Contains(after.Observations, want); seen != (tc.name != "resume 412") {
			t.Errorf("%s was observed: %v", tc.name, after.Observations)
		}
	}
	// A violation of the same statement is no longer one of an assumption.
	for name, want := range map[string]conform.Source{string(document): conform.SourceAssumed, string(merged): conform.SourceObserved} {
		r := checkBody(t, newChecker(t, conform.WithDocument([]byte(name))), "resume", 429, "{")
		if r.Violations[0].Source != want {
			t.Errorf("a violation of resume 429 has the source %q, want %q", r.Violations[0].Source, want)
		}
	}
}

func TestMergeEvidence_ContractWithoutEvidence_BeginsIt(t *testing.T) {
	merged, err := conform.MergeEvidence(withoutEvidence(""), []byte(writtenEvidence(t, "")), false)
	if err != nil {
		t.Fatal(err)
	}
	if s := statementOf(t, merged, conform.StatementOperation, "resume"); len(s.Observations) != 1 {
		t.Errorf("%+v", s)
	}
}

func TestMergeEvidence_UnusableFile_IsRefused(t *testing.T) {
	document := openapi.Document()
	once, err := conform.MergeEvidence(document, []byte(writtenEvidence(t, "")), false)
	if err != nil {
		t.Fatal(err)
	}
	valid := writtenEvidence(t, "")
	for _, tc := range []struct {
		name, file string
		document   []byte
		want       string
	}{
		{"empty", "", document, "confirms no statement"},
		{"a run that confirmed nothing", "[]\n", document, "confirms no statement"},
		{"the same file twice", valid, once, "is in the contract already"},
		{"not YAML", "<html>: {\n", document, "not a file that --evidence has written"},
		{"another YAML file", "openapi: 3.0.3\n", document, "not a file that --evidence has written"},
		{"only a comment", "# nothing\n", document, "no entry of x-evidence"},
		{"a statement that the contract does not have", strings.Replace(valid, "resume 429", "resume 499", 1), document, `no status "resume 499"`},
		{"a date of another form", strings.Replace(valid, "2026-12-01", "1 December", 1), document, "not of the form"},
		{"a count of 0", strings.Replace(valid, "resume: 1", "resume: 0", 1), document, "was seen 0 times"},
		{"a contract that ends otherwise", valid, append(slices.Clone(document), "x-more: 1\n"...), "the last key of the contract is x-more"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if _, err := conform.MergeEvidence(tc.document, []byte(tc.file), false); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("%v, want %q", err, tc.want)
			}
		})
	}
}

// What an emulator answers is no evidence of the service, unless a person says that it is one.
func TestMergeEvidence_OtherServer_IsRefusedUnlessVouchedFor(t *testing.T) {
	for _, server := range []string{conform.ServerOther, conform.ServerUnstated} {
		file := []byte(writtenEvidence(t, server))
		if _, err := conform.MergeEvidence(openapi.Document(), file, false); !errors.Is(err, conform.ErrNotOfTheService) {
			t.Errorf("%s: %v", server, err)
		}
		merged, err := conform.MergeEvidence(openapi.Document(), file, true)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(merged), "server: "+server) {
			t.Errorf("the contract says server: %s", server)
		}
	}
}
