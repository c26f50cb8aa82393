// Package contract is the judge: checks that hold a server to the contract, run against
// any base URL.
//
// It speaks raw net/http and shares no code with the SDK, so that a bug in a client can't
// hide a bug in a server. A [Check] is one rule in one sentence, with an id. [Run] runs
// the checks against a [Target] and returns a [Report] with a verdict on each of them:
// nothing is left out silently, what was not checked is a [Skip] with its reason.
//
// Run only reads, unless the target allows writes; then it changes the jobs that the
// target names, and no other. Every request that a check may send is a [Probe] that the
// check declares beforehand. [Plan] lists them without sending any, and Run refuses to send
// what is not in the plan.
package contract

import (
	"context"
	"errors"
	"fmt"
)

// ErrTarget is wrapped by what Run and Plan return for a target or an option that can't be
// used: a mistake of the caller, found before anything is sent.
var ErrTarget = errors.New("contract: can't use this target")

// Run judges the target. Whatever the target answers is in the report, not in the error.
// When ctx ends, the checks that are left are skipped, and the report says so.
//
// Errors: ErrTarget.
func Run(ctx context.Context, t Target, opts ...Option) (*Report, error) {
	r, err := newRun(t, opts)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, r.timeout, &timeOverError{fmt.Sprintf("the time for the run is over (%s)", r.timeout)})
	defer cancel()
	defer r.close()
	return r.all(ctx), nil
}
