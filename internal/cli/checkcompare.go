package cli

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fireworks-sftj/sdk/api/contract"
)

func (a *app) checkCompareCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "compare BEFORE.json AFTER.json",
		Short: "Say where two reports of check differ",
		Long: `Compares two reports that check --json wrote: of one server at two times, or of a
stand-in and the real service. It lists the checks that came to different verdicts, those
that only one of the runs made, what the contract has and only one of them saw, and the
fields that are new or gone. - is stdin.

It exits with 0 if no check that both runs made came to a different verdict, with 1 if one
did, and with 3 if none did and one of the runs is incomplete: it could not judge its
target, or left checks out for lack of time, requests or patience. Nothing is sent.`,
		Example: `  sftj check --emulator --json emulator.json
  sftj check compare emulator.json staging.json`,
		Args: twoReports,
		RunE: func(cmd *cobra.Command, args []string) error { return a.compareReports(cmd, args[0], args[1]) },
	}
}

func twoReports(cmd *cobra.Command, args []string) error {
	if len(args) == 2 {
		return nil
	}
	return usage(cmd, errors.New("which two reports? Give two files, or - for stdin"))
}

func (a *app) compareReports(cmd *cobra.Command, before, after string) error {
	if err := a.checkFormat(); err != nil {
		return err
	}
	if before == "-" && after == "-" {
		return usage(cmd, errors.New("stdin can be read once: - was given twice"))
	}
	first, err := a.readReport(before)
	if err != nil {
		return usage(cmd, err)
	}
	second, err := a.readReport(after)
	if err != nil {
		return usage(cmd, err)
	}
	c := contract.Compare(first, second)
	var text strings.Builder
	if err := c.WriteText(&text); err != nil {
		return err
	}
	if err := a.printRecord(c, strings.TrimSuffix(text.String(), "\n")); err != nil {
		return err
	}
	switch {
	case !c.Agree():
		return &verdictError{exitError}
	case c.Incomplete():
		return &verdictError{exitNotJudged}
	}
	return nil
}
