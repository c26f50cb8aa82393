package contract_test

import (
	"testing"

	"github.com/fireworks-sftj/sdk/api/contract"
)

// subtests shows a report of the kit as go test shows tests: each check is a subtest.
func subtests(t *testing.T, r *contract.Report) {
	t.Helper()
	if r.Stopped != "" {
		t.Logf("the run ended before its plan: %s", r.Stopped)
	}
	for _, res := range r.Results {
		t.Run(res.ID, func(t *testing.T) { verdict(t, r, res) })
	}
}

// verdict is one check as a test. Drift, and a failing that is known, are logged.
func verdict(t testing.TB, r *contract.Report, res contract.Result) {
	t.Helper()
	said := t.Errorf
	if res.Known || res.Verdict == contract.Drift {
		said = t.Logf
	}
	for _, f := range res.Findings {
		said("%s: %s%s", f.Verdict, f.Message, again(r, f.Evidence))
	}
	switch res.Verdict {
	case contract.Error:
		t.Errorf("not judged: %s", res.Reason)
	case contract.Skip:
		t.Skip(res.Reason)
	case contract.Fail, contract.Drift, contract.Pass:
	}
	if t.Failed() {
		t.Logf("the rule: %s", res.Rule)
	}
}

// again is how to send the request again that shows a finding.
func again(r *contract.Report, seq int) string {
	for _, x := range r.Evidence {
		if x.Seq == seq {
			return "\n" + x.Curl
		}
	}
	return ""
}

// incomplete fails the test for a run in which checks were left out for lack of time, requests
// or patience, as sftj check does: a skipped subtest alone would leave it green.
func incomplete(t testing.TB, gate contract.Gate, r *contract.Report) {
	t.Helper()
	if left := gate.Explain(r); left != "" {
		t.Errorf("%s; %s=true accepts that", left, contract.EnvIncomplete)
	}
}
