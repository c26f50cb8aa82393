package contract_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/fireworks-sftj/sdk/api/contract"
)

// TestRun_SkipReason_SaysNoMoreThanWasSeen has lists in which a rule cannot be seen, or is
// ignored: the two are not the same.
func TestRun_SkipReason_SaysNoMoreThanWasSeen(t *testing.T) {
	list := func(jobs ...string) http.RoundTripper {
		return roundTripper(func(r *http.Request) (*http.Response, error) {
			if strings.HasSuffix(r.URL.Path, "Jobs") {
				return answering(200, nil, `{"supervisedFineTuningJobs":[`+strings.Join(jobs, ",")+`]}`).RoundTrip(r)
			}
			return answering(404, nil, `{"code":5,"message":"not found"}`).RoundTrip(r)
		})
	}
	job := func(id, state, created string) string {
		return fmt.Sprintf(`{"name":"accounts/acme/supervisedFineTuningJobs/%s","dataset":"d","state":"JOB_STATE_%s","createTime":"%s"}`, id, state, created)
	}
	const noon, one = "2026-11-24T12:00:00Z", "2026-11-24T13:00:00Z"
	unlisted := roundTripper(func(r *http.Request) (*http.Response, error) { // it knows a job that is given
		if strings.HasSuffix(r.URL.Path, "/a") {
			return answering(200, nil, job("a", "COMPLETED", noon)).RoundTrip(r)
		}
		return answering(404, nil, `{"code":5,"message":"not found"}`).RoundTrip(r)
	})
	for name, c := range map[string]struct {
		service http.RoundTripper
		check   string
		reason  string
	}{
		"an order, and one createTime":      {list(job("a", "PAUSED", noon), job("b", "FAILED", noon)), "list.order", "all 2 jobs have the same createTime"},
		"an order, and one job":             {list(job("a", "PAUSED", noon)), "list.order", "the list has 1 jobs: no order can be seen"},
		"an order that is ignored":          {list(job("a", "PAUSED", noon), job("b", "FAILED", one)), "list.order", "orderBy is ignored"},
		"a filter, and one state":           {list(job("a", "COMPLETED", noon), job("b", "COMPLETED", one)), "list.filter", "all 2 jobs are in the state JOB_STATE_COMPLETED"},
		"a filter, and no job":              {list(), "list.filter", "the list is empty"},
		"a filter that is ignored":          {list(job("a", "COMPLETED", noon), job("b", "FAILED", one)), "list.filter", "the filter is ignored"},
		"jobs to compare, and no job":       {list(), "list.agrees", "the list is empty"},
		"jobs to look for, and none given":  {list(job("a", "COMPLETED", noon)), "list.given", "no job is given to look for"},
		"a job to read, and an empty list":  {list(), "get.job", "the list has none that can be read"},
		"a job to read, and no list":        {answering(403, nil, `{"code":7,"message":"","details":[]}`), "get.job", "no request for the list was answered 200"},
		"a list, and no list":               {unlisted, "list.page", "the target may have no list"},
		"a bad page token, and no list":     {unlisted, "list.bad-token", "the target may have no list"},
		"a state over time, and one look":   {list(job("a", "PAUSED", noon)), "wire.at-rest", "no job was read twice"},
		"a key that is too short to search": {list(), "wire.secret", "the API key has 5 characters"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				at := contract.Target{BaseURL: "http://sftj.test", APIKey: key, Account: account, Transport: c.service}
				only := c.check
				switch c.check {
				case "list.page", "list.bad-token":
					at.Jobs.Completed = []string{"a"}
				case "wire.secret":
					at.APIKey = "short"
				case "wire.at-rest":
					only = "get.unknown,wire.at-rest"
				}
				r := judge(t, at, contract.WithOnly(strings.Split(only, ",")...))
				if res := result(t, r, c.check); res.Verdict != contract.Skip || !strings.Contains(res.Reason, c.reason) {
					t.Errorf("%s %q %v, want %q", res.Verdict, res.Reason, res.Findings, c.reason)
				}
			})
		})
	}
}

// TestDriftGone_ComparesOnlyWhatThisRunExercised: a run of fewer checks does not see all fields
// again, and that is no drift.
func TestDriftGone_ComparesOnlyWhatThisRunExercised(t *testing.T) {
	without := func(field string) func(string) string {
		return func(body string) string {
			return edited(body, func(job map[string]any) { delete(job, field) })
		}
	}
	keep := func(body string) string { // one job alone has a learning rate
		return edited(body, func(job map[string]any) {
			delete(job, "learningRate")
			if name, _ := job["name"].(string); strings.HasSuffix(name, "/complet1") {
				job["learningRate"] = 0.5
			}
		})
	}
	same := func(body string) string { return body }
	for name, c := range map[string]struct {
		only   []string
		change func(string) string
		gone   string
	}{
		"the same checks, the same service":            {nil, same, ""},
		"only drift, the same service":                 {[]string{"drift"}, same, ""},
		"only errors, the same service":                {[]string{"get.unknown", "drift"}, same, ""},
		"only a read, the same service":                {[]string{"get.job", "drift"}, same, ""},
		"the same checks, a field is gone":             {nil, without("baseModel"), "baseModel"},
		"only drift, a field that all jobs had":        {[]string{"drift"}, without("baseModel"), "baseModel"},
		"the same checks, a field of some, is gone":    {nil, without("learningRate"), "learningRate"},
		"other checks, a field that few jobs had":      {[]string{"get.unknown", "drift"}, without("learningRate"), ""},
		"only drift, the jobs are not in what it read": {[]string{"drift"}, func(string) string { return "{}" }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				run := func(change func(string) string, opts ...contract.Option) *contract.Report {
					at := target()
					at.Transport = changing(changing(service().Transport(), keep), change)
					return judge(t, at, opts...)
				}
				opts := []contract.Option{contract.WithPrevious(run(same))}
				if c.only != nil {
					opts = append(opts, contract.WithOnly(c.only...))
				}
				r := run(c.change, opts...)
				res := result(t, r, "drift.gone")
				if c.gone == "" {
					if len(res.Findings) > 0 {
						t.Errorf("%s %v", res.Verdict, res.Findings)
					}
					return
				}
				if len(res.Findings) != 1 || !strings.Contains(res.Findings[0].Message, c.gone) {
					t.Errorf("%s %v, want %s alone", res.Verdict, res.Findings, c.gone)
				}
			})
		})
	}
}

// edited changes a job, or all jobs of a page.
func edited(body string, edit func(job map[string]any)) string {
	var message map[string]any
	if json.Unmarshal([]byte(body), &message) != nil {
		return body
	}
	edit(message)
	if jobs, ok := message["supervisedFineTuningJobs"].([]any); ok {
		for _, job := range jobs {
			edit(job.(map[string]any))
		}
	}
	out, err := json.Marshal(message)
	if err != nil {
		panic(err)
	}
	return string(out)
}

// TestDriftFields_FailureBehindMuchDrift_IsFound: the list of findings is cut, the verdict is not.
func TestDriftFields_FailureBehindMuchDrift_IsFound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var more strings.Builder
		for n := range 30 {
			fmt.Fprintf(&more, `"aNewField%d":1,`, n)
		}
		at := target()
		at.Transport = changing(service().Transport(), func(body string) string {
			return strings.ReplaceAll(body, `"dataset":`, more.String()+`"base_model":"m","dataset":`)
		})
		wantFail(t, judge(t, at, contract.WithOnly("get.job", "drift.fields")), "drift.fields")
	})
}
