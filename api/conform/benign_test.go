package conform_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"testing"
)

// What looks odd and is right: none of it may be reported.
func TestBenignVariants(t *testing.T) {
	c := newChecker(t)
	job := readBody(t, "job.json")
	var indented bytes.Buffer
	if err := json.Indent(&indented, []byte(job), "\t", "\r\n "); err != nil {
		t.Fatal(err)
	}
	with := func(pointer, value string) string { return edit(t, job, pointer, value) }
	for _, tc := range []struct{ name, operation, body string }{
		{"complete", "get", job},
		{"keys in order", "resume", with("/dataset", `"d"`)}, // edit sorts them
		{"white space", "get", "\n\t " + indented.String() + "\r\n"},
		{"only dataset", "create", `{"dataset":""}`},
		{"dataset unicode", "get", `{"dataset":"\u00fc\ud83d\ude80 \u0000"}`},
		{"nine digits", "get", with("/createTime", `"2026-07-20T09:12:07.123456789Z"`)},
		{"three digits", "get", with("/createTime", `"2026-07-20T09:12:07.120Z"`)},
		{"no fraction", "get", with("/createTime", `"2026-07-20T09:12:07Z"`)},
		{"an offset", "get", with("/createTime", `"2026-07-20T11:12:07+02:00"`)},
		{"first moment", "get", with("/createTime", `"0001-01-01T00:00:00Z"`)},
		{"last moment", "get", with("/createTime", `"9999-12-31T23:59:59.999999999Z"`)},
		{"leap day", "get", with("/createTime", `"2028-02-29T00:00:00Z"`)},
		{"timestamp null", "get", with("/createTime", "null")},
		{"integer with a point", "get", with("/epochs", "1.0")},
		{"integer with an exponent", "get", with("/epochs", "1e2")},
		{"integer limits", "get", with("/jobProgress", `{"percent":2147483647,"epoch":-2147483648}`)},
		{"percent over 100", "get", with("/jobProgress/percent", "123")},
		{"minus zero", "get", with("/epochs", "-0")},
		{"small float", "get", with("/learningRate", "1e-45")},
		{"largest float", "get", with("/learningRate", "3.4028234663852886e+38")},
		{"float as integer", "get", with("/learningRate", "1")},
		{"money negative", "get", with("/estimatedCost", `{"units":"-3","nanos":-1}`)},
		{"money of one zero", "get", with("/estimatedCost", `{"units":"0","nanos":-5}`)},
		{"money of a written zero", "get", with("/estimatedCost", `{"units":"-3","nanos":0.0e5}`)},
		{"money without units", "get", with("/estimatedCost", `{"nanos":-5}`)},
		{"int64 limits", "get", with("/estimatedCost", `{"units":"-9223372036854775808"}`)},
		{"uuid unset", "get", with("/azureBlobStorageConfig", `{"tenantId":"","managedIdentityClientId":""}`)},
		{"URL unset", "get", with("/metricsFileSignedUrl", `""`)},
		{"URL with a port", "get", with("/metricsFileSignedUrl", `"https://[::1]:9000/a?b=%20"`)},
		{"OK with a message", "get", with("/status", `{"code":"OK","message":"is not OK"}`)},
		{"empty messages", "get", `{"dataset":"d","status":{},"wandbConfig":{},"jobProgress":{},"estimatedCost":{},"lrScheduler":{"constant":{}}}`},
		{"null messages", "get", `{"dataset":"d","awsS3Config":null,"azureBlobStorageConfig":null,"status":null,"wandbConfig":null,"jobProgress":null,"estimatedCost":null,"lrScheduler":null}`},
		{"empty page", "list", `{}`},
		{"page of nothing", "list", `{"supervisedFineTuningJobs":[],"nextPageToken":"","totalSize":0}`},
		{"nothing", "delete", `{}`},
		{"nothing cancelled", "cancel", "{ }\n"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := checkBody(t, c, tc.operation, 200, tc.body)
			if got := broken(r) + drifted(r); got != "" {
				t.Errorf("reported %q", got)
			}
		})
	}
}

func TestBenignHeaders(t *testing.T) {
	c := newChecker(t)
	job := readBody(t, "job.json")
	for _, tc := range []struct {
		name, contentType, coding, body string
	}{
		{"charset", "application/json; charset=utf-8", "", job},
		{"charset in capitals", `APPLICATION/JSON;charset="UTF-8"`, "", job},
		{"another parameter", "application/json; odata=minimal", "", job},
		{"gzip", "application/json", "gzip", zip(t, job)},
		{"gzip by its old name", "application/json", "X-Gzip", zip(t, job)},
		{"two gzip members", "application/json", "gzip", zip(t, job[:500]) + zip(t, job[500:])},
		{"identity", "application/json", "identity", job},
	} {
		t.Run(tc.name, func(t *testing.T) {
			h := http.Header{"Content-Type": {tc.contentType}}
			if tc.coding != "" {
				h.Set("Content-Encoding", tc.coding)
			}
			r, err := c.CheckResponse(t.Context(), "get", 200, h, []byte(tc.body))
			if err != nil {
				t.Fatal(err)
			}
			if got := broken(r); got != "" {
				t.Errorf("violations %q", got)
			}
		})
	}
}
