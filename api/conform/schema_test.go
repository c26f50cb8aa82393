package conform_test

import (
	"testing"
)

// One fault each, put into a complete job; the whole outcome is compared, so a fault that
// is told twice or in the wrong place fails too.
func TestOneFaultInAJob(t *testing.T) {
	c := newChecker(t)
	job := readBody(t, "job.json")
	for _, tc := range []struct{ name, pointer, value, want string }{
		{"missing dataset", "/dataset", "", "/dataset required"},
		{"dataset null", "/dataset", "null", "/dataset nullable"},
		{"dataset number", "/dataset", "7", "/dataset type"},
		{"dataset array", "/dataset", `["a"]`, "/dataset type"},
		{"state lower case", "/state", `"job_state_paused"`, "/state enum"},
		{"state empty", "/state", `""`, "/state enum"},
		{"state of another family", "/state", `"PAUSED"`, "/state enum"},
		{"state number", "/state", "5", "/state type"},
		{"state null", "/state", "null", "/state nullable"},
		{"purpose of another family", "/purpose", `"PILOT"`, "/purpose enum"},
		{"purpose bool", "/purpose", "true", "/purpose type"},
		{"status code unlisted", "/status/code", `"TEAPOT"`, "/status/code enum"},
		{"status code number", "/status/code", "0", "/status/code type"},
		{"status string", "/status", `"OK"`, "/status type"},
		{"status array", "/status", "[]", "/status type"},
		{"encryption lower case", "/encryptionState", `"plaintext"`, "/encryptionState enum"},
		{"createTime empty", "/createTime", `""`, "/createTime format"},
		{"createTime without zone", "/createTime", `"2026-07-20T09:12:07"`, "/createTime format"},
		{"createTime with a space", "/createTime", `"2026-07-20 09:12:07Z"`, "/createTime format"},
		{"createTime lower case", "/createTime", `"2026-07-20t09:12:07z"`, "/createTime format"},
		{"createTime ten digits", "/createTime", `"2026-07-20T09:12:07.1234567890Z"`, "/createTime format"},
		{"createTime leap second", "/createTime", `"2016-12-31T23:59:60Z"`, "/createTime format"},
		{"createTime no such day", "/createTime", `"2026-02-29T00:00:00Z"`, "/createTime format"},
		{"createTime year 0", "/createTime", `"0000-01-01T00:00:00Z"`, "/createTime format"},
		{"createTime before year 1", "/createTime", `"0001-01-01T00:00:00+01:00"`, "/createTime format"},
		{"createTime number", "/createTime", "1753002727", "/createTime type"},
		{"createTime object", "/createTime", `{"seconds":1}`, "/createTime type"},
		{"epochs fraction", "/epochs", "1.5", "/epochs type"},
		{"epochs overflow", "/epochs", "3000000000", "/epochs format"},
		{"epochs beyond any float", "/epochs", "1e999", "/epochs format"},
		{"epochs string", "/epochs", `"3"`, "/epochs type"},
		{"epochs null", "/epochs", "null", "/epochs nullable"},
		{"learningRate overflow", "/learningRate", "1e39", "/learningRate format"},
		{"learningRate string", "/learningRate", `"NaN"`, "/learningRate type"},
		{"isTurbo string", "/isTurbo", `"false"`, "/isTurbo type"},
		{"isTurbo number", "/isTurbo", "0", "/isTurbo type"},
		{"progress percent fraction", "/jobProgress/percent", "0.5", "/jobProgress/percent type"},
		{"progress percent overflow", "/jobProgress/percent", "-2147483649", "/jobProgress/percent format"},
		{"progress counter string", "/jobProgress/inputTokens", `"4128768"`, "/jobProgress/inputTokens type"},
		{"units number", "/estimatedCost/units", "3", "/estimatedCost/units type"},
		{"units empty", "/estimatedCost/units", `""`, "/estimatedCost/units format"},
		{"units plus", "/estimatedCost/units", `"+3"`, "/estimatedCost/units format"},
		{"units leading zero", "/estimatedCost/units", `"03"`, "/estimatedCost/units format"},
		{"units space", "/estimatedCost/units", `" 3"`, "/estimatedCost/units format"},
		{"units fraction", "/estimatedCost/units", `"3.0"`, "/estimatedCost/units format"},
		{"units overflow", "/estimatedCost/units", `"9223372036854775808"`, "/estimatedCost/units format"},
		{"nanos a whole unit", "/estimatedCost/nanos", "1000000000", "/estimatedCost/nanos maximum"},
		{"nanos minus a whole unit", "/estimatedCost", `{"units":"-1","nanos":-1000000000}`, "/estimatedCost/nanos minimum"},
		{"money of two signs", "/estimatedCost/nanos", "-1", "/estimatedCost money-sign"},
		{"money of two signs, the other way", "/estimatedCost", `{"units":"-9223372036854775808","nanos":1e2}`, "/estimatedCost money-sign"},
		{"malformed units of the other sign", "/estimatedCost", `{"units":"3.0","nanos":-1}`, "/estimatedCost/units format"},
		{"signed URL relative", "/metricsFileSignedUrl", `"/m.jsonl?sig=1"`, "/metricsFileSignedUrl format"},
		{"signed URL without host", "/trainerLogsSignedUrl", `"file:///tmp/log"`, "/trainerLogsSignedUrl format"},
		{"signed URL with spaces", "/renderSamplesSignedUrl", `"https://a.test/x y"`, "/renderSamplesSignedUrl format"},
		{"signed URL null", "/metricsFileSignedUrl", "null", "/metricsFileSignedUrl nullable"},
		{"wandb URL", "/wandbConfig/url", `"wandb.example.com/r1"`, "/wandbConfig/url format"},
		{"wandb key number", "/wandbConfig/apiKey", "12", "/wandbConfig/apiKey type"},
		{"tenant", "/azureBlobStorageConfig/tenantId", `"contoso"`, "/azureBlobStorageConfig/tenantId format"},
		{"tenant in braces", "/azureBlobStorageConfig/tenantId", `"{6f1d7c2e-93b4-4f0a-8d55-0c1e2a3b4c5d}"`, "/azureBlobStorageConfig/tenantId format"},
		{"schedule ratio", "/lrScheduler/cosine/minLrRatio", `"0.1"`, "/lrScheduler/cosine/minLrRatio type"},
		{"schedule string", "/lrScheduler", `"cosine"`, "/lrScheduler type"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := checkBody(t, c, "get", 200, edit(t, job, tc.pointer, tc.value))
			if got := broken(r); got != tc.want {
				t.Errorf("violations %q, want %q", got, tc.want)
			}
			if len(r.Drift) > 0 {
				t.Errorf("drift %q, want none", drifted(r))
			}
			if len(r.Violations) > 0 && r.Violations[0].Operation != "Gateway_GetSupervisedFineTuningJob" {
				t.Errorf("operation %q", r.Violations[0].Operation)
			}
		})
	}
}

func TestFaultsElsewhere(t *testing.T) {
	c := newChecker(t)
	job := readBody(t, "job.json")
	page := `{"supervisedFineTuningJobs":[` + job + `,` + job + `],"nextPageToken":"","totalSize":2}`
	for _, tc := range []struct {
		name, operation string
		status          int
		body, want      string
	}{
		{"second job of a page", "list", 200, edit(t, page, "/supervisedFineTuningJobs/1/dataset", ""),
			"/supervisedFineTuningJobs/1/dataset required"},
		{"deep in a page", "list", 200, edit(t, page, "/supervisedFineTuningJobs/0/jobProgress/percent", "1e10"),
			"/supervisedFineTuningJobs/0/jobProgress/percent format"},
		{"a job that is null", "list", 200, `{"supervisedFineTuningJobs":[null]}`, "/supervisedFineTuningJobs/0 nullable"},
		{"jobs that are no array", "list", 200, `{"supervisedFineTuningJobs":{}}`, "/supervisedFineTuningJobs type"},
		{"token null", "list", 200, `{"nextPageToken":null}`, "/nextPageToken nullable"},
		{"null for a job", "get", 200, "null", " nullable"},
		{"array for a job", "get", 200, "[]", " type"},
		{"string for nothing", "delete", 200, `"done"`, " type"},
		{"error without a code", "get", 404, `{"message":"gone"}`, "/code required"},
		{"error code by name", "get", 404, `{"code":"NOT_FOUND"}`, "/code type"},
		{"error code OK", "get", 500, `{"code":0}`, "/code minimum"},
		{"error code beyond", "get", 500, `{"code":17}`, "/code maximum"},
		{"error details without type", "get", 503, `{"code":14,"details":[{"reason":"X"}]}`, "/details/0/@type required"},
		{"error details of empty type", "get", 503, `{"code":14,"details":[{"@type":""}]}`, "/details/0/@type minLength"},
		{"error metadata number", "get", 503, `{"code":14,"details":[{"@type":"t","metadata":{"a/b~c":1}}]}`,
			"/details/0/metadata/a~1b~0c type"},
		{"two faults in order", "get", 200, `{"epochs":"1","createTime":""}`, "/createTime format, /dataset required, /epochs type"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := broken(checkBody(t, c, tc.operation, tc.status, tc.body)); got != tc.want {
				t.Errorf("violations %q, want %q", got, tc.want)
			}
		})
	}
}
