package contract_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/api/contract"
)

// The bodies here have the shape of those captured from the service on 2026-09-05: the same 42
// keys in the same order, the same nulls and zeros. All values are made up. The gateway's
// envelope was captured on a sibling resource (bad key, 2026-08-30) and on the inference side
// (suspension); that the operations of this contract answer with it is inferred.

// observedJob is a job of the observed shape, the parts that differ between the bodies left to
// the caller.
func observedJob(id, state, completed, cost, progress, message, digits string) string {
	return `{"awsS3Config":null,"azureBlobStorageConfig":null,"baseModel":"accounts/fireworks/models/qwen3-8b",` +
		`"batchSize":0,"batchSizeSamples":16,"completedTime":` + completed + `,"createTime":"2026-10-11T07:30:15.` + digits + `Z",` +
		`"createdBy":"grace@example.com","dataset":"accounts/acme/datasets/tickets-train","displayName":"tickets",` +
		`"earlyStop":false,"encryptionState":"ENCRYPTION_STATE_PLAINTEXT","epochs":2,"estimatedCost":` + cost + `,` +
		`"evalAutoCarveout":false,"evaluationDataset":"accounts/acme/datasets/tickets-eval","gradientAccumulationSteps":0,` +
		`"isTurbo":false,"jinjaTemplate":"","jobProgress":` + progress + `,"learningRate":0,"learningRateWarmupSteps":0,` +
		`"loraAlpha":0,"loraRank":4,"lrScheduler":null,"maxContextLength":2048,"mtpEnabled":false,"mtpFreezeBaseModel":false,` +
		`"mtpNumDraftTokens":0,"name":"accounts/acme/supervisedFineTuningJobs/` + id + `","optimizerWeightDecay":0,` +
		`"outputModel":"accounts/acme/models/` + id + `","purpose":"PURPOSE_UNSPECIFIED","rendererHuggingFaceRepoId":"Qwen/Qwen3-8B",` +
		`"reservationTarget":"","state":"` + state + `","status":{"code":"OK","message":"` + message + `"},` +
		`"thinkingTraceHistoryMode":"THINKING_TRACE_HISTORY_MODE_UNSPECIFIED","updateTime":"2026-10-11T07:30:15.` + digits + `Z",` +
		`"useReservation":false,"wandbConfig":null,"warmStartFrom":""}`
}

func observedProgress(percent string) string {
	return `{"cachedInputTokenCount":0,"epoch":0,"failedRequests":0,"inputTokens":0,"outputRows":0,"outputTokens":0,"percent":` +
		percent + `,"successfullyProcessedRequests":0,"totalInputRequests":0,"totalProcessedRequests":0}`
}

func gatewayBody(code, message string) string {
	return `{"error":{"message":"` + message + `","param":null,"code":"` + code + `","type":"error"},"request_id":"c40e21f3-7b58-4f16-8a0d-95d2e6b1703a"}`
}

// observedBody is a body of the observed shape, and what it answers.
type observedBody struct {
	name, operation string
	status          int
	body            string
}

func observedBodies() []observedBody {
	created := observedJob("tickets-v2-long-run", "JOB_STATE_PENDING", "null", "null", observedProgress("0"), "", "104733918")
	done := observedJob("tickets-v1", "JOB_STATE_COMPLETED", `"2026-10-11T07:51:09.204417Z"`,
		`{"currencyCode":"USD","nanos":218450001,"units":"1"}`, observedProgress("100"), "Training completed", "104733")
	running := observedJob("z3v9x0qa", "JOB_STATE_RUNNING", "null", "null", "null", "", "991204")
	return []observedBody{
		{"created", "create", http.StatusOK, created},
		{"completed", "get", http.StatusOK, done},
		{"list", "list", http.StatusOK, `{"nextPageToken":"","supervisedFineTuningJobs":[` + running + "," + done + `],"totalSize":2}`},
		{"unknown job", "get", http.StatusNotFound, `{"code":5,"details":[],"message":"no such resource"}`},
		{"model", "create", http.StatusBadRequest, `{"code":3,"details":[],"message":"this model can't be tuned"}`},
		{"empty message", "get", http.StatusForbidden, `{"code":7,"message":"","details":[]}`},
		{"bad key", "get", http.StatusForbidden, gatewayBody("UNAUTHORIZED", "That key is not valid.")},
		{"suspended", "resume", http.StatusPreconditionFailed, gatewayBody("PRECONDITION_FAILED", "Account acme is suspended.")},
	}
}

func TestContract_BodyOfTheObservedShape_ConformsWithoutDrift(t *testing.T) {
	for _, o := range observedBodies() {
		t.Run(o.name, func(t *testing.T) {
			r := checkObserved(t, o)
			if len(r.Violations) > 0 || len(r.Drift) > 0 {
				t.Errorf("violations %v, drift %v", r.Violations, r.Drift)
			}
		})
	}
}

func checkObserved(t *testing.T, o observedBody) conform.Result {
	t.Helper()
	c, err := conform.New()
	if err != nil {
		t.Fatal(err)
	}
	r, err := c.CheckResponse(t.Context(), o.operation, o.status, http.Header{"Content-Type": {"application/json"}}, []byte(o.body))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestContract_OneFaultInABodyOfTheObservedShape_IsFoundAtItsPointer(t *testing.T) {
	for _, tc := range []struct{ name, of, from, to, pointer string }{
		{"dataset is null", "completed", `"dataset":"accounts/acme/datasets/tickets-train"`, `"dataset":null`, "/dataset"},
		{"dataset is missing", "completed", `"dataset":"accounts/acme/datasets/tickets-train",`, ``, "/dataset"},
		{"a message that is text", "completed", `"wandbConfig":null`, `"wandbConfig":"none"`, "/wandbConfig"},
		{"a count in quotes", "completed", `"loraAlpha":0`, `"loraAlpha":"0"`, "/loraAlpha"},
		{"a count with a fraction", "completed", `"epochs":2`, `"epochs":2.5`, "/epochs"},
		{"a flag that is null", "completed", `"useReservation":false`, `"useReservation":null`, "/useReservation"},
		{"text that is a number", "completed", `"reservationTarget":""`, `"reservationTarget":0`, "/reservationTarget"},
		{"a repository that is null", "completed", `"rendererHuggingFaceRepoId":"Qwen/Qwen3-8B"`, `"rendererHuggingFaceRepoId":null`, "/rendererHuggingFaceRepoId"},
		{"a mode of another enum", "completed", `THINKING_TRACE_HISTORY_MODE_UNSPECIFIED`, `UNSPECIFIED`, "/thinkingTraceHistoryMode"},
		{"units as a number", "completed", `"units":"1"`, `"units":1`, "/estimatedCost/units"},
		{"units that are no int64", "completed", `"units":"1"`, `"units":"1.0"`, "/estimatedCost/units"},
		{"nanos of a unit", "completed", `"nanos":218450001`, `"nanos":1000000000`, "/estimatedCost/nanos"},
		{"a time without its zone", "completed", `204417Z"`, `204417"`, "/completedTime"},
		{"a time of ten digits", "created", `"updateTime":"2026-10-11T07:30:15.104733918Z"`, `"updateTime":"2026-10-11T07:30:15.1047339180Z"`, "/updateTime"},
		{"a status by its number", "completed", `"code":"OK"`, `"code":0`, "/status/code"},
		{"a percentage in words", "completed", `"percent":100`, `"percent":"100"`, "/jobProgress/percent"},
		{"progress that is a list", "list", `"jobProgress":null`, `"jobProgress":[]`, "/supervisedFineTuningJobs/0/jobProgress"},
		{"a total in quotes", "list", `"totalSize":2`, `"totalSize":"2"`, "/totalSize"},
		{"a page token that is null", "list", `"nextPageToken":""`, `"nextPageToken":null`, "/nextPageToken"},
		{"an error code by its name", "unknown job", `"code":5`, `"code":"NOT_FOUND"`, "/code"},
		{"details that are null", "model", `"details":[]`, `"details":null`, "/details"},
		{"a gateway code by its number", "bad key", `"code":"UNAUTHORIZED"`, `"code":16`, "/error/code"},
		{"a gateway error without its code", "bad key", `"code":"UNAUTHORIZED",`, ``, "/error/code"},
		{"a gateway error that is text", "suspended", gatewayBody("PRECONDITION_FAILED", "Account acme is suspended."), `{"error":"suspended"}`, "/error"},
		{"a request id that is a number", "bad key", `"request_id":"c40e21f3-7b58-4f16-8a0d-95d2e6b1703a"`, `"request_id":7`, "/request_id"},
		{"both envelopes in one body", "bad key", `{"error":`, `{"code":16,"error":`, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			bodies := observedBodies()
			o := bodies[slices.IndexFunc(bodies, func(o observedBody) bool { return o.name == tc.of })]
			changed := strings.Replace(o.body, tc.from, tc.to, 1)
			if changed == o.body {
				t.Fatalf("%q is not in the body", tc.from)
			}
			o.body = changed
			r := checkObserved(t, o)
			if len(r.Violations) != 1 || r.Violations[0].Pointer != tc.pointer {
				t.Errorf("violations %v, want one at %q", r.Violations, tc.pointer)
			}
		})
	}
}

// capturedDialect is the emulator as the captures show the service: a bad key is answered 403
// by the gateway, and so is a missing one, of which nothing was captured. Nulls, zeros, digits
// and the order of lists are the emulator's own.
func capturedDialect(over bool) lie {
	return lie{overTCP: over, tell: func(r *reply) {
		if r.status != http.StatusUnauthorized {
			return
		}
		r.status = http.StatusForbidden
		r.header.Del("Www-Authenticate")
		r.header.Set("Content-Type", "application/json")
		if len(r.body) > 0 {
			r.body = []byte(gatewayBody("UNAUTHORIZED", "That key is not valid."))
		}
	}}
}

func TestKit_ServerInTheCapturedDialect_PassesWithoutDrift(t *testing.T) {
	for name, over := range map[string]bool{"in process": false, "over TCP": true} {
		t.Run(name, func(t *testing.T) {
			r := judgeLie(t, capturedDialect(over))
			notBlamed(t, r)
			for _, id := range []string{
				"auth.no-key", "auth.wrong-key", "auth.near-key", "resume.denied-key", "list.order", "list.walk",
				"wire.error", "wire.error-code", "wire.schema", "drift.fields", "drift.values", "drift.progress",
			} {
				i := slices.IndexFunc(r.Results, func(res contract.Result) bool { return res.ID == id })
				if i < 0 || r.Results[i].Verdict != contract.Pass {
					t.Errorf("%s did not pass", id)
				}
			}
		})
	}
}
