package contract

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// SkipCause is why a check was skipped, as a kind. The reason of the result says it in words.
type SkipCause string

// The causes of a skip. A run in which one of the last four left a check out is incomplete.
const (
	SkipNotSelected   SkipCause = "not-selected"   // WithOnly selects other checks
	SkipNotGiven      SkipCause = "not-given"      // a job, a permission or a report is missing
	SkipNotApplicable SkipCause = "not-applicable" // this target has nothing to check
	SkipTime          SkipCause = "time"           // WithTimeout
	SkipRequests      SkipCause = "requests"       // WithMaxRequests
	SkipRateLimit     SkipCause = "rate-limit"     // the target answers 429
	SkipStopped       SkipCause = "stopped"        // the target is not there, went away or refuses the key; or the run was interrupted
)

// Incomplete reports whether a check with this cause would have run with more time, more
// requests, more patience or a target that can be reached.
func (c SkipCause) Incomplete() bool {
	switch c {
	case SkipTime, SkipRequests, SkipRateLimit, SkipStopped:
		return true
	case SkipNotSelected, SkipNotGiven, SkipNotApplicable:
	}
	return false
}

// because is the cause as the headline of a report has it.
func (c SkipCause) because() string {
	switch c {
	case SkipNotSelected:
		return "not selected"
	case SkipNotGiven:
		return "for lack of a job, a permission or an option"
	case SkipTime:
		return "for lack of time"
	case SkipRequests:
		return "for lack of requests"
	case SkipRateLimit:
		return "because of rate limits"
	case SkipStopped:
		return "because the run was stopped"
	case SkipNotApplicable:
	}
	return "not applicable to this target"
}

// skipCauses are in the order of a headline.
var skipCauses = []SkipCause{SkipTime, SkipRequests, SkipRateLimit, SkipStopped, SkipNotGiven, SkipNotSelected, SkipNotApplicable}

// stopError is a request that was not sent because the run is over.
type stopError struct {
	cause SkipCause
	why   string
}

func (e *stopError) Error() string {
	if e.cause == SkipTime || e.cause == SkipRequests {
		return e.why // as the check in which that happened says it
	}
	return "the run was stopped: " + e.why
}

// timeOverError is the cause of the context of a run whose time is over.
type timeOverError struct{ text string }

func (e *timeOverError) Error() string { return e.text }

// causeOf is the cause of a skip behind an error of the run itself.
func causeOf(err error) SkipCause {
	var stop *stopError
	var limited limitedError
	var over *timeOverError
	switch {
	case errors.As(err, &stop):
		return stop.cause
	case errors.As(err, &limited):
		return SkipRateLimit
	case errors.As(err, &over), errors.Is(err, context.DeadlineExceeded):
		return SkipTime
	}
	return SkipStopped
}

// skipCounts counts the skipped checks by their causes.
func (r *Report) skipCounts() map[SkipCause]int {
	counts := make(map[SkipCause]int)
	for _, res := range r.with(Skip) {
		cause := res.SkipCause
		if !knownCause(cause) {
			cause = SkipNotApplicable // a report of before there were causes
		}
		counts[cause]++
	}
	return counts
}

// LeftOut counts the checks that were left out for lack of time, requests or patience, or
// because the target could not be reached any more.
func (r *Report) LeftOut() int {
	n := 0
	for cause, count := range r.skipCounts() {
		if cause.Incomplete() {
			n += count
		}
	}
	return n
}

// notChecked counts the skipped checks by their causes, in words: "12 not checked: 10 for
// lack of time, 2 …". It is empty where every check ran.
func (r *Report) notChecked() string {
	counts := r.skipCounts()
	total := len(r.with(Skip))
	if total == 0 {
		return ""
	}
	return fmt.Sprintf("%d not checked: %s", total, inWords(counts, func(SkipCause) bool { return true }))
}

// inWords lists the counts of the causes that are picked.
func inWords(counts map[SkipCause]int, pick func(SkipCause) bool) string {
	var parts []string
	for _, c := range skipCauses {
		if counts[c] > 0 && pick(c) {
			parts = append(parts, fmt.Sprintf("%d %s", counts[c], c.because()))
		}
	}
	return strings.Join(parts, ", ")
}

func knownCause(c SkipCause) bool { return slices.Contains(skipCauses, c) }
