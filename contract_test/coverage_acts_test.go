package contract_test

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/gen/server"
)

// act is a part of what the emulator has to show: one of its features, and requests that
// bring it about.
type act struct {
	name    string
	options []emulator.Option
	faults  []emulator.Fault
	play    func(sender)
	shows   []string // what nobody else shows; empty when there is no feature to switch off
}

// sender sends one request to the emulator, through the guard.
type sender func(method, path, key, body string)

// everyCall sends each of the six operations once, about one job.
func everyCall(send sender, jobs, id, key string) {
	send("GET", jobs, key, "")
	send("GET", jobs+"/"+id, key, "")
	send("POST", jobs+"/"+id+":resume", key, "{}")
	send("POST", jobs+"/"+id+":cancel", key, "{}")
	send("DELETE", jobs+"/"+id, key, "")
	send("POST", jobs, key, `{"dataset":"accounts/acme/datasets/d"}`)
}

// ofEach names a status of some operations, in the order of a report.
func ofEach(status string, names ...string) (all []string) {
	for _, name := range names {
		all = append(all, "status Gateway_"+name+" "+status)
	}
	return all
}

func acts(t *testing.T, known conform.Report) []act {
	const (
		rivalJobs = "/v1/accounts/rival/supervisedFineTuningJobs"
		cancel    = "CancelSupervisedFineTuningJob"
		create    = "CreateSupervisedFineTuningJob"
		remove    = "DeleteSupervisedFineTuningJob"
		get       = "GetSupervisedFineTuningJob"
		list      = "ListSupervisedFineTuningJobs"
		resume    = "ResumeSupervisedFineTuningJob"
	)
	n := 20
	return []act{
		{name: "a plain life", play: func(send sender) {
			everyCall(send, jobs, "paused1", key)
			send("GET", jobs+"?pageSize=2", key, "")
			for _, body := range newJobs() {
				send("POST", jobs, key, body)
			}
		}},
		{
			name: "jobs of every kind", options: []emulator.Option{emulator.WithJobs(account, everyKind(t, known, n)...)},
			play: func(send sender) {
				for i := range n {
					send("GET", fmt.Sprintf("%s/kind%d", jobs, i), key, "")
				}
			},
			shows: onlyInSeeds(),
		},
		{name: "no key", play: func(send sender) { everyCall(send, jobs, "paused1", "") }},
		{name: "a foreign account", play: func(send sender) { everyCall(send, rivalJobs, "secret1", key) }},
		{
			name: "accounts that are not admitted to", options: []emulator.Option{emulator.WithForeignNotFound()},
			play: func(send sender) {
				everyCall(send, rivalJobs, "secret1", key)
				send("GET", jobs+"/nosuch", key, "")
				send("DELETE", jobs+"/nosuch", key, "")
				send("POST", jobs+"/nosuch:resume", key, "{}")
				send("POST", jobs+"/nosuch:cancel", key, "{}")
			},
			shows: ofEach("404", create, list),
		},
		{
			name: "states that a job can't be resumed from", options: []emulator.Option{emulator.WithResumable(server.JobStatePaused)},
			play:  func(send sender) { send("POST", jobs+"/failed1:resume", key, "{}") },
			shows: ofEach("400", resume),
		},
		{
			name: "malformed requests", play: func(send sender) {
				send("GET", jobs+"?pageToken=%00", key, "")
				send("GET", jobs+"/paused1?readMask=colour", key, "")
				send("POST", jobs+"/completed1:cancel", key, "{}")
				send("POST", jobs, key, `{"epochs":1}`)
			},
		},
		{
			name: "scripted faults", faults: []emulator.Fault{
				emulator.FailStatus(400).On("delete"), emulator.FailStatus(503).On("list"), emulator.FailStatus(500).On("get"),
				emulator.FailStatus(502).On("cancel"), emulator.FailStatus(504).On("delete"),
			},
			play: func(send sender) {
				everyCall(send, jobs, "paused1", key)
				send("DELETE", jobs+"/paused2", key, "")
			},
			shows: []string{
				"status Gateway_" + cancel + " default", "status Gateway_" + remove + " 400",
				"status Gateway_" + remove + " default", "status Gateway_" + get + " default", "status Gateway_" + list + " default",
			},
		},
		{
			name: "a suspended account", options: []emulator.Option{emulator.WithSuspended(account)},
			play:  func(send sender) { everyCall(send, jobs, "paused1", key) },
			shows: ofEach("default", create, resume),
		},
		{
			name: "a rate limit", options: []emulator.Option{emulator.WithRateLimit(1)},
			play: func(send sender) {
				send("GET", jobs, key, "")
				everyCall(send, jobs, "running1", key)
			},
			shows: ofEach("429", cancel, create, remove, get, list, resume),
		},
	}
}

// newJobs are bodies of create that together have every field a client may send.
func newJobs() []string {
	return []string{
		`{"dataset":"accounts/acme/datasets/d","displayName":"a","baseModel":"accounts/fireworks/models/m","outputModel":"o",
		"jinjaTemplate":"{{x}}","earlyStop":true,"epochs":2,"learningRate":1e-4,"maxContextLength":8192,"loraRank":8,
		"evaluationDataset":"accounts/acme/datasets/e","isTurbo":true,"evalAutoCarveout":true,"nodes":1,"batchSize":65536,
		"mtpEnabled":true,"mtpNumDraftTokens":1,"mtpFreezeBaseModel":true,"gradientAccumulationSteps":1,
		"learningRateWarmupSteps":10,"batchSizeSamples":32,"optimizerWeightDecay":0.01,"purpose":"PURPOSE_PILOT",
		"metricsFileSignedUrl":"https://storage.example.com/m","lrScheduler":{"cosine":{"minLrRatio":0.1,"decayRatio":0.5}},
		"awsS3Config":{"credentialsSecret":"accounts/acme/secrets/s","iamRoleArn":"arn:aws:iam::1:role/r"},
		"wandbConfig":{"enabled":true,"apiKey":"none-that-works","project":"p","entity":"e","runId":"r"}}`,
		`{"dataset":"accounts/acme/datasets/d","warmStartFrom":"accounts/acme/models/a","purpose":"PURPOSE_UNSPECIFIED",
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
		job.EncryptionState = server.EncryptionState(pick("EncryptionState", i))
		job.RenderSamplesSignedURL = "https://storage.example.com/samples?sig=none"
	}
	return all
}

// onlyInSeeds are what the emulator shows of jobs that it was given with it: the cost, and the
// states and codes that no plain life has.
func onlyInSeeds() []string {
	all := []string{"property Money.currencyCode", "property Money.nanos", "property Money.units", "value EncryptionState.ENCRYPTION_STATE_CMEK"}
	for _, state := range []string{
		"ARCHIVED", "CANCELLING", "CREATING_INPUT_DATASET", "DELETED", "DELETING", "DELETING_CLEANING_UP", "EARLY_STOPPED",
		"EXPIRED", "IDLE", "RE_QUEUEING", "UNSPECIFIED", "VALIDATING", "WRITING_RESULTS",
	} {
		all = append(all, "value JobState.JOB_STATE_"+state)
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
