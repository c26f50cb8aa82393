package cli

import (
	"errors"
	"syscall"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// nextStep returns a command that helps after an error, or nothing where none does. The command
// only reads, except for a paused job: the user decides what is sent again.
func nextStep(err error, code int) string {
	if _, ok := errors.AsType[*manyError](err); ok {
		return "" // each of them has been told about
	}
	if stopped, ok := errors.AsType[*stoppedError](err); ok && stopped.told {
		return ""
	}
	if errors.Is(err, errNoKey) {
		return "make a key at https://app.fireworks.ai/settings/users/api-keys, then: export FIREWORKS_API_KEY=fw_...; to try without one: sftj demo, or --emulator"
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
	_, standstill := errors.AsType[*standstillError](err)
	switch {
	case code == exitAuth:
		return "sftj config shows which key and account were used, and where they came from"
	case code == exitAccount && isCall && call.Operation == "resume" && job != "JOB":
		return "when the account is in order again: sftj resume " + job // as its hint says, and no other job
	case code == exitAccount:
		return "when the account is in order again: sftj resume --all-paused --dry-run"
	case code == exitNotResumable && isCall && call.Before != nil && unsaid(call.Before.Lifecycle()):
		return "sftj get " + job
	case code == exitNotResumable:
		return "sftj get " + job + " shows more; --also-from resumes from others than PAUSED"
	case standstill, code == exitPausedAgain && !errors.Is(err, sftj.ErrPausedAgain):
		return "sftj resume " + job + " --wait"
	case code == exitStillRunning:
		return "sftj watch " + job
	case code == exitJobFailed && errors.Is(err, sftj.ErrNotFound):
		return "sftj list shows the jobs that are left"
	case code == exitUnknown, code == exitPausedAgain, code == exitJobFailed:
		return "sftj get " + job
	}
	if errors.Is(err, syscall.EADDRINUSE) {
		return "another port, as in sftj serve --addr 127.0.0.1:0, which takes a free one"
	}
	if !isCall { // what is left has exit code 1, and few of these errors have a remedy
		return ""
	}
	switch {
	case call.Is(sftj.ErrNotFound) && call.Job == "":
		return "sftj config shows which account was asked for, and where"
	case call.Is(sftj.ErrNotFound):
		return "sftj list shows the jobs of the account"
	case unlikeContract(err):
		return "sftj drift shows where the service and the contract part"
	case call.Status == 0 && code == exitError: // there was no response
		return "sftj config shows which service was called"
	}
	return ""
}
