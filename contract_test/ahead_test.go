package contract_test

import (
	"testing"

	"github.com/fireworks-sftj/sdk/api/contract"
)

// TestWhatIsNewIsDriftAlone: a service that is ahead of the contract is told to be, and blamed
// for nothing: what an unknown field means cannot be judged.
func TestWhatIsNewIsDriftAlone(t *testing.T) {
	counted := func(r *reply) { set("resumeCount", r.count["resumed "+r.id])(r) }
	for name, l := range map[string]lie{
		"a field of reads":          tells(gets, set("region", "eu")),
		"a field of the list":       tells(lists, set("region", "eu")),
		"a field of resumes":        tells(resumes, set("resumeCount", 1)),
		"a field that counts":       tells(single, func(r *reply) { resumed(single)(r); counted(r) }),
		"a field in a message":      tells(gets, set("estimatedCost.tax", "0.19")),
		"a field that never stands": tells(gets, func(r *reply) { set("nth", r.nth)(r) }),
	} {
		t.Run(name, func(t *testing.T) {
			drifted := false
			for _, res := range judgeLie(t, l).Results {
				drifted = drifted || res.Verdict == contract.Drift
				if res.Verdict == contract.Fail || res.Verdict == contract.Error {
					t.Errorf("%s %s: %s %v", res.Verdict, res.ID, res.Reason, res.Findings)
				}
			}
			if !drifted {
				t.Error("it is not reported")
			}
		})
	}
}
