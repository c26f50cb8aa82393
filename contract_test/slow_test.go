package contract_test

import (
	"strings"
	"testing"
	"time"

	"github.com/fireworks-sftj/sdk/api/contract"
	"github.com/fireworks-sftj/sdk/gen/server"
)

// TestSlowTargets: on a target that is slow within its budget the time of a run is not enough
// for all of it. What resume does is judged all the same, and what was left out is told.
func TestSlowTargets(t *testing.T) {
	lies := lie{tell: func(r *reply) {
		if resumes(r) {
			r.move(r.id, server.JobStatePaused)
		}
	}}
	for _, each := range []time.Duration{250 * time.Millisecond, 400 * time.Millisecond, 700 * time.Millisecond} {
		for name, l := range map[string]lie{"honest": {}, "resumes nothing": lies} {
			t.Run(each.String()+"/"+name, func(t *testing.T) {
				l.latency = each
				r := judgeLie(t, l, contract.WithTimeout(55*time.Second))
				want := contract.Pass
				if l.tell != nil {
					want = contract.Fail
				}
				skipped := 0
				for _, res := range r.Results {
					switch {
					case res.ID == "resume.moves" && res.Verdict != want:
						t.Errorf("%s is %s: %s %v", res.ID, res.Verdict, res.Reason, res.Findings)
					case l.tell == nil && res.Verdict == contract.Fail:
						t.Errorf("%s blames a slow target: %v", res.ID, res.Findings)
					case res.Verdict == contract.Skip && strings.Contains(res.Reason, "give the run more time"):
						skipped++
					}
				}
				if skipped == 0 || r.Took > time.Minute {
					t.Errorf("%d checks were left out, in %s", skipped, r.Took)
				}
			})
		}
	}
}
