package main

import (
	"errors"
	"strings"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// bulkLine is what became of one job, as JSON mode writes it.
type bulkLine struct {
	Error  string `json:"error,omitempty"`
	Job    string `json:"job"`
	Name   string `json:"name,omitempty"` // in full; nothing where the account is not known
	Posts  int    `json:"posts"`
	Result string `json:"result"`
}

// bulkLineOf says what became of one job, for a program and for people. People are told
// what is about the whole run once, at its end, and not with every job.
func (a *app) bulkLineOf(r sftj.BulkResult) (line bulkLine, text string) {
	line = bulkLine{Job: a.mask(idOf(r.Job)), Name: a.mask(inFull(r.Job)), Posts: r.Posts, Result: string(r.Outcome)}
	switch {
	case r.Skipped:
		line.Result = "skipped"
	case r.OutcomeUnknown():
		line.Result = "unknown"
	case r.Err != nil:
		line.Result = "failed"
	case r.FromLedger:
		line.Result += ", by the ledger"
	}
	if r.Err != nil {
		line.Error = a.errorText(r.Err)
	}
	why := line.Error
	switch {
	case r.Skipped:
		why = ""
	case aboutAccount(r.Err) != nil && !r.OutcomeUnknown():
		why = aboutAccount(r.Err).Error()
	}
	return line, strings.TrimSpace(oneLine(line.Job + "  " + line.Result + "  " + why))
}

// aboutAccount returns what an error says about the key or the account, and nothing if it
// is about a job.
func aboutAccount(err error) error {
	for _, kind := range []error{sftj.ErrUnauthenticated, sftj.ErrAccountSuspended, sftj.ErrPaymentRequired} {
		if errors.Is(err, kind) {
			return kind
		}
	}
	return nil
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
