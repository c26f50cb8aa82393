package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fireworks-sftj/sdk/api/contract"
)

// completeCheck completes ids of checks, and offers no files where ids of jobs are wanted.
func completeCheck(cmd *cobra.Command) {
	for _, name := range []string{"only", "require", "known-failings"} {
		_ = cmd.RegisterFlagCompletionFunc(name, listed(checkIDs())) // it fails for a flag that is not there
	}
	for _, j := range jobFlags(&contract.Jobs{}) {
		_ = cmd.RegisterFlagCompletionFunc(j.name, cobra.NoFileCompletions)
	}
	for _, name := range []string{"foreign-account", "foreign-job", "allow-write-to", "rate", "timeout", "answer-timeout", "min-coverage"} {
		_ = cmd.RegisterFlagCompletionFunc(name, cobra.NoFileCompletions)
	}
}

// checkIDs are the subjects of the checks, and their ids.
func checkIDs() []string {
	var ids []string
	for _, c := range contract.Checks() {
		subject, _, _ := strings.Cut(c.ID, ".")
		if !slices.Contains(ids, subject) {
			ids = append(ids, subject)
		}
	}
	for _, c := range contract.Checks() {
		ids = append(ids, c.ID)
	}
	return ids
}
