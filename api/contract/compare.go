package contract

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/internal/apiname"
)

// Comparison is where two reports differ: of the same target at two times, or of the
// service and its stand-in. A stand-in is proven by the checks that the real service
// passes too, and only as far as they go.
type Comparison struct {
	Before Compared `json:"before"`
	After  Compared `json:"after"`
	// Proven are the ids of the checks that both pass.
	Proven []string `json:"proven"`
	// Checks are those with two verdicts, or with one only.
	Checks []CheckDifference `json:"checks"`
	// Gone are the fields that were in responses before and not after, as far as the later
	// run read the objects that they are in; New those that were in responses after and not
	// before: schema and name, documented or not.
	Gone []string `json:"gone"`
	New  []string `json:"new"`
	// Coverage is what else was seen on one side only.
	Coverage []CoverageDifference `json:"coverage"`
}

// Compared is a report in short.
type Compared struct {
	Target   string    `json:"target"`
	Account  string    `json:"account"`
	Started  time.Time `json:"started"`
	Requests int       `json:"requests"`
	// Incomplete is why the run did not judge all that it was to judge, "" where it did.
	Incomplete string `json:"incomplete,omitempty"`
}

// CheckDifference is a check on which two reports differ.
type CheckDifference struct {
	ID   string `json:"id"`
	Rule string `json:"rule"`
	// Before and After are the verdicts, "" for a report that does not have the check.
	Before Verdict `json:"before"`
	After  Verdict `json:"after"`
	// WhyBefore and WhyAfter are the first finding, or the reason of a skip.
	WhyBefore string `json:"whyBefore,omitempty"`
	WhyAfter  string `json:"whyAfter,omitempty"`
}

// Judged reports whether both sides were judged, so that they disagree. Else one side was
// skipped, in error or not asked.
func (d CheckDifference) Judged() bool { return judged(d.Before) && judged(d.After) }

func judged(v Verdict) bool { return v == Pass || v == Fail || v == Drift }

// CoverageDifference is a status of an operation, or an enum value, that one report has
// and the other has not.
type CoverageDifference struct {
	Name   string `json:"name"`
	Before int64  `json:"before"` // how often it was seen
	After  int64  `json:"after"`
}

// Compare finds where two reports differ.
func Compare(before, after *Report) Comparison {
	gone, _, _ := goneFields(before.fields(), after.fields())
	return Comparison{
		Before: before.compared(), After: after.compared(),
		Proven: proven(before, after),
		Checks: checkDifferences(before, after),
		Gone:   gone,
		New:    newFields(before.fields(), after.fields()),

		Coverage: coverageDifferences(before.coverage(), after.coverage()),
	}
}

// Same reports whether the reports differ in nothing.
func (c Comparison) Same() bool {
	return len(c.Checks)+len(c.Gone)+len(c.New)+len(c.Coverage) == 0
}

// Agree reports whether no check has two verdicts. Of what only one side was judged by,
// nothing is known.
func (c Comparison) Agree() bool {
	return !slices.ContainsFunc(c.Checks, CheckDifference.Judged)
}

// Incomplete reports whether one of the runs did not judge all that it was to judge. The
// reports may then agree because there was nothing to disagree on.
func (c Comparison) Incomplete() bool { return c.Before.Incomplete != "" || c.After.Incomplete != "" }

func (r *Report) compared() Compared {
	c := Compared{Target: r.Target, Account: r.Account, Started: r.Started, Requests: r.Requests}
	if left := r.LeftOut(); r.Broken() || left > 0 {
		c.Incomplete = cmp.Or(r.Stopped, fmt.Sprintf("%d of %d checks were left out", left, len(r.Results)))
	}
	return c
}

func (r *Report) verdicts() map[string]Result {
	out := make(map[string]Result, len(r.Results))
	for _, res := range r.Results {
		out[res.ID] = res
	}
	return out
}

func proven(before, after *Report) []string {
	out, then := []string{}, before.verdicts()
	for _, res := range after.Results {
		if res.Verdict == Pass && then[res.ID].Verdict == Pass {
			out = append(out, res.ID)
		}
	}
	return out
}

// checkDifferences are in the order of the checks: those that only one report has come last.
func checkDifferences(before, after *Report) []CheckDifference {
	out, then, now := []CheckDifference{}, before.verdicts(), after.verdicts()
	for _, res := range slices.Concat(after.Results, before.Results) {
		a, b := then[res.ID], now[res.ID]
		if a.Verdict != b.Verdict {
			out = append(out, CheckDifference{res.ID, res.Rule, a.Verdict, b.Verdict, a.first(), b.first()})
		}
		now[res.ID], then[res.ID] = Result{}, Result{} // each once
	}
	return out
}

// fields are those of the contract and those beside it.
func (r *Report) fields() []conform.Seen {
	out := slices.Clone(r.Coverage.Properties)
	for _, u := range r.Coverage.Unknown.Fields {
		schema, name := r.split(u.Name)
		out = append(out, conform.Seen{Schema: schema, Name: name, Responses: u.Seen})
	}
	return out
}

// coverage counts statuses and enum values by their names.
func (r *Report) coverage() map[string]int64 {
	out := make(map[string]int64)
	for _, op := range r.Coverage.Operations {
		for _, s := range op.Statuses {
			out[apiname.Verb(op.ID)+" "+s.Status] += s.Seen
		}
	}
	for _, v := range r.Coverage.EnumValues {
		out[v.Schema+"."+v.Name] += v.Responses
	}
	for _, u := range slices.Concat(r.Coverage.Unknown.EnumValues, r.Coverage.Unknown.Statuses) {
		out[u.Name] += u.Seen
	}
	return out
}

func coverageDifferences(before, after map[string]int64) []CoverageDifference {
	out := []CoverageDifference{}
	all := maps.Clone(before)
	maps.Copy(all, after)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if (before[name] == 0) != (after[name] == 0) {
			out = append(out, CoverageDifference{name, before[name], after[name]})
		}
	}
	slices.SortStableFunc(out, func(a, b CoverageDifference) int { return cmp.Compare(min(b.After, 1), min(a.After, 1)) })
	return out
}
