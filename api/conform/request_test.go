package conform_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/conform"
)

func request(t testing.TB, method, url, contentType string) *http.Request {
	t.Helper()
	r, err := http.NewRequest(method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	return r
}

func TestRequests(t *testing.T) {
	c := newChecker(t)
	const js = "application/json"
	for _, tc := range []struct {
		name, method, url, contentType, body string
		operation, want                      string
	}{
		{"resume", "POST", resumeURL, js, "{}", "Resume", ""},
		{"resume without a body", "POST", resumeURL, "", "", "Resume", ""},
		{"resume, verb encoded", "POST", jobURL + "%3Aresume", js, "{}", "Resume", ""},
		{"resume, verb encoded in lower case", "POST", jobURL + "%3a%72esume", js, "{}", "Resume", ""},
		{"resume with an array", "POST", resumeURL, js, "[]", "Resume", " type"},
		{"resume with null", "POST", resumeURL, js, "null", "Resume", " nullable"},
		{"resume with a form", "POST", resumeURL, "application/x-www-form-urlencoded", "a=b", "Resume", "header/Content-Type content-type"},
		{"resume without a type", "POST", resumeURL, "", "{}", "Resume", "header/Content-Type content-type"},
		{"resume, cut", "POST", resumeURL, js, "{", "Resume", " truncated"},
		{"id with a colon", "POST", jobsURL + "/a:b:resume", js, "{}", "Resume", ""},
		{"id with a slash", "GET", jobsURL + "/a%2Fb", "", "", "Get", ""},
		{"id in another script", "GET", jobsURL + "/%E7%AC%AC", "", "", "Get", ""},
		{"cancel", "POST", jobURL + ":cancel", js, "{}", "Cancel", ""},
		{"create", "POST", jobsURL + "?supervisedFineTuningJobId=a", js, `{"dataset":"d","epochs":2}`, "Create", ""},
		{"create without a body", "POST", jobsURL, js, "", "Create", " empty"},
		{"create without dataset", "POST", jobsURL, js, `{"epochs":2}`, "Create", "/dataset required"},
		{"create with a state", "POST", jobsURL, js, `{"dataset":"d","state":"JOB_STATE_RUNNING"}`, "Create", "/state readOnly"},
		{"create with a null state", "POST", jobsURL, js, `{"dataset":"d","createTime":null}`, "Create", ""},
		{"create with a run's URL", "POST", jobsURL, js, `{"dataset":"d","wandbConfig":{"url":""}}`, "Create", "/wandbConfig/url readOnly"},
		{"create twice the key", "POST", jobsURL, js, `{"dataset":"d","dataset":"e"}`, "Create", "/dataset duplicate-key"},
		{"get with a body", "GET", jobURL, js, "{}", "Get", " body"},
		{"delete", "DELETE", jobURL, "", "", "Delete", ""},
		{"list", "GET", jobsURL + "?pageSize=200&pageToken=&filter=state%3D%22X%22&orderBy=create_time+desc", "", "", "List", ""},
		{"list over the maximum", "GET", jobsURL + "?pageSize=100000", "", "", "List", ""},
		{"page size word", "GET", jobsURL + "?pageSize=many", "", "", "List", "query/pageSize type"},
		{"page size fraction", "GET", jobsURL + "?pageSize=1.5", "", "", "List", "query/pageSize type"},
		{"page size negative", "GET", jobsURL + "?pageSize=-1", "", "", "List", "query/pageSize minimum"},
		{"page size overflow", "GET", jobsURL + "?pageSize=3000000000", "", "", "List", "query/pageSize format"},
		{"page size empty", "GET", jobsURL + "?pageSize=", "", "", "List", "query/pageSize allowEmptyValue"},
		{"query broken", "GET", jobsURL + "?filter=%zz", "", "", "List", "query syntax"},
		{"another path", "GET", "http://service.test/v1/accounts", "", "", "", "path operation"},
		{"another verb", "POST", jobURL + ":pause", js, "{}", "", "method operation"},
		{"another method", "PATCH", jobURL, js, "{}", "", "method operation"},
		{"trailing slash", "GET", jobURL + "/", "", "", "", "path operation"},
		{"no id", "POST", jobsURL + "/:resume", js, "{}", "", "method operation"},
		{"dots for an id", "GET", jobsURL + "/..", "", "", "", "path operation"},
		{"encoded dots for an id", "DELETE", jobsURL + "/%2e%2E", "", "", "", "path operation"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := c.Check(t.Context(), conform.Exchange{Request: request(t, tc.method, tc.url, tc.contentType), RequestBody: []byte(tc.body)})
			if got := broken(r); got != tc.want {
				t.Errorf("violations %q, want %q", got, tc.want)
			}
			if got := strings.TrimSuffix(strings.TrimSuffix(strings.TrimPrefix(r.Operation, "Gateway_"), "s"), "SupervisedFineTuningJob"); got != tc.operation {
				t.Errorf("operation %q, want %q", got, tc.operation)
			}
			for _, v := range r.Violations {
				if v.Side != conform.Request {
					t.Errorf("side %q", v.Side)
				}
			}
		})
	}
}

func TestRequestDrift(t *testing.T) {
	r := newChecker(t).Check(t.Context(), conform.Exchange{
		Request:     request(t, "POST", jobsURL+"?page_size=5", "application/json"),
		RequestBody: []byte(`{"dataset":"d","region":"x"}`),
	})
	if got, want := drifted(r), "/region field string, query/page_size parameter"; got != want {
		t.Errorf("drift %q, want %q", got, want)
	}
	if r.Err() != nil {
		t.Error(r.Err())
	}
}

func TestReadMaskLiftsRequired(t *testing.T) {
	c := newChecker(t)
	for _, tc := range []struct {
		name, url, body string
		status          int
		want            string
	}{
		{"get masked", jobURL + "?readMask=state", `{"state":"JOB_STATE_PAUSED"}`, 200, ""},
		{"list masked", jobsURL + "?readMask=name", `{"supervisedFineTuningJobs":[{"name":"n"}]}`, 200, ""},
		{"get not masked", jobURL + "?readMask=", `{"state":"JOB_STATE_PAUSED"}`, 200, "/dataset required"},
		{"a mask lifts no type", jobURL + "?readMask=state", `{"state":1}`, 200, "/state type"},
		{"a failure is not masked", jobURL + "?readMask=state", `{"message":""}`, 404, "/code required"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := c.Check(t.Context(), conform.Exchange{
				Request: request(t, "GET", tc.url, ""), Status: tc.status, Header: jsonHeader, Body: []byte(tc.body),
			})
			if got := broken(r); got != tc.want {
				t.Errorf("violations %q, want %q", got, tc.want)
			}
		})
	}
}

func TestCapturedRequest(t *testing.T) {
	c := newChecker(t)
	r, err := c.CheckRequest(t.Context(), "create", nil, []byte(`{"dataset":"d","epochs":"2"}`))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := broken(r), "/epochs type"; got != want {
		t.Errorf("violations %q, want %q", got, want)
	}
	if _, err := c.CheckRequest(t.Context(), "pause", nil, nil); err == nil || !strings.Contains(err.Error(), "resume") {
		t.Errorf("unknown operation: %v, want an error that lists the names", err)
	}
}

func TestCheckChangesNothing(t *testing.T) {
	r := request(t, "POST", jobURL+"%3Aresume?b=2&a=1&b", "application/json")
	r.Header["x-lower"] = []string{"1"}
	before := r.URL.String()
	newChecker(t).Check(t.Context(), conform.Exchange{Request: r, RequestBody: []byte("{}")})
	if got := r.URL.String(); got != before {
		t.Errorf("URL %s, was %s", got, before)
	}
	if len(r.Header) != 2 || r.Body != nil {
		t.Errorf("header %v, body %v", r.Header, r.Body)
	}
}
