package contract

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// The variables that describe a target. The vendor's FIREWORKS_ variables never choose one:
// they are set on machines whose jobs must not be tested on.
const (
	EnvBaseURL        = "SFTJ_BASE_URL"
	EnvAPIKey         = "SFTJ_API_KEY" //nolint:gosec // the name of a variable
	EnvAccount        = "SFTJ_ACCOUNT_ID"
	EnvPausedJobs     = "SFTJ_PAUSED_JOBS" // these and those of the other states: separated by commas
	EnvRunningJobs    = "SFTJ_RUNNING_JOBS"
	EnvCompletedJobs  = "SFTJ_COMPLETED_JOBS"
	EnvFailedJobs     = "SFTJ_FAILED_JOBS"
	EnvCancelledJobs  = "SFTJ_CANCELLED_JOBS"
	EnvDeletedJobs    = "SFTJ_DELETED_JOBS"
	EnvForeignAccount = "SFTJ_FOREIGN_ACCOUNT"
	EnvForeignJob     = "SFTJ_FOREIGN_JOB"
	EnvAllow          = "SFTJ_ALLOW"            // "write" is Target.AllowWrite
	EnvAllowWriteTo   = "SFTJ_ALLOW_WRITE_TO"   // Target.WriteHost
	EnvIncomplete     = "SFTJ_ALLOW_INCOMPLETE" // "true" is Gate.AllowIncomplete
	EnvRate           = "SFTJ_RATE"             // WithRate, requests a second
	EnvTimeout        = "SFTJ_TIMEOUT"          // WithTimeout, as in 10m
)

// FromEnvironment reads a target, and the limits of a run, from the SFTJ_ variables that
// getenv returns, os.Getenv or another. What is not set is empty in the target; Run and
// Plan say what is missing.
//
// Errors: ErrTarget, for a value that can't be read.
func FromEnvironment(getenv func(string) string) (Target, []Option, error) {
	get := func(name string) string { return strings.TrimSpace(getenv(name)) }
	ids := func(name string) []string {
		return strings.FieldsFunc(get(name), func(r rune) bool { return r == ',' || r == ' ' })
	}
	t := Target{
		BaseURL: get(EnvBaseURL), APIKey: get(EnvAPIKey), Account: get(EnvAccount),
		Jobs: Jobs{
			Paused: ids(EnvPausedJobs), Running: ids(EnvRunningJobs), Completed: ids(EnvCompletedJobs),
			Failed: ids(EnvFailedJobs), Cancelled: ids(EnvCancelledJobs), Deleted: ids(EnvDeletedJobs),
		},
		Foreign:   Foreign{Account: get(EnvForeignAccount), Job: get(EnvForeignJob)},
		WriteHost: get(EnvAllowWriteTo),
	}
	switch allow := get(EnvAllow); allow {
	case "":
	case "write":
		t.AllowWrite = true
	default:
		return Target{}, nil, fmt.Errorf("%w: %s=%q: it can be write, or not set", ErrTarget, EnvAllow, allow)
	}
	var opts []Option
	if v := get(EnvRate); v != "" {
		rate, err := strconv.ParseFloat(v, 64)
		if err != nil {
			return Target{}, nil, fmt.Errorf("%w: %s=%q is no number of requests a second", ErrTarget, EnvRate, v)
		}
		opts = append(opts, WithRate(rate))
	}
	if v := get(EnvTimeout); v != "" {
		d, err := time.ParseDuration(v)
		if err != nil {
			return Target{}, nil, fmt.Errorf("%w: %s=%q is no time, as in 10m", ErrTarget, EnvTimeout, v)
		}
		opts = append(opts, WithTimeout(d))
	}
	return t, opts, nil
}

// GateFromEnvironment reads the gate of a run from the SFTJ_ variables that getenv returns.
//
// Errors: ErrTarget, for a value that is neither true nor false.
func GateFromEnvironment(getenv func(string) string) (Gate, error) {
	v := strings.TrimSpace(getenv(EnvIncomplete))
	if v == "" {
		return Gate{}, nil
	}
	allow, err := strconv.ParseBool(v)
	if err != nil {
		return Gate{}, fmt.Errorf("%w: %s=%q: it can be true or false", ErrTarget, EnvIncomplete, v)
	}
	return Gate{AllowIncomplete: allow}, nil
}
