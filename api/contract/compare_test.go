package contract_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/api/contract"
)

// verdictOn is a result with a reason or a finding.
func verdictOn(id string, v contract.Verdict, why string) contract.Result {
	res := contract.Result{Check: contract.Check{ID: id, Rule: "The rule of " + id + "."}, Verdict: v}
	switch {
	case why == "":
	case v == contract.Skip || v == contract.Error:
		res.Reason = why
		if v == contract.Skip {
			res.SkipCause = contract.SkipNotGiven
		}
	default:
		res.Findings = []contract.Finding{{Verdict: v, Message: why}}
	}
	return res
}

func comparison() contract.Comparison {
	started := time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC)
	before := &contract.Report{
		Target: "https://staging.test", Account: "acme", Started: started, Requests: 100,
		Results: []contract.Result{
			verdictOn("get.job", contract.Pass, ""), verdictOn("get.old", contract.Pass, ""),
			verdictOn("list.page", contract.Pass, ""), verdictOn("resume.moves", contract.Skip, "no paused job is given"),
			verdictOn("wire.json", contract.Fail, "a key twice"), verdictOn("drift.fields", contract.Drift, "a field"),
		},
		Coverage: conform.Report{
			Operations: []conform.SeenOperation{{ID: "Gateway_GetSupervisedFineTuningJob", Statuses: []conform.SeenStatus{{Status: "200", Seen: 9}, {Status: "404"}}}},
			Properties: []conform.Seen{{Schema: "Job", Name: "name", Responses: 9}, {Schema: "Job", Name: "old", Responses: 1}, {Schema: "Job", Name: "new"}},
			EnumValues: []conform.Seen{{Schema: "State", Name: "IDLE", Responses: 1}},
			Unknown:    conform.Unknown{Fields: []conform.SeenUnknown{{Name: "Job.secret", Seen: 2}}},
		},
	}
	after := &contract.Report{
		Target: "http://127.0.0.1:8080", Account: "acme", Started: started.Add(time.Hour), Requests: 300,
		Results: []contract.Result{
			verdictOn("get.job", contract.Pass, ""), verdictOn("list.page", contract.Fail, "a job is listed twice"),
			verdictOn("resume.moves", contract.Pass, ""), verdictOn("wire.json", contract.Fail, "another key twice"),
			verdictOn("drift.fields", contract.Pass, ""), verdictOn("get.new", contract.Pass, ""),
		},
		Coverage: conform.Report{
			Operations: []conform.SeenOperation{{ID: "Gateway_GetSupervisedFineTuningJob", Statuses: []conform.SeenStatus{{Status: "200", Seen: 20}, {Status: "404", Seen: 1}}}},
			Properties: []conform.Seen{{Schema: "Job", Name: "name", Responses: 20}, {Schema: "Job", Name: "old"}, {Schema: "Job", Name: "new", Responses: 1}},
			EnumValues: []conform.Seen{{Schema: "State", Name: "IDLE"}},
		},
	}
	return contract.Compare(before, after)
}

func TestCompare(t *testing.T) {
	c := comparison()
	if diff := cmp.Diff([]string{"get.job"}, c.Proven); diff != "" {
		t.Error("proven", diff)
	}
	want := []contract.CheckDifference{
		{ID: "list.page", Rule: "The rule of list.page.", Before: contract.Pass, After: contract.Fail, WhyAfter: "a job is listed twice"},
		{ID: "resume.moves", Rule: "The rule of resume.moves.", Before: contract.Skip, After: contract.Pass, WhyBefore: "no paused job is given"},
		{ID: "drift.fields", Rule: "The rule of drift.fields.", Before: contract.Drift, After: contract.Pass, WhyBefore: "a field"},
		{ID: "get.new", Rule: "The rule of get.new.", After: contract.Pass},
		{ID: "get.old", Rule: "The rule of get.old.", Before: contract.Pass},
	}
	if diff := cmp.Diff(want, c.Checks); diff != "" {
		t.Error("checks", diff)
	}
	if diff := cmp.Diff([]string{"Job.old", "Job.secret"}, c.Gone); diff != "" {
		t.Error("gone", diff)
	}
	if diff := cmp.Diff([]string{"Job.new"}, c.New); diff != "" {
		t.Error("new", diff)
	}
	if diff := cmp.Diff([]contract.CoverageDifference{{"get 404", 0, 1}, {"State.IDLE", 1, 0}}, c.Coverage); diff != "" {
		t.Error("coverage", diff)
	}
	if c.Same() || c.Agree() {
		t.Errorf("same %v, agree %v", c.Same(), c.Agree())
	}
}

func TestCompareText(t *testing.T) {
	var b bytes.Buffer
	if err := comparison().WriteText(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"before: https://staging.test, account acme, 2026-11-24 04:00:00 UTC, 100",
		"1 checks pass in both; 2 came out differently",
		"DISAGREE (2)\n\n  list.page\n    The rule of list.page.\n    - before: pass\n    - after: fail, a job is listed twice\n",
		"ON ONE SIDE ONLY (3)\n\n  resume.moves\n",
		"    - before: skip, no paused job is given\n    - after: pass\n",
		"    - before: not among the checks\n",
		"not after (2)\n  Job.old, Job.secret\n", "not before (1)\n  Job.new\n",
		"seen before only (1)\n  State.IDLE\n", "seen after only (1)\n  get 404\n",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is missing in\n%s", want, b.String())
		}
	}
}

// TestCompareWithItself has nothing to tell.
func TestCompareWithItself(t *testing.T) {
	r := &contract.Report{Results: []contract.Result{
		verdictOn("get.job", contract.Pass, ""), verdictOn("wire.json", contract.Fail, "a key twice"),
	}}
	c := contract.Compare(r, r)
	if !c.Same() || !c.Agree() || len(c.Proven) != 1 {
		t.Errorf("%+v", c)
	}
}
