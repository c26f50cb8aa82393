package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/fireworks-sftj/sdk/api/contract"
)

func (a *app) checkCommand() *cobra.Command {
	var f checkFlags
	cmd := &cobra.Command{
		Use:   "check --base-url URL",
		Short: "Judge a server by the contract",
		Long: `Runs the contract kit against a server: checks that send requests and hold each answer
to the contract. It only reads, unless --allow-write; then it changes the jobs that the
flags name, and no other. --plan shows every request, and sends none.

The target is never taken from FIREWORKS_ variables or the profile, but from the flags,
or from SFTJ_BASE_URL, SFTJ_API_KEY, SFTJ_ACCOUNT_ID, SFTJ_PAUSED_JOBS and so on for the
other states, SFTJ_FOREIGN_ACCOUNT, SFTJ_FOREIGN_JOB, SFTJ_ALLOW=write,
SFTJ_ALLOW_WRITE_TO, SFTJ_ALLOW_INCOMPLETE, SFTJ_RATE and SFTJ_TIMEOUT. They apply only
when --base-url is unset or equal to SFTJ_BASE_URL. Requests go through the proxy that
HTTPS_PROXY, HTTP_PROXY and NO_PROXY name.

It exits with 0 if no check failed, 1 if one did, 2 for a command line that can't be
used, 3 if the target cannot be judged (it cannot be reached, never answers as the
service does, goes away during the run, or refuses the key) or not to the end (checks were
left out for lack of time, requests or patience, unless --allow-incomplete), and 130 if
it was interrupted. -v reports every check of the plan as it ends, and not only those
that fail.`,
		Example: `  sftj check --base-url http://127.0.0.1:8080 --api-key fw_emulator_acme --account acme --plan
  sftj check --base-url https://staging.example --account acme --paused-job a1,a2 --allow-write
  sftj check --base-url https://staging.example --account acme --report report.html --junit junit.xml`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.check(cmd, &f) },
	}
	f.register(cmd.Flags())
	completeCheck(cmd)
	cmd.AddCommand(a.checkCompareCommand())
	return cmd
}

// check runs the kit, or shows what it would do.
func (a *app) check(cmd *cobra.Command, f *checkFlags) error {
	if err := a.checkFormat(); err != nil {
		return err
	}
	if f.list {
		return a.printChecks()
	}
	target, opts, err := a.checkTarget(cmd.Flags(), f)
	if err != nil {
		return usage(cmd, err)
	}
	more, err := a.checkOptions(cmd.Flags(), f)
	if err != nil {
		return usage(cmd, err)
	}
	opts = append(opts, more...)
	steps, err := contract.Plan(target, opts...)
	switch {
	case err != nil:
		return usage(cmd, targetInFlags(err))
	case f.plan:
		return a.printPlan(target, steps)
	}
	files, err := openReports(f)
	if err != nil {
		return usage(cmd, err)
	}
	defer files.discard()
	a.warnOfPlainHTTP(target)
	report, err := contract.Run(cmd.Context(), target, append(opts, contract.WithProgress(a.sayResults(steps)))...)
	if err != nil {
		return err
	}
	if err := errors.Join(files.write(report), a.printReport(report)); err != nil {
		return err
	}
	return a.verdictOn(cmd.Context(), report, f)
}

// checkFormat refuses what a report can't be printed as. Text is another name for table.
func (a *app) checkFormat() error {
	switch a.flags.output {
	case "text":
		a.flags.output = "table"
	case "name":
		return &usageError{err: fmt.Errorf("a report has no -o name: want text, json, jsonl, yaml or %sQUERY", jsonpathPrefix), command: "sftj check"}
	}
	return a.checkOutput()
}
