package contract

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/internal/redact"
)

// Report is what a run found. It holds no secret.
type Report struct {
	// Version is that of the JSON form, ReportFormat.
	Version int `json:"format"`
	// Target is the base URL, masked; Account the account.
	Target  string    `json:"target"`
	Account string    `json:"account"`
	Writes  bool      `json:"writes"` // whether jobs could be changed
	Started time.Time `json:"started"`
	// Took is the time of the run, in nanoseconds.
	Took     time.Duration `json:"took"`
	Requests int           `json:"requests"`
	// Stopped is why the run ended before its plan, empty when it did not.
	Stopped string   `json:"stopped,omitempty"`
	Results []Result `json:"results"`
	// Evidence has the exchanges that the findings point to.
	Evidence []Exchange `json:"evidence"`
	// Coverage is what of the contract was seen on the wire, and what beside it.
	Coverage conform.Report `json:"coverage"`
	// Confirmed are the statements of the contract that the target's responses showed, and
	// Statements is how many there are.
	Confirmed  []conform.Confirmation `json:"confirmed,omitempty"`
	Statements int                    `json:"statements,omitempty"`
}

// Result is the verdict on one check.
type Result struct {
	Check
	Verdict Verdict `json:"verdict"`
	// Reason is why the check was skipped, or what the kit could not do.
	Reason   string    `json:"reason,omitempty"`
	Findings []Finding `json:"findings,omitempty"`
	// Known marks a failing that WithKnownFailings names: it does not fail the run.
	Known bool `json:"known,omitempty"`
	// SkipCause is why the check was skipped, as a kind; empty for other verdicts.
	SkipCause SkipCause     `json:"skipCause,omitempty"`
	Requests  int           `json:"requests"`
	Took      time.Duration `json:"took"` // in nanoseconds
}

// Count tells how many checks came to each verdict, known failings apart.
func (r *Report) Count() map[Verdict]int {
	n := make(map[Verdict]int)
	for _, res := range r.Results {
		if !res.Known {
			n[res.Verdict]++
		}
	}
	return n
}

// Failed reports whether a check failed that is not known to; with strictDrift, drift counts
// too.
func (r *Report) Failed(strictDrift bool) bool {
	n := r.Count()
	return n[Fail] > 0 || strictDrift && n[Drift] > 0
}

// Broken reports whether the target could not be judged, or not to the end: a check has no
// verdict where there should be one.
func (r *Report) Broken() bool { return r.Count()[Error] > 0 }

func (r *run) begin() *Report {
	return &Report{
		Version: ReportFormat, Results: []Result{}, Evidence: []Exchange{},
		Target: redact.Text(r.root.String(), r.APIKey), Account: r.Account,
		Writes: r.AllowWrite, Started: time.Now().UTC(),
	}
}

// coverage is what the guard saw. It knows secrets by their form, but not the key.
func (r *run) coverage() conform.Report {
	c := r.guard.Ledger().Report()
	for _, list := range [][]conform.SeenUnknown{c.Unknown.Fields, c.Unknown.EnumValues, c.Unknown.Statuses, c.Unknown.Requests} {
		for i := range list {
			list[i].Name = clean(list[i].Name, r.APIKey)
		}
	}
	return c
}

func (r *run) end(rep *Report) *Report {
	rep.Took = time.Since(rep.Started)
	rep.Requests = r.count()
	rep.Stopped = cmp.Or(r.cause, r.stopReason())
	rep.Coverage = r.coverage()
	// x-evidence of the contract is read when the guard is made, and tested.
	rep.Confirmed, rep.Statements, _ = r.guard.Confirmed()
	shown := make(map[int]bool)
	for _, res := range rep.Results {
		for _, f := range res.Findings {
			shown[f.Evidence] = true
		}
	}
	delete(shown, 0)
	for _, seq := range slices.Sorted(maps.Keys(shown)) {
		rep.Evidence = append(rep.Evidence, r.exchange(r.answers[seq-1]))
	}
	return rep
}
