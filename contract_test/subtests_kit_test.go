package contract_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/contract"
)

// outcome is a test that only notes what becomes of it.
type outcome struct {
	testing.TB
	failed, skipped bool
	log             strings.Builder
}

func (o *outcome) Helper()      {}
func (o *outcome) Failed() bool { return o.failed }
func (o *outcome) Logf(format string, args ...any) {
	fmt.Fprintf(&o.log, format+"\n", args...)
}

func (o *outcome) Errorf(format string, args ...any) {
	o.failed = true
	o.Logf(format, args...)
}

func (o *outcome) Skip(args ...any) {
	o.skipped = true
	o.Logf("%s", fmt.Sprint(args...))
}

func TestVerdictsAsTests(t *testing.T) {
	r := &contract.Report{Evidence: []contract.Exchange{{Seq: 7, Curl: "curl again"}}}
	finding := func(v contract.Verdict) []contract.Finding {
		return []contract.Finding{{Verdict: v, Message: "what is wrong", Evidence: 7}}
	}
	for name, c := range map[string]struct {
		result          contract.Result
		failed, skipped bool
		log             string
	}{
		"pass":  {contract.Result{Verdict: contract.Pass}, false, false, ""},
		"fail":  {contract.Result{Verdict: contract.Fail, Findings: finding(contract.Fail)}, true, false, "what is wrong\ncurl again"},
		"known": {contract.Result{Verdict: contract.Fail, Known: true, Findings: finding(contract.Fail)}, false, false, "what is wrong"},
		"drift": {contract.Result{Verdict: contract.Drift, Findings: finding(contract.Drift)}, false, false, "drift: what is wrong"},
		"error": {contract.Result{Verdict: contract.Error, Reason: "down"}, true, false, "not judged: down"},
		"skip":  {contract.Result{Verdict: contract.Skip, Reason: "no paused job is given"}, false, true, "no paused job"},
	} {
		o := &outcome{TB: t}
		verdict(o, r, c.result)
		if o.failed != c.failed || o.skipped != c.skipped || !strings.Contains(o.log.String(), c.log) {
			t.Errorf("%s: failed %v, skipped %v: %s", name, o.failed, o.skipped, o.log.String())
		}
	}
}

// TestIncomplete_ChecksLeftOut_FailsTheStagingTest: sftj check exits with 3 for such a run.
func TestIncomplete_ChecksLeftOut_FailsTheStagingTest(t *testing.T) {
	left := contract.Result{Check: contract.Check{ID: "get.job"}, Verdict: contract.Skip, SkipCause: contract.SkipTime}
	r := &contract.Report{Results: []contract.Result{left}}
	for allowed, want := range map[bool]bool{false: true, true: false} {
		o := &outcome{TB: t}
		incomplete(o, contract.Gate{AllowIncomplete: allowed}, r)
		if o.failed != want {
			t.Errorf("incomplete allowed %v: failed %v: %s", allowed, o.failed, o.log.String())
		}
	}
}
