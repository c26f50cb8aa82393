package contract_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/gen/server"
)

// newJobs are bodies of create that together have every field a client may send: the fields
// that had a meaning when this was written by hand, and a value of its type for each other.
func newJobs(t *testing.T) []string {
	t.Helper()
	byHand := jobsByHand()
	known := map[string]bool{}
	for _, body := range byHand {
		var fields map[string]any
		if err := json.Unmarshal([]byte(body), &fields); err != nil {
			t.Fatal(err)
		}
		for name := range fields {
			known[name] = true
		}
	}
	doc := parseContract(t)
	_, job := behind(doc, "", map[string]any{"$ref": "#/components/schemas/SupervisedFineTuningJob"})
	rest := map[string]any{"dataset": "accounts/acme/datasets/d"}
	for name, property := range object(job, "properties") {
		if readOnly, _ := object(property)["readOnly"].(bool); !readOnly && !known[name] {
			rest[name] = anyValue(doc, property)
		}
	}
	body, err := json.Marshal(rest)
	if err != nil {
		t.Fatal(err)
	}
	return append(byHand, string(body))
}

// anyValue is a value of a schema, with all its properties.
func anyValue(doc map[string]any, node any) any {
	_, schema := behind(doc, "", node)
	for _, part := range anyList(schema["allOf"]) {
		return anyValue(doc, part)
	}
	if values := anyList(schema["enum"]); len(values) > 0 {
		return values[len(values)-1] // the first one is the default, which is seen anyway
	}
	switch schema["type"] {
	case "object":
		all := map[string]any{}
		for name, property := range object(schema, "properties") {
			all[name] = anyValue(doc, property)
		}
		if more, ok := schema["additionalProperties"].(map[string]any); ok {
			all["a key"] = anyValue(doc, more)
		}
		return all
	case "array":
		return []any{anyValue(doc, schema["items"])}
	case "boolean":
		return true
	case "integer", "number":
		return 1
	}
	value, ok := map[any]string{
		"int64": "1", "date-time": "2026-07-20T09:12:07Z", "uri-or-empty": "https://storage.example.com/a",
		"uuid-or-empty": "6f1d7c2e-93b4-4f0a-8d55-0c1e2a3b4c5d", "byte": "aGk=",
	}[schema["format"]]
	if !ok {
		value = "text"
	}
	return value
}

func jobsByHand() []string {
	return []string{
		`{"dataset":"accounts/acme/datasets/d","displayName":"a","baseModel":"accounts/fireworks/models/m","outputModel":"o",
		"jinjaTemplate":"{{x}}","earlyStop":true,"epochs":2,"learningRate":1e-4,"maxContextLength":8192,"loraRank":8,
		"evaluationDataset":"accounts/acme/datasets/e","isTurbo":true,"evalAutoCarveout":true,"nodes":1,"batchSize":65536,
		"mtpEnabled":true,"mtpNumDraftTokens":1,"mtpFreezeBaseModel":true,"gradientAccumulationSteps":1,
		"learningRateWarmupSteps":10,"batchSizeSamples":32,"loraAlpha":16,"rendererHuggingFaceRepoId":"a/b","reservationTarget":"r",
		"useReservation":true,"thinkingTraceHistoryMode":"THINKING_TRACE_HISTORY_MODE_INTERLEAVED","optimizerWeightDecay":0.01,"purpose":"PURPOSE_PILOT",
		"metricsFileSignedUrl":"https://storage.example.com/m","lrScheduler":{"cosine":{"minLrRatio":0.1,"decayRatio":0.5}},
		"awsS3Config":{"credentialsSecret":"accounts/acme/secrets/s","iamRoleArn":"arn:aws:iam::1:role/r"},
		"wandbConfig":{"enabled":true,"apiKey":"none-that-works","project":"p","entity":"e","runId":"r"}}`,
		`{"dataset":"accounts/acme/datasets/d","warmStartFrom":"accounts/acme/models/a","thinkingTraceHistoryMode":"THINKING_TRACE_HISTORY_MODE_PRESERVED","purpose":"PURPOSE_UNSPECIFIED",
		"azureBlobStorageConfig":{"managedIdentityClientId":"6f1d7c2e-93b4-4f0a-8d55-0c1e2a3b4c5d","tenantId":"6f1d7c2e-93b4-4f0a-8d55-0c1e2a3b4c5e"},
		"lrScheduler":{"linear":{"minLrRatio":0.1,"decayRatio":0.5}}}`,
		`{"dataset":"accounts/acme/datasets/d","azureBlobStorageConfig":{"credentialsSecret":"accounts/acme/secrets/s"},"lrScheduler":{"constant":{}}}`,
	}
}

// everyKind are n jobs with every field set; together they have every value of every enum
// that the guard knows of.
func everyKind(t *testing.T, known conform.Report, n int) []server.Job {
	t.Helper()
	filled, err := os.ReadFile("testdata/bodies/resume-200-filled.json")
	if err != nil {
		t.Fatal(err)
	}
	values := map[string][]string{}
	for _, v := range known.EnumValues {
		values[v.Schema] = append(values[v.Schema], v.Name)
	}
	pick := func(enum string, i int) string { return values[enum][i%len(values[enum])] }
	all := make([]server.Job, n)
	for i := range all {
		job := &all[i]
		if err := json.Unmarshal(filled, job); err != nil {
			t.Fatal(err)
		}
		job.Name = fmt.Sprintf("kind%d", i)
		job.CreateTime, job.UpdateTime = time.Now().Add(-time.Hour), time.Now()
		job.State = server.JobState(pick("JobState", i))
		job.Status.Code = server.StatusCode(pick("StatusCode", i))
		job.Purpose = server.Purpose(pick("Purpose", i))
		job.ThinkingTraceHistoryMode = server.ThinkingTraceHistoryMode(pick("ThinkingTraceHistoryMode", i))
		job.EncryptionState = server.EncryptionState(pick("EncryptionState", i))
		job.RenderSamplesSignedURL = "https://storage.example.com/samples?sig=none"
	}
	return all
}

// onlyInSeeds are what the emulator shows of jobs that it was given with it: the cost, and the
// states and codes that no plain life has.
func onlyInSeeds() []string {
	all := []string{"property Money.currencyCode", "property Money.nanos", "property Money.units", "value EncryptionState.ENCRYPTION_STATE_CMEK"}
	plain := []server.JobState{
		server.JobStateCancelled, server.JobStateCompleted, server.JobStateFailed, server.JobStatePaused, server.JobStatePending,
		server.JobStateRunning,
	}
	for _, state := range server.JobStateValues() {
		if !slices.Contains(plain, state) {
			all = append(all, "value JobState."+string(state))
		}
	}
	for _, code := range []string{
		"ABORTED", "ALREADY_EXISTS", "CANCELLED", "DATA_LOSS", "DEADLINE_EXCEEDED", "FAILED_PRECONDITION", "INTERNAL",
		"INVALID_ARGUMENT", "NOT_FOUND", "OUT_OF_RANGE", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "UNAUTHENTICATED",
		"UNAVAILABLE", "UNIMPLEMENTED", "UNKNOWN",
	} {
		all = append(all, "value StatusCode."+code)
	}
	return all
}
