package conform_test

import (
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/conform"
)

// What a service writes every day has to take the fast path, or it is none.
func TestFastPathTakesWhatServicesWrite(t *testing.T) {
	c := newChecker(t)
	job := readBody(t, "job.json")
	for name, tc := range map[string]struct {
		side      conform.Side
		operation string
		status    int
		body      string
	}{
		"a job":           {conform.Response, "get", 200, job},
		"a job, resumed":  {conform.Response, "resume", 200, job},
		"a page":          {conform.Response, "list", 200, `{"supervisedFineTuningJobs":[` + job + `,` + job + `],"nextPageToken":"x","totalSize":2}`},
		"an empty page":   {conform.Response, "list", 200, `{}`},
		"nulls":           {conform.Response, "get", 200, `{"dataset":"d","status":null,"createTime":null,"lrScheduler":{"linear":null}}`},
		"nothing":         {conform.Response, "delete", 200, `{}`},
		"a bare request":  {conform.Request, "resume", 0, `{}`},
		"a new job":       {conform.Request, "create", 0, `{"dataset":"d","epochs":3,"learningRate":1e-05,"jinjaTemplate":"a\n\u00e9"}`},
		"an escaped link": {conform.Response, "get", 200, `{"dataset":"d","metricsFileSignedUrl":"https:\/\/a.example\/x?b=1\u0026c=%20"}`},
	} {
		if !conform.Sure(c, tc.side, tc.operation, tc.status, []byte(tc.body)) {
			t.Errorf("%s: not sure of %s", name, tc.body)
		}
	}
}

// The fast path may have doubts about what is right, never none about what is wrong.
func TestFastPathDoubts(t *testing.T) {
	c := newChecker(t)
	job := readBody(t, "job.json")
	for _, body := range []string{
		``, ` `, `null`, `[]`, `"d"`, `{`, `{"dataset":"d"`, `{"dataset":"d"}}`, `{"dataset":"d"} x`, "\xef\xbb\xbf" + `{"dataset":"d"}`,
		`{}`, `{"dataset":null}`, `{"dataset":"d",}`, `{"dataset":"d","dataset":"d"}`, `{"dataset":"d","\u0064ataset":"d"}`,
		`{"dataset":"d","new":1}`, `{"dataset":"d","state":"JOB_STATE_NEW"}`, `{"dataset":"d","state":null}`,
		`{"dataset":"\ud800"}`, `{"dataset":"\x"}`, "{\"dataset\":\"\xff\"}", "{\"dataset\":\"\n\"}", `{"dataset":"\u12g4"}`,
		`{"dataset":"d","epochs":1.5}`, `{"dataset":"d","epochs":2147483648}`, `{"dataset":"d","epochs":01}`, `{"dataset":"d","epochs":-}`,
		`{"dataset":"d","epochs":+1}`, `{"dataset":"d","learningRate":1e39}`, `{"dataset":"d","learningRate":1.}`, `{"dataset":"d","learningRate":NaN}`,
		`{"dataset":"d","createTime":"2026-02-29T00:00:00Z"}`, `{"dataset":"d","createTime":"0000-01-01T00:00:00Z"}`,
		`{"dataset":"d","createTime":"2026-01-01T24:00:00Z"}`, `{"dataset":"d","createTime":""}`,
		`{"dataset":"d","metricsFileSignedUrl":"https:///x"}`, `{"dataset":"d","metricsFileSignedUrl":"https://a/%2"}`,
		`{"dataset":"d","estimatedCost":{"units":"9223372036854775808"}}`, `{"dataset":"d","estimatedCost":{"units":"1","nanos":-1}}`,
		`{"dataset":"d","estimatedCost":{"nanos":1000000000}}`, `{"dataset":"d","estimatedCost":[]}`,
		job[:len(job)-3], job + job,
	} {
		if conform.Sure(c, conform.Response, "get", 200, []byte(body)) {
			t.Errorf("sure of %s", body)
		}
	}
	for _, number := range []string{"1e400", "-1e309", "1e1000000", "1" + strings.Repeat("0", 400)} {
		if conform.Sure(c, conform.Response, "get", 404, []byte(`{"code":5,"details":[{"@type":"t","x":`+number+`}]}`)) {
			t.Errorf("sure of %.20s", number)
		}
	}
	deep := `{"code":5,"details":[{"@type":"t","x":` + strings.Repeat("[", 20000) + strings.Repeat("]", 20000) + `}]}`
	if conform.Sure(c, conform.Response, "get", 404, []byte(deep)) {
		t.Error("sure of 20000 levels")
	}
	if conform.Sure(c, conform.Request, "create", 0, []byte(`{"dataset":"d","state":"JOB_STATE_PAUSED"}`)) {
		t.Error("sure of a readOnly property in a request")
	}
}
