package conform_test

import (
	"testing"
)

// Drift is what the contract does not know. It is no violation, and is found everywhere.
func TestDrift(t *testing.T) {
	c := newChecker(t)
	job := readBody(t, "job.json")
	with := func(pointer, value string) string { return edit(t, job, pointer, value) }
	for _, tc := range []struct {
		name, operation string
		status          int
		body, want      string
	}{
		{"new field", "get", 200, with("/region", `"US_IOWA_1"`), "/region field string"},
		{"new secret", "get", 200, with("/hiddenApiKey", `"k"`), "/hiddenApiKey field string"},
		{"new object", "get", 200, with("/hidden", `{"a":1}`), "/hidden field object"},
		{"new null", "get", 200, with("/hidden", "null"), "/hidden field null"},
		{"name with a slash", "get", 200, `{"x/y~z":[],` + job[1:], "/x~1y~0z field array"},
		{"field in a message", "get", 200, with("/jobProgress/eta", "1"), "/jobProgress/eta field number"},
		{"field in a schedule", "get", 200, with("/lrScheduler/cosine/cycles", "2"), "/lrScheduler/cosine/cycles field number"},
		{"new message in a union", "get", 200, with("/lrScheduler/step", "{}"), "/lrScheduler/step field object"},
		{"field in a page", "list", 200, `{"supervisedFineTuningJobs":[{"dataset":"a"},{"dataset":"b","newField":true}]}`,
			"/supervisedFineTuningJobs/1/newField field boolean"},
		{"field beside the page", "list", 200, `{"unreachable":[]}`, "/unreachable field array"},
		{"field in nothing", "delete", 200, `{"done":true}`, "/done field boolean"},
		{"field in an error", "get", 404, `{"code":5,"hint":"x"}`, "/hint field string"},
		{"details are open", "get", 404, `{"code":5,"details":[{"@type":"t","anything":{"x":1}}]}`, ""},
		{"metadata is a map", "get", 404, `{"code":5,"details":[{"@type":"t","metadata":{"x":"1"}}]}`, ""},
		{"new state", "get", 200, with("/state", `"JOB_STATE_FROZEN"`), "/state enum-value JOB_STATE_FROZEN"},
		{"new purpose", "get", 200, with("/purpose", `"PURPOSE_NIGHTLY_2"`), "/purpose enum-value PURPOSE_NIGHTLY_2"},
		{"new encryption", "get", 200, with("/encryptionState", `"ENCRYPTION_STATE_HSM"`), "/encryptionState enum-value ENCRYPTION_STATE_HSM"},
		{"new state in a page", "list", 200, `{"supervisedFineTuningJobs":[{"dataset":"b","state":"JOB_STATE_ROLLOUT"}]}`,
			"/supervisedFineTuningJobs/0/state enum-value JOB_STATE_ROLLOUT"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := checkBody(t, c, tc.operation, tc.status, tc.body)
			if got := drifted(r); got != tc.want {
				t.Errorf("drift %q, want %q", got, tc.want)
			}
			if got := broken(r); got != "" {
				t.Errorf("violations %q", got)
			}
			if r.Err() != nil {
				t.Errorf("drift is an error: %v", r.Err())
			}
		})
	}
}

func TestDriftStandsBesideViolations(t *testing.T) {
	r := checkBody(t, newChecker(t), "get", 200, `{"dataset":1,"state":"JOB_STATE_FROZEN","newField":{"x":1}}`)
	if got, want := broken(r), "/dataset type"; got != want {
		t.Errorf("violations %q, want %q", got, want)
	}
	if got, want := drifted(r), "/newField field object, /state enum-value JOB_STATE_FROZEN"; got != want {
		t.Errorf("drift %q, want %q", got, want)
	}
}
