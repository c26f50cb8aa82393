package cli

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/fireworks-sftj/sdk/api/contract"
)

// verdictError is the end of a check that went wrong. The report has said how.
type verdictError struct{ code int }

func (e *verdictError) Error() string { return errSilent.Error() }

func (e *verdictError) Is(target error) bool { return target == errSilent }

// verdictOn is how the program ends after a report. A failure is the worst news, and
// coverage that is missing is one, unless the run is incomplete: then it had to be missing.
func (a *app) verdictOn(ctx context.Context, r *contract.Report, f *checkFlags) error {
	if r.Stopped != "" && !slices.ContainsFunc(r.Results, func(res contract.Result) bool { return res.Reason == r.Stopped }) {
		a.say("the run ended before its plan: %s", r.Stopped)
	}
	if left := f.gate.Explain(r); left != "" {
		a.say("%s; --allow-incomplete accepts that", left)
	}
	outcome, missing := f.gate.Judge(r), coverageGate(r, f.minCoverage)
	if missing != "" && outcome != contract.OutcomeNotJudged {
		a.say("%s", missing)
	}
	switch {
	case ctx.Err() != nil:
		return errSilent // 130, by the context
	case outcome == contract.OutcomeNotJudged:
		return &verdictError{exitNotJudged}
	case outcome == contract.OutcomeFailed, missing != "":
		return &verdictError{exitError}
	}
	return nil
}

// judged is a result as JSON mode writes it to stderr.
type judged struct {
	Check   string           `json:"check"`
	Verdict contract.Verdict `json:"verdict"`
	Reason  string           `json:"reason,omitempty"`
}

// sayResults shows how a run goes on: each check of the plan on a terminal or with -v,
// elsewhere what went wrong. What the plan leaves out is in the report.
func (a *app) sayResults(plan []contract.Step) func(contract.Result) {
	planned := make(map[string]bool)
	for _, s := range plan {
		planned[s.ID] = s.Skip == ""
	}
	all := a.draws() || a.flags.verbose
	done, last := 0, time.Now()
	return func(r contract.Result) {
		if done++; !all && time.Since(last) >= heartbeat {
			a.say("%d of %d checks are done", done, len(plan))
			last = time.Now()
		}
		if bad := r.Verdict == contract.Fail && !r.Known || r.Verdict == contract.Error; bad || all && planned[r.ID] {
			a.sayResult(r)
		}
	}
}

func (a *app) sayResult(r contract.Result) {
	reason := r.Reason
	if reason == "" && len(r.Findings) > 0 {
		reason = r.Findings[0].Message
	}
	if first := r.SameCauseAs(); first != "" {
		reason = "the same cause as " + first
	}
	text := fmt.Sprintf("%-5s  %s", r.Verdict, r.ID)
	if reason != "" {
		text += ": " + reason
	}
	a.notice(judged{r.ID, r.Verdict, reason}, text)
}
