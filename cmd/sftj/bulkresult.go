package main

import (
	"fmt"
	"strings"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// bulkLine is what became of one job, as JSON mode writes it.
type bulkLine struct {
	Error  string `json:"error,omitempty"`
	Job    string `json:"job"`
	Posts  int    `json:"posts"`
	Result string `json:"result"`
}

// bulkLineOf says what became of one job, for a program and for people.
func (a *app) bulkLineOf(r sftj.BulkResult) (line bulkLine, text string) {
	line = bulkLine{Job: r.Job, Posts: r.Posts, Result: string(r.Outcome)}
	switch {
	case r.Skipped:
		line.Result = "skipped"
	case r.Err != nil:
		line.Result = "failed"
	case r.FromLedger:
		line.Result += ", by the ledger"
	}
	if r.Err != nil {
		line.Error = a.errorText(r.Err)
	}
	return line, strings.TrimSpace(oneLine(idOf(r.Job) + "  " + line.Result + "  " + line.Error))
}

// printResult writes what became of one job. A stdout that fails does not stop the run:
// the program ends with exit code 1 in time.
func (a *app) printResult(r sftj.BulkResult) {
	line, text := a.bulkLineOf(r)
	if a.flags.output != "name" {
		_ = a.printRecord(line, text)
	} else if r.Err == nil {
		_ = a.printName(r.Job)
	}
}

// bulkSummary is the end of a bulk run, as JSON mode writes it to stderr.
type bulkSummary struct {
	Jobs            int `json:"jobs"`
	Resumed         int `json:"resumed"`
	Reconciled      int `json:"reconciled"`
	AlreadyActive   int `json:"alreadyActive"`
	AlreadyFinished int `json:"alreadyFinished"`
	FromLedger      int `json:"fromLedger"`
	Failed          int `json:"failed"`
	OutcomeUnknown  int `json:"outcomeUnknown"`
	Skipped         int `json:"skipped"`
}

// summary tells the numbers of a run, if it came to its first job.
func (a *app) summary(r sftj.BulkReport, n int, ledger string) {
	if r.Jobs() == 0 {
		return
	}
	event := struct {
		Summary bulkSummary `json:"summary"`
	}{bulkSummary{r.Jobs(), r.Resumed, r.Reconciled, r.AlreadyActive, r.AlreadyFinished, r.FromLedger, r.Failed, r.OutcomeUnknown, r.Skipped}}
	a.notice(event, fmt.Sprintf("%d jobs: %d resumed, %d reconciled, %d at work already, %d finished already, %d by the ledger, %d failed, %d skipped",
		r.Jobs(), r.Resumed, r.Reconciled, r.AlreadyActive, r.AlreadyFinished, r.FromLedger, r.Failed, r.Skipped))
	if r.OutcomeUnknown > 0 {
		a.say("of %d it is not known whether they were resumed: read them", r.OutcomeUnknown)
	}
	if left := n - r.Jobs() - r.Duplicates; r.Cut && left > 0 {
		a.say("%d jobs were not reached", left)
	}
	if (r.Failed+r.Skipped > 0 || r.Cut) && ledger != "" {
		a.say("run it again with --ledger %s to go on", ledger)
	}
}
