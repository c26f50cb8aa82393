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

// scarce says why a step is left out, "" where there is time enough. On a slow target a run
// ends before its plan, and it should not be with the resumes that it ends: what is not at the
// core of the contract has to leave them their time.
func (r *run) scarce(ctx context.Context, st step, rest []step) string {
	deadline, ok := ctx.Deadline()
	if !ok || st.core || st.probes == nil || st.skip != "" {
		return ""
	}
	requests := st.cost()
	for _, other := range rest {
		if other.core && other.skip == "" {
			requests += other.cost()
		}
	}
	r.mu.Lock()
	half, answers := r.median(), len(r.answers)
	r.mu.Unlock()
	if answers < firstAnswers || time.Until(deadline) > time.Duration(requests)*half*5/4+settleReads*settlePause {
		return ""
	}
	return fmt.Sprintf("the target takes %s for an answer, and what is left of the time is for the checks of resume: give the run more",
		half.Round(time.Millisecond))
}
