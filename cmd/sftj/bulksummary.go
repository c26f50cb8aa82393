package main

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

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

// summary tells the numbers of a run, if it had any job.
func (a *app) summary(r sftj.BulkReport, ledger string) {
	if r.Jobs() == 0 {
		return
	}
	event := struct {
		Summary bulkSummary `json:"summary"`
	}{bulkSummary{r.Jobs(), r.Resumed, r.Reconciled, r.AlreadyActive, r.AlreadyFinished, r.FromLedger, r.Failed, r.OutcomeUnknown, r.Skipped}}
	a.notice(event, jobsText(r.Jobs())+": "+notZero([]numbered{
		{r.Resumed, "resumed"}, {r.Reconciled, "reconciled"}, {r.AlreadyActive, "at work already"},
		{r.AlreadyFinished, "finished already"}, {r.FromLedger, "by the ledger"}, {r.Failed, "failed"},
		{r.OutcomeUnknown, "unknown"}, {r.Skipped, "skipped"},
	}))
	switch r.OutcomeUnknown {
	case 0:
	case 1:
		a.say("of 1 job it is not known whether it was resumed: read it")
	default:
		a.say("of %d jobs it is not known whether they were resumed: read them", r.OutcomeUnknown)
	}
	if r.Failed+r.OutcomeUnknown+r.Skipped == 0 || ledger == "" {
		return
	}
	// What a write to a file fails with; nothing else of a run has to do with a path.
	if _, broken := errors.AsType[*fs.PathError](r.Stopped); broken {
		a.say("make room and run it again, or run it with another --ledger: what is at work by now is left alone")
		return
	}
	a.say("run it again with --ledger %s to go on", ledger)
}

// numbered is how many of something there are.
type numbered struct {
	n    int
	what string
}

// notZero lists those that there are any of.
func notZero(all []numbered) string {
	var some []string
	for _, x := range all {
		if x.n > 0 {
			some = append(some, fmt.Sprintf("%d %s", x.n, x.what))
		}
	}
	return strings.Join(some, ", ")
}

// jobsText is a number of jobs, as in 1 job.
func jobsText(n int) string {
	if n == 1 {
		return "1 job"
	}
	return fmt.Sprintf("%d jobs", n)
}
