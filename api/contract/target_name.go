package contract

import (
	"fmt"

	"github.com/fireworks-sftj/sdk/internal/apiname"
)

// byID returns the target with ids where full resource names were given.
//
// Errors: ErrTarget, for a job of another account than the one it is given for.
func (t Target) byID() (Target, error) {
	t.Account = apiname.Account(t.Account)
	for _, ids := range []*[]string{
		&t.Jobs.Paused, &t.Jobs.Running, &t.Jobs.Completed, &t.Jobs.Failed, &t.Jobs.Cancelled, &t.Jobs.Deleted,
	} {
		out := make([]string, len(*ids)) // the caller's stays as it is
		for i, name := range *ids {
			job, _ := apiname.Split(name) // any other form is an id, or refused as one later
			if job.Account != "" && job.Account != t.Account {
				return t, fmt.Errorf("%w: %q is a job of account %q, not of %q", ErrTarget, name, job.Account, t.Account)
			}
			out[i] = job.ID
		}
		*ids = out
	}
	foreign, _ := apiname.Split(t.Foreign.Job)
	t.Foreign.Account, t.Foreign.Job = apiname.Account(t.Foreign.Account), foreign.ID
	switch {
	case t.Foreign.Account == "":
		t.Foreign.Account = foreign.Account
	case foreign.Account != "" && foreign.Account != t.Foreign.Account:
		return t, fmt.Errorf("%w: the foreign job is of account %q, not of %q", ErrTarget, foreign.Account, t.Foreign.Account)
	}
	return t, nil
}
