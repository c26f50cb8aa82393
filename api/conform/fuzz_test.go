package conform_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/fireworks-sftj/sdk/api/conform"
)

// No bytes make the guard panic, and the same bytes always get the same verdict.
func FuzzCheckResponse(f *testing.F) {
	job := readBody(f, "job.json")
	for _, body := range []string{
		job, job[:300], `{}`, `[]`, `null`, `{"code":5}`, ``, "\xef\xbb\xbf{}", `{"dataset":"\ud800"}`, zip(f, job),
		`{"dataset":"d","dataset":1}`, `{"estimatedCost":{"units":"-1","nanos":1e-400}}`, `{"epochs":1e999999999}`,
		`{"a/b":{"~":[{"":null}]},"supervisedFineTuningJobs":[{"state":"JOB_STATE_X"}]}`,
	} {
		f.Add("get", 200, "application/json", "", []byte(body))
		f.Add("list", 404, "application/json; charset=utf-8", "gzip", []byte(body))
	}
	c := newChecker(f, conform.WithMaxBody(1<<20))
	f.Fuzz(func(t *testing.T, operation string, status int, contentType, encoding string, body []byte) {
		h := http.Header{"Content-Type": {contentType}, "Content-Encoding": {encoding}}
		first, err := c.CheckResponse(t.Context(), operation, status, h, body)
		if err != nil {
			return // no such operation
		}
		again, err := c.CheckResponse(t.Context(), operation, status, h, body)
		if err != nil {
			t.Fatal(err)
		}
		a, errA := json.Marshal(first)
		b, errB := json.Marshal(again)
		if errA != nil || errB != nil || string(a) != string(b) {
			t.Errorf("%v, %v\n%s\n%s", errA, errB, a, b)
		}
		for _, v := range first.Violations {
			if v.Rule == "" || v.Message == "" || v.Operation == "" {
				t.Errorf("incomplete: %+v", v)
			}
		}
	})
}
