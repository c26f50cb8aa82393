package contract_test

import (
	"slices"
	"strings"
	"testing"
)

// TestFactsCatchEveryAddition: what the contract says beyond the facts, or against its
// own rules, is caught too.
func TestFactsCatchEveryAddition(t *testing.T) {
	const resume = "/v1/accounts/{account_id}/supervisedFineTuningJobs/{supervised_fine_tuning_job_id}:resume"
	job := []string{"components", "schemas", "SupervisedFineTuningJob"}
	properties := append(slices.Clone(job), "properties")
	field := func(name string) []string { return append(slices.Clone(job), "properties", name) }
	text := func(more map[string]any) map[string]any {
		more["description"] = "Something."
		return more
	}
	cases := []struct {
		name  string
		at    []string
		key   string
		value any
		want  string
	}{
		{"undated field", properties, "region", text(map[string]any{"type": "string"}),
			"field SupervisedFineTuningJob.region: not in the facts"},
		{"dated field without a fact", properties, "region", text(map[string]any{"type": "string", "x-since": "2026-07-17"}),
			"field SupervisedFineTuningJob.region: not in the facts"},
		{"limit that nobody stated", []string{"components", "schemas", "JobProgress", "properties", "percent"}, "maximum", 100.0,
			"field JobProgress.percent: maximum"},
		{"date on a field of the seed", field("dataset"), "x-since", "2026-07-17", "field SupervisedFineTuningJob.dataset: x-since"},
		{"source on a field of the seed", field("dataset"), "x-source", "observed", "field SupervisedFineTuningJob.dataset: x-source"},
		{"read-only link to the metrics", field("metricsFileSignedUrl"), "readOnly", true, "metricsFileSignedUrl: readOnly"},
		{"second required field", job, "required", []any{"dataset", "name"}, "schema SupervisedFineTuningJob: required"},
		{"job closed to new fields", job, "additionalProperties", false, "schema SupervisedFineTuningJob: additionalProperties"},
		{"job with a catch-all map", job, "additionalProperties", true, "schema SupervisedFineTuningJob: additionalProperties"},
		{"schema without a fact", []string{"components", "schemas"}, "Region", text(map[string]any{"type": "string"}),
			"schema Region: not in the facts"},
		{"wrong lifecycle", []string{"components", "schemas", "JobState", "x-lifecycle", "paused"}, "states",
			[]any{"JOB_STATE_PAUSED", "JOB_STATE_IDLE"}, "x-lifecycle"},
		{"state without a lifecycle", []string{"components", "schemas", "JobState", "x-lifecycle", "paused"}, "states",
			[]any{}, "JOB_STATE_PAUSED has no place"},
		{"open enum that shuts its own values out", []string{"components", "schemas", "Purpose"}, "x-open-enum", "^X_",
			"PURPOSE_PILOT does not match"},
		{"gRPC codes as an open enum", []string{"components", "schemas", "StatusCode"}, "x-open-enum", "^[A-Z_]+$",
			"enum StatusCode: x-open-enum"},
		{"object without a name", []string{"components", "schemas", "ErrorMetadata", "additionalProperties"}, "properties",
			map[string]any{"a": text(map[string]any{"type": "string"})}, "an object without a name of its own"},
		{"reference to nowhere", []string{"paths", resume, "post", "responses"}, "404",
			map[string]any{"$ref": "#/components/responses/Gone"}, "leads nowhere"},
		{"reference out of the document", []string{"paths", resume, "post", "responses"}, "404",
			map[string]any{"$ref": "other.yaml#/NotFound"}, "leads nowhere"},
		{"reference in a circle", []string{"components", "responses"}, "NotFound",
			map[string]any{"$ref": "#/components/responses/NotFound"}, "leads nowhere"},
		{"operation without a fact", []string{"paths", resume}, "get", map[string]any{"description": "No."},
			"operation GET " + resume + ": not in the facts"},
		{"parameter without a fact", []string{"paths", resume, "post"}, "parameters",
			[]any{map[string]any{"name": "force", "in": "query"}}, "parameter force: not in the facts"},
		{"resume insists on a body", []string{"paths", resume, "post", "requestBody"}, "required", true, "request: required is true"},
		{"resume open to anybody", []string{"paths", resume, "post"}, "security", []any{}, "security of its own"},
		{"status nobody promised", []string{"paths", resume, "post", "responses"}, "202",
			map[string]any{"description": "Later."}, "response 202"},
		{"no description", []string{"paths", resume, "post"}, "description", " ", ":resume/post: no description"},
		{"misspelt extension", field("dataset"), "x-sinse", "2026-07-17", "x-sinse is not an extension"},
		{"Go in the contract", job, "x-go-name", "Job", "x-go-name is not an extension"},
		{"misspelt source", []string{"components", "headers", "RetryAfter"}, "x-source", "guess", "guess is not a source"},
		{"another server", nil, "servers", []any{map[string]any{"url": "https://api.example.com"}}, "servers"},
		{"another version of OpenAPI", nil, "openapi", "3.1.0", "3.1.0, not 3.0.3"},
		{"security without the bearer", nil, "security", []any{map[string]any{"apiKey": []any{}}}, "bearer alone"},
		{"another scheme", []string{"components", "securitySchemes", "bearer"}, "scheme", "basic", "security bearer: scheme"},
	}
	known, intact := loadFacts(t), parseContract(t)
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			doc := deepCopy(intact).(map[string]any)
			object(doc, tc.at...)[tc.key] = tc.value
			found := checkFacts(known, doc)
			if !complains(found, tc.want) {
				t.Errorf("no complaint has %q:\n%s", tc.want, strings.Join(found, "\n"))
			}
		})
	}
}
