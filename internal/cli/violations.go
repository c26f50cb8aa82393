package cli

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// violations are the values of responses that the contract does not allow, until they are
// written to stderr. Each rule is reported with the first job that breaks it, and at the end
// with how many others do: of 1,000 jobs with the same odd field there are two lines. The SDK
// reports from its own goroutines, and stderr may hold a drawing: so what it reports waits
// for flush.
type violations struct {
	mu      sync.Mutex
	waiting []warning
	seen    map[sftj.Violation]map[string]bool // the jobs, by what is wrong with them
}

// warning is a violation as JSON mode writes it to stderr.
type warning struct {
	Job     string `json:"job,omitempty"`
	Pointer string `json:"pointer"`
	Type    string `json:"type"`
	Rule    string `json:"rule"`
	// Others is how many more jobs have the same violation.
	Others int `json:"others,omitempty"`
}

func (w warning) String() string {
	return sftj.Violation{Pointer: w.Pointer, Type: w.Type, Rule: w.Rule}.String()
}

// warningEvent has a warning apart from other events.
type warningEvent struct {
	Warning warning `json:"warning"`
}

// add takes the violations of a response about a job, "" for a page of jobs.
func (v *violations) add(job string, found []sftj.Violation) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.seen == nil {
		v.seen = map[sftj.Violation]map[string]bool{}
	}
	for _, violation := range found {
		jobs := v.seen[violation]
		if jobs == nil {
			jobs = map[string]bool{}
			v.seen[violation] = jobs
			v.waiting = append(v.waiting, warning{Job: job, Pointer: violation.Pointer, Type: violation.Type, Rule: violation.Rule})
		}
		jobs[job] = true
	}
}

// take returns the warnings that have not been written.
func (v *violations) take() []warning {
	v.mu.Lock()
	defer v.mu.Unlock()
	taken := v.waiting
	v.waiting = nil
	return taken
}

// warnViolations writes the warnings that have come since the last time.
func (a *app) warnViolations() {
	for _, w := range a.violations.take() {
		of := "a page of jobs"
		if w.Job != "" {
			of = w.Job
		}
		a.notice(warningEvent{w}, "warning: "+of+": "+w.String()+"; the field is left unset")
	}
}

// countViolations writes the rest of the warnings and how many other jobs each is about.
func (a *app) countViolations() {
	var first []warning
	a.violations.mu.Lock()
	for violation, jobs := range a.violations.seen {
		if n := len(jobs) - 1; n > 0 {
			first = append(first, warning{Pointer: violation.Pointer, Type: violation.Type, Rule: violation.Rule, Others: n})
		}
	}
	a.violations.mu.Unlock()
	a.warnViolations()
	slices.SortFunc(first, func(x, y warning) int { return strings.Compare(x.String(), y.String()) })
	for _, w := range first {
		a.notice(warningEvent{w}, "warning: "+strconv.Itoa(w.Others)+" more with "+w.String())
	}
}
