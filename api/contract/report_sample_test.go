package contract_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/api/contract"
)

// hostileText is what a server may send to fool who reads a report: a cursor that moves, a
// line of its own, a text that runs the other way, markup, and what XML can't hold.
const hostileText = "\x1b[2J\rPASS\u202e\u0085\u2028<b>&]]>\ufffe"

// sample is a report with one of each.
func sample() *contract.Report {
	jobs := "http://sftj.test/v1/accounts/acme/supervisedFineTuningJobs"
	failed := verdictOn("get.job", contract.Fail, "get: the job is answered under the name of another, "+hostileText)
	failed.Findings[0].Evidence = 7
	failed.Findings = append(failed.Findings, contract.Finding{Verdict: contract.Fail, Message: "get: it has no dataset", Evidence: 7})
	failed.Requests, failed.Took = 3, 1500*time.Millisecond
	drift := verdictOn("drift.fields", contract.Drift, "get: response /region: unknown field (string)")
	known := verdictOn("wire.json", contract.Fail, "a key twice")
	known.Known = true
	passed := verdictOn("list.page", contract.Pass, "")
	passed.Requests = 1
	return &contract.Report{
		Version: contract.ReportFormat, Target: "http://sftj.test", Account: "acme", Writes: true,
		Started: time.Date(2026, 11, 24, 4, 5, 6, 0, time.UTC), Took: 4321 * time.Millisecond, Requests: 12,
		Stopped: "12 requests were sent, the limit of the run",
		Results: []contract.Result{
			passed, failed, drift, known,
			verdictOn("auth.no-key", contract.Error, "the target limits the rate of requests"),
			verdictOn("resume.moves", contract.Skip, "no paused job is given"),
			verdictOn("resume.twice", contract.Skip, "no paused job is given"),
			verdictOn("get.running", contract.Skip, "no running job is given"),
		},
		Evidence: []contract.Exchange{{
			Seq: 7, Check: "get.job", Method: "GET", URL: jobs + "/a1", Auth: contract.WrongKey, Status: 200, Took: 20 * time.Millisecond,
			Header: http.Header{"Content-Type": {"application/json"}, "X-Odd": {hostileText}},
			Body:   `{"name":"` + hostileText + `"}`,
			Curl:   `curl -sS -i --path-as-is -H 'Authorization: Bearer fw_no_such_key_000000000000' -H 'X-A: it'\''s a b' '` + jobs + `/a1'`,
		}},
		Coverage: conform.Report{
			Operations: []conform.SeenOperation{
				{ID: "Gateway_GetSupervisedFineTuningJob", Requests: 9, Statuses: []conform.SeenStatus{
					{Status: "200", Seen: 8}, {Status: "404"}, {Status: "405", ByDefault: true, Seen: 1}, {Status: "default", Seen: 1},
				}},
				{ID: "Gateway_ResumeSupervisedFineTuningJob", Statuses: []conform.SeenStatus{{Status: "200"}}},
			},
			Properties: []conform.Seen{{Schema: "Job", Name: "name", Requests: 1, Responses: 8}, {Schema: "Job", Name: "dataset"}},
			EnumValues: []conform.Seen{{Schema: "JobState", Name: "JOB_STATE_PAUSED", Responses: 3}},
			Unknown: conform.Unknown{
				Fields:     []conform.SeenUnknown{{Name: "Job.region", Types: []string{"string"}, Seen: 8}},
				EnumValues: []conform.SeenUnknown{}, Statuses: []conform.SeenUnknown{}, Requests: []conform.SeenUnknown{},
			},
		},
	}
}

// flawed is the report of a run over a service that is ahead of the contract, and wrong.
func flawed(t *testing.T) *contract.Report {
	t.Helper()
	var r *contract.Report
	synctest.Test(t, func(t *testing.T) {
		at := target()
		at.Transport = changing(service().Transport(), func(body string) string {
			body = strings.ReplaceAll(body, `"dataset":`, `"region":"US_IOWA_1","tags":["a"],"dataset":`)
			body = strings.ReplaceAll(body, `"isTurbo":false`, `"isTurbo":"no"`)
			body = strings.ReplaceAll(body, `"JOB_STATE_RUNNING"`, `"JOB_STATE_FROZEN"`)
			return strings.ReplaceAll(body, `"epochs":`, `"epochs":"\u001b[31m",  "epochs":`)
		})
		r = judge(t, at, contract.WithKnownFailings("wire.json"))
	})
	return r
}

// changing is a service whose answers are changed on the way.
func changing(next http.RoundTripper, change func(body string) string) http.RoundTripper {
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		resp, err := next.RoundTrip(req)
		if err != nil {
			return nil, err
		}
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			return nil, err
		}
		text := change(string(body))
		resp.Header.Del("Content-Length")
		resp.Body, resp.ContentLength = io.NopCloser(strings.NewReader(text)), int64(len(text))
		return resp, nil
	})
}
