package contract

import (
	"context"
	"fmt"
	"time"
)

// usualRepeats is how often a probe is sent that may be sent far more often: the pages of a
// walk, the reads of a store that may lag.
const usualRepeats = 4

// cost is how many requests a step usually sends.
func (st step) cost() (n int) {
	for _, p := range st.probes {
		if p.AtMost > 2*usualRepeats {
			n += usualRepeats
		} else {
			n += max(1, p.AtMost)
		}
	}
	return n
}

// reserved is what the core checks among the later steps need: how many requests, and how
// long they wait beside them. A check that will not run needs nothing.
func reserved(rest []step) (requests int, waits time.Duration) {
	for _, st := range rest {
		if !st.core || st.skip != "" || st.probes == nil {
			continue
		}
		requests += st.cost()
		if st.mayWait() {
			waits = settleReads * settlePause // they wait one after the other, and seldom
		}
	}
	return requests, waits
}

// mayWait reports whether a step resumes a job, and then waits until reads show it.
func (st step) mayWait() bool {
	for _, p := range st.probes {
		if p.writes() {
			return true
		}
	}
	return false
}

// outOfTime says why a step is left out, "" where there is time enough. On a slow target a
// run ends before its plan, and it should not end with the resumes: checks that are not at
// the core of the contract leave the core checks their time. Where no core check follows,
// a step starts, and ends with the time of the run.
func (r *run) outOfTime(ctx context.Context, st step, rest []step) string {
	deadline, ok := ctx.Deadline()
	if !ok || st.core || st.probes == nil || st.skip != "" || r.stopReason() != "" {
		return ""
	}
	requests, waits := reserved(rest)
	if requests == 0 {
		return ""
	}
	r.mu.Lock()
	half, answers := r.median(), len(r.answers)
	r.mu.Unlock()
	need := time.Duration(requests+st.cost())*half*5/4 + waits
	if answers < firstAnswers || time.Until(deadline) > need {
		return ""
	}
	return fmt.Sprintf("a response takes %s, and the time that is left (of %s) is kept for the checks of resume; give the run more time",
		half.Round(time.Millisecond), r.timeout)
}
