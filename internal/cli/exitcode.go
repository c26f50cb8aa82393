package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// The exit codes, which scripts rely on.
const (
	exitDone          = 0
	exitError         = 1
	exitUsage         = 2
	exitJobFailed     = 3
	exitNotJudged     = 3 // check and drift alone
	exitAuth          = 4
	exitAccount       = 5
	exitNotResumable  = 6
	exitSomeFailed    = 7
	exitStillRunning  = 8
	exitUnknown       = 9
	exitPausedAgain   = 10
	exitInterrupted   = 130
	exitTerminated    = 143
	exitCodesHelpText = `sftj exits with

    0  done: resumed, already active or already finished; or nothing is wrong
    1  any other error; validate: a body violates the contract; check: a check failed;
       drift: there is drift
    2  usage, or a confirmation is missing
    3  the job ended badly: failed, cancelled, expired, deleted; check, drift: no
       verdict: the target cannot be reached or refuses the key, or checks were left out
       for lack of time, requests or patience
    4  authentication or permission: no key, a wrong key, another account
    5  the account is suspended, or has to pay
    6  the job can't be resumed from its state
    7  some jobs of several failed, ended badly, were skipped or have an unknown outcome
    8  the job was still running at the timeout
    9  outcome unknown: the request may have been applied, read the job
   10  the job is paused; or paused again, after it was seen active
  130  interrupted (143 by SIGTERM); the job itself is left alone
`
)

// errSilent is a failure that was reported already.
var errSilent = errors.New("reported already")

// errSomeFailed is the end of a run over several jobs that has named those that failed.
var errSomeFailed = errors.New("not all of the jobs went well")

// stoppedError is a bulk run that ended before its last job, because of the account, the
// key, the ledger or an outage. What became of each job was printed, so the exit code tells why the
// run was stopped.
type stoppedError struct {
	error
	told bool // the command that goes on with the run was printed
}

func (e *stoppedError) Unwrap() error { return e.error }

// usageError is a command line that can't be understood.
type usageError struct {
	err     error
	command string
}

func (e *usageError) Error() string {
	return e.err.Error() + "; see " + e.command + " --help"
}

func (e *usageError) Unwrap() error { return e.err }

// errDriftAtStop is the end of a proxy that was stopped and had found drift. The rows have
// said which.
var errDriftAtStop = fmt.Errorf("drift: %w", errSilent)

// exitCode says how the program ends after err. The worst news wins: that the outcome
// is unknown matters more than why. A command that was
// interrupted before it had done its work ends as interrupted, whatever errors it had; one that
// had done it ends as done.
func exitCode(ctx context.Context, err error) int {
	if err == nil {
		return exitDone
	}
	var usage *usageError
	var stopped *stoppedError
	var many *manyError
	var verdict *verdictError
	var unjudged *unjudgedError
	var unread *unreadError
	var call *sftj.Error
	isCall := errors.As(err, &call)
	switch {
	case errors.Is(err, errDriftAtStop):
		return exitError // a signal is how the proxy is stopped, not an interruption
	case ctx.Err() != nil:
		return exitInterrupted
	case errors.As(err, &usage):
		return exitUsage
	case errors.As(err, &verdict):
		return verdict.code
	case errors.As(err, &unjudged):
		return exitNotJudged
	case errors.As(err, &unread):
		return exitError // that the job was still running is more than is known
	case errors.As(err, &many):
		return many.code
	case errors.Is(err, errNoKey):
		return exitAuth
	case errors.Is(err, errSomeFailed):
		return exitSomeFailed
	case isCall && call.Status == 0 && call.Is(sftj.ErrInvalidArgument):
		return exitUsage
	}
	for _, c := range []struct {
		kind error
		code int
	}{
		{sftj.ErrJobFailed, exitJobFailed},
		{sftj.ErrOutcomeUnknown, exitUnknown},
		{sftj.ErrAccountSuspended, exitAccount},
		{sftj.ErrPaymentRequired, exitAccount},
		{sftj.ErrQuotaExhausted, exitError},
		{sftj.ErrUnauthenticated, exitAuth},
		{sftj.ErrPermissionDenied, exitAuth},
		{sftj.ErrNotResumable, exitNotResumable},
		{sftj.ErrPaused, exitPausedAgain},
		{sftj.ErrWaitTimeout, exitStillRunning},
	} {
		if errors.Is(err, c.kind) && (c.code != exitUnknown || !errors.As(err, &stopped)) {
			return c.code
		}
	}
	if errors.As(err, &stopped) {
		return exitSomeFailed // an outage, or a service that asks for a long pause
	}
	return exitError
}
