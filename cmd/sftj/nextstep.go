package main

import (
	"errors"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// nextStep is a command that helps after an error, or nothing where none does. It is a
// command that reads: what to send again is for the person to decide.
func nextStep(err error, code int) string {
	if _, ok := errors.AsType[*manyError](err); ok {
		return "" // each of them has been told about
	}
	if _, ok := errors.AsType[*unjudgedError](err); ok {
		return "sftj config shows which service was asked, and with which key"
	}
	// What was given for a job may be anything, and what is printed here is made to be
	// pasted into a shell.
	job := "JOB"
	call, isCall := errors.AsType[*sftj.Error](err)
	if isCall && call.Job != "" {
		if _, _, err := sftj.ParseJobName(call.Job); err == nil {
			job = call.Job
		}
	}
	switch code {
	case exitAuth:
		return "sftj config shows which key and account were used, and where they came from"
	case exitAccount:
		return "when the account is in order again: sftj resume --all-paused --dry-run"
	case exitNotResumable:
		return "sftj get " + job + " shows its state; --also-from resumes from others than PAUSED"
	case exitStillRunning:
		return "sftj watch " + job
	case exitUnknown, exitPausedAgain, exitJobFailed:
		return "sftj get " + job
	}
	// What is left has exit code 1, and few of these errors have a remedy.
	switch {
	case errors.Is(err, sftj.ErrNotFound):
		return "sftj list shows the jobs of the account"
	case isCall && call.Status == 0 && code == exitError: // nobody answered
		return "sftj config shows which service was called"
	}
	return ""
}
