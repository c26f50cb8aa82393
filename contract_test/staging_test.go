package contract_test

import (
	"os"
	"testing"

	"github.com/fireworks-sftj/sdk/api/contract"
)

// TestStaging judges a live service by the contract kit: the one that the SFTJ_ variables
// describe, and none without them. It only reads, unless SFTJ_ALLOW=write; then it changes
// the jobs that the variables name, and no other. The vendor's FIREWORKS_ variables never
// choose it.
func TestStaging(t *testing.T) {
	target, opts, err := contract.FromEnvironment(os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	if target.BaseURL == "" {
		t.Skip("SFTJ_BASE_URL is not set: no live service to judge")
	}
	gate, err := contract.GateFromEnvironment(os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	report, err := contract.Run(t.Context(), target, opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d requests to %s; verdicts: %v", report.Requests, report.Target, report.Count())
	subtests(t, report)
	incomplete(t, gate, report)
}
