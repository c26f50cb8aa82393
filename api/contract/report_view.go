package contract

import (
	"fmt"
	"slices"
	"strings"
)

// What the forms of a report have in common: the same words for the same thing.

// summary counts the verdicts, in words.
func (r *Report) summary() string {
	n := r.Count()
	text := fmt.Sprintf("%d failed, %d errors, %d drift, %d skipped, %d passed", n[Fail], n[Error], n[Drift], n[Skip], n[Pass])
	if known := len(r.known()); known > 0 {
		text += fmt.Sprintf(", %d known to fail", known)
	}
	return text
}

// headline is the outcome in a sentence.
func (r *Report) headline() string {
	n := r.Count()
	switch {
	case n[Fail] > 0:
		return fmt.Sprintf("%d of %d checks failed", n[Fail], len(r.Results))
	case n[Error] > 0:
		return "The target could not be judged to the end"
	case n[Drift] > 0:
		return "No check failed, and the target is ahead of the contract in places"
	case n[Pass] == 0:
		return "Nothing was checked"
	}
	return fmt.Sprintf("None of %d checks failed", len(r.Results))
}

func (r *Report) mode() string {
	if r.Writes {
		return "reading and writing"
	}
	return "reading only"
}

// with lists the results with a verdict, known failings apart.
func (r *Report) with(v Verdict) []Result {
	var out []Result
	for _, res := range r.Results {
		if res.Verdict == v && !res.Known {
			out = append(out, res)
		}
	}
	return out
}

// known lists the failings that are no news.
func (r *Report) known() []Result {
	return slices.DeleteFunc(slices.Clone(r.Results), func(res Result) bool { return !res.Known })
}

// evidence finds an exchange by its number.
func (r *Report) evidence(seq int) (Exchange, bool) {
	i := slices.IndexFunc(r.Evidence, func(x Exchange) bool { return x.Seq == seq })
	if seq == 0 || i < 0 {
		return Exchange{}, false
	}
	return r.Evidence[i], true
}

// skipped are the checks that were skipped for one reason.
type skipped struct {
	Reason string
	Checks []string
}

// skips groups the skipped checks by their reasons, in the order of the run.
func (r *Report) skips() []skipped {
	var out []skipped
	for _, res := range r.with(Skip) {
		i := slices.IndexFunc(out, func(s skipped) bool { return s.Reason == res.Reason })
		if i < 0 {
			i, out = len(out), append(out, skipped{Reason: res.Reason})
		}
		out[i].Checks = append(out[i].Checks, res.ID)
	}
	return out
}

// suite is the subject of a check: the first part of its id.
func suite(id string) string {
	subject, _, _ := strings.Cut(id, ".")
	return subject
}

// suites groups the results by their subjects, in the order of the run.
func (r *Report) suites() [][]Result {
	var out [][]Result
	for _, res := range r.Results {
		i := slices.IndexFunc(out, func(s []Result) bool { return suite(s[0].ID) == suite(res.ID) })
		if i < 0 {
			i, out = len(out), append(out, nil)
		}
		out[i] = append(out[i], res)
	}
	return out
}
