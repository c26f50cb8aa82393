package contract

import "slices"

// demand fails a required check that was skipped.
func (r *run) demand(res *Result) {
	if res.Verdict != Skip || !slices.ContainsFunc(r.required, func(id string) bool { return selects(id, res.ID) }) {
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
