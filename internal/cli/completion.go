package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// completionCap is how long a shell waits at most for the ids of jobs.
const completionCap = 2 * time.Second

// mostCompletions is the maximum number of ids that are offered: the service's largest page, which
// takes one request.
const mostCompletions = 200

// completeJobs completes ids of jobs of the account, each with its state. Only those that
// wanted lets through, and that are not on the command line already. A service that is
// slow or fails completes nothing: an error must not be printed into the command line that the
// user is typing.
func (a *app) completeJobs(wanted func(sftj.State) bool) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
		const directive = cobra.ShellCompDirectiveNoFileComp
		ctx, cancel := context.WithTimeout(cmd.Context(), completionCap)
		defer cancel()
		a.flags.verbose = false
		c, err := a.client(sftj.WithMaxAttempts(1), sftj.WithObserver(nil))
		if err != nil {
			return nil, directive
		}
		var found []cobra.Completion
		for job, err := range c.List(ctx, sftj.ListOptions{PageSize: mostCompletions}) {
			if err != nil || len(found) == mostCompletions {
				break
			}
			id := job.ID()
			if _, _, err := sftj.ParseJobName(id); err != nil || !strings.HasPrefix(id, begun) ||
				slices.Contains(args, id) || !wanted(job.Lifecycle()) {
				continue
			}
			text := fmt.Sprintf("%s %s", short(job.Lifecycle()), job.DisplayName)
			found = append(found, cobra.CompletionWithDesc(oneLine(id), strings.TrimSpace(oneLine(text))))
		}
		return found, directive
	}
}

// completionThatFails makes a shell that there is no script for, and an argument behind one
// that there is, usage errors. Cobra's own shows help and succeeds.
func completionThatFails(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	for _, completion := range root.Commands() {
		if completion.Name() != "completion" {
			continue
		}
		completion.Args = func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			return usage(cmd, unknown("shell", cmd, args[0]))
		}
		completion.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
		for _, shell := range completion.Commands() {
			shell.Args = noArgs
		}
	}
}

func anyState(sftj.State) bool { return true }

// completeFlags completes the values of flags, of each command that has them.
func (a *app) completeFlags(root *cobra.Command) {
	fixed := map[string][]string{
		"output":    append(outputs(), jsonpathPrefix),
		"progress":  progressModes(),
		"columns":   columnNames(),
		"also-from": knownStates(),
		"operation": {"resume", "get", "list", "create", "delete", "cancel"},
		"filter":    {`state="JOB_STATE_PAUSED"`, `state="JOB_STATE_RUNNING"`},
		"order-by":  {"create_time desc", "name"},
	}
	for _, cmd := range append(root.Commands(), root) {
		for name, values := range fixed {
			if flag := cmd.Flags().Lookup(name); flag == nil {
				continue
			}
			// It fails for a flag that is completed already, and then that one is right.
			_ = cmd.RegisterFlagCompletionFunc(name, listed(values))
		}
	}
	for _, name := range []string{"api-key", "account", "base-url", "profile"} {
		_ = root.RegisterFlagCompletionFunc(name, cobra.NoFileCompletions)
	}
	_ = root.RegisterFlagCompletionFunc("output", listed(fixed["output"]))
}

// listed completes values, the last one of a list that is separated by commas.
func listed(values []string) cobra.CompletionFunc {
	return func(_ *cobra.Command, _ []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
		before := begun[:strings.LastIndexByte(begun, ',')+1]
		var found []cobra.Completion
		for _, v := range values {
			found = append(found, before+v)
		}
		return found, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
	}
}
