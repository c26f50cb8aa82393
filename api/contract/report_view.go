package contract

import (
	"fmt"
	"slices"
	"strings"
)

// What the forms of a report have in common: the same words for the same thing.

// headline is the outcome in a sentence: how many checks passed and failed, and how many were
// not checked, and why.
func (r *Report) headline() string {
	n := r.Count()
	var b strings.Builder
	fmt.Fprintf(&b, "%d of %d checks passed, %d failed", n[Pass], len(r.Results), n[Fail])
	if same := r.followers(); same > 0 {
		fmt.Fprintf(&b, " (%d of them for the cause of another)", same)
	}
	if n := r.onAssumptions(); n > 0 {
		fmt.Fprintf(&b, " (%d of them not as the contract assumes)", n)
	}
	for _, part := range []struct {
		n    int
		what string
	}{{n[Drift], "with drift"}, {n[Error], "could not be judged"}, {len(r.known()), "known to fail"}} {
		if part.n > 0 {
			fmt.Fprintf(&b, ", %d %s", part.n, part.what)
		}
	}
	if why := r.notChecked(); why != "" {
		b.WriteString("; " + why)
	}
	text := b.String()
	switch {
	case n[Fail] > 0:
	case n[Error] > 0 && n[Pass]+n[Drift] > 0:
		return "The target could not be judged to the end: " + text
	case n[Error] > 0:
		return "The target could not be judged: " + text
	case n[Pass]+n[Drift] == 0:
		return "Nothing was checked: " + text
	case r.LeftOut() > 0:
		return "Incomplete: " + text
	}
	return text
}

// followers counts the failed checks that have no cause of their own.
func (r *Report) followers() int {
	n := 0
	for _, res := range r.with(Fail) {
		if res.SameCauseAs() != "" {
			n++
		}
	}
	return n
}

// SameCauseAs returns the id of the earlier check that found the cause of all findings of this
// one, "" where there is none.
func (r Result) SameCauseAs() string {
	first := ""
	for _, f := range r.Findings {
		if f.SameAs == "" {
			return ""
		}
		if first == "" {
			first = f.SameAs
		}
	}
	return first
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
