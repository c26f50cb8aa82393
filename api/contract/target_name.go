package contract

import (
	"fmt"
	"strings"
)

// byID returns the target with ids where full resource names were given.
//
// Errors: ErrTarget, for a job of another account than the one it is given for.
func (t Target) byID() (Target, error) {
	t.Account = accountID(t.Account)
	for _, ids := range []*[]string{
		&t.Jobs.Paused, &t.Jobs.Running, &t.Jobs.Completed, &t.Jobs.Failed, &t.Jobs.Cancelled, &t.Jobs.Deleted,
	} {
		out := make([]string, len(*ids)) // the caller's stays as it is
		for i, name := range *ids {
			account, id := splitName(name)
			if account != "" && account != t.Account {
				return t, fmt.Errorf("%w: %q is a job of account %q, not of %q", ErrTarget, name, account, t.Account)
			}
			out[i] = id
		}
		*ids = out
	}
	account, id := splitName(t.Foreign.Job)
	t.Foreign.Account, t.Foreign.Job = accountID(t.Foreign.Account), id
	switch {
	case t.Foreign.Account == "":
		t.Foreign.Account = account
	case account != "" && account != t.Foreign.Account:
		return t, fmt.Errorf("%w: the foreign job is of account %q, not of %q", ErrTarget, account, t.Foreign.Account)
	}
	return t, nil
}

// accountID is the id in accounts/{account}, or what was given.
func accountID(name string) string { return strings.TrimPrefix(name, "accounts/") }

// splitName takes accounts/{account}/supervisedFineTuningJobs/{id} apart. What is no such
// name is an id, or refused as one later.
func splitName(name string) (account, id string) {
	if parts := strings.Split(name, "/"); len(parts) == 4 && parts[0] == "accounts" && parts[2] == "supervisedFineTuningJobs" {
		return parts[1], parts[3]
	}
	return "", name
}
