package conform_test

import (
	"testing"

	"github.com/fireworks-sftj/sdk/api/conform"
)

func TestViolation_BrokenStatement_NamesItsSource(t *testing.T) {
	c := newChecker(t, conform.WithDocument(withoutEvidence(
		"x-evidence:\n  - {date: '2026-09-05', resource: supervisedFineTuningJobs, statements: {status: {get 404: 1}}}\n")))
	job := readBody(t, "job.json")
	page := `{"supervisedFineTuningJobs":[` + job + `],"nextPageToken":"","totalSize":1}`
	for _, tc := range []struct {
		name, operation string
		status          int
		body            string
		want            conform.Source
	}{
		{"a field of the seed", "get", 200, edit(t, job, "/epochs", `"3"`), conform.SourceDocumented},
		{"a missing field of the seed", "get", 200, edit(t, job, "/dataset", ""), conform.SourceDocumented},
		{"a field of a message of the seed", "get", 200, edit(t, job, "/estimatedCost/nanos", "1000000000"), conform.SourceDocumented},
		{"a field that the vendor documented later", "get", 200, edit(t, job, "/lrScheduler/cosine/minLrRatio", `"0.1"`), conform.SourceDocumented},
		{"a field that was observed", "get", 200, edit(t, job, "/loraAlpha", `"8"`), conform.SourceObserved},
		{"a field that was observed, in a list", "list", 200, edit(t, page, "/supervisedFineTuningJobs/0/useReservation", "1"), conform.SourceObserved},
		{"an error", "get", 404, `{"code":"NOT_FOUND","message":"gone"}`, conform.SourceObserved},
		{"a success that is not documented", "resume", 204, "", conform.SourceDocumented},
		{"a response that is no JSON", "get", 200, "{", conform.SourceDocumented},
		{"an error that is no JSON", "resume", 404, "{", conform.SourceAssumed},
		{"an error that is no JSON, of an assumed status that captures show", "get", 404, "{", conform.SourceObserved},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := checkBody(t, c, tc.operation, tc.status, tc.body)
			if len(r.Violations) == 0 {
				t.Fatal("no violation")
			}
			if got := r.Violations[0].Source; got != tc.want {
				t.Errorf("%s: source %q, want %q", r.Violations[0], got, tc.want)
			}
		})
	}
}
