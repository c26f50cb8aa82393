package contract

import (
	"fmt"
	"slices"
)

// Gate is what a report has to be like for a run to succeed. Every program that runs the kit
// decides by it, so that they judge alike.
type Gate struct {
	// StrictDrift counts drift as a failure.
	StrictDrift bool
	// AllowIncomplete accepts a run in which checks were left out for lack of time,
	// requests or patience.
	AllowIncomplete bool
}

// Outcome is what a run came to.
type Outcome string

// The outcomes, from the worst to the best.
const (
	OutcomeFailed    Outcome = "failed"     // a check failed
	OutcomeNotJudged Outcome = "not judged" // the kit could not do its work, or not all of it
	OutcomePassed    Outcome = "passed"
)

// Judge returns the outcome of a run. A failure weighs more than what was not checked.
func (g Gate) Judge(r *Report) Outcome {
	switch {
	case r.Failed(g.StrictDrift):
		return OutcomeFailed
	case r.Broken(), r.LeftOut() > 0 && !g.AllowIncomplete:
		return OutcomeNotJudged
	}
	return OutcomePassed
}

// Explain says which checks were left out for lack of time, requests or patience, "" where none
// was, where that is allowed, and where the target could not be judged at all.
func (g Gate) Explain(r *Report) string {
	n := r.LeftOut()
	if n == 0 || g.AllowIncomplete || r.Broken() { // what broke it is said by its check
		return ""
	}
	return fmt.Sprintf("incomplete: %d of %d checks were left out (%s)", n, len(r.Results), inWords(r.skipCounts(), SkipCause.Incomplete))
}

// demand fails a required check that was skipped. A run that was stopped is no success anyway,
// and what stopped it is the cause.
func (r *run) demand(res *Result) {
	if res.Verdict != Skip || res.SkipCause == SkipStopped || r.unreached || !slices.ContainsFunc(r.required, func(id string) bool { return selects(id, res.ID) }) {
		return
	}
	res.Verdict = Fail
	res.Findings = append(res.Findings, Finding{
		Verdict: Fail, Message: "it is required, and was not checked: " + res.Reason,
	})
}

// excuse marks a known failing, and fails one that passes.
func (r *run) excuse(res *Result) {
	if !slices.Contains(r.known, res.ID) {
		return
	}
	switch res.Verdict {
	case Fail, Drift:
		res.Known = true
	case Pass:
		res.Verdict = Fail
		res.Findings = append(res.Findings, Finding{
			Verdict: Fail, Message: "it is listed as known to fail, and passes: take it off the list",
		})
	case Skip, Error:
	}
}
