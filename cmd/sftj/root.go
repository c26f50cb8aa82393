package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/ohler55/ojg/jp"
	"github.com/spf13/cobra"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/api/sftj"
)

// app is what the commands share: the streams, the environment and the global flags.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
	flags          globalFlags
	query          jp.Expr // of -o jsonpath=QUERY; nil for another output
	// clientOptions are added to those of every client; none but in tests.
	clientOptions []sftj.Option
	// memory is the service of --emulator, once it was used.
	memory *emulator.Emulator
}

func (a *app) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "sftj",
		Short: "Resume supervised fine-tuning jobs at Fireworks AI, and know that they were",
		Long: `sftj resumes paused supervised fine-tuning jobs, watches them to their end, and
checks what the service says against the contract. It is unofficial.

A job is given by its id or its full resource name. The account and the key come from
flags, then FIREWORKS_API_KEY, FIREWORKS_ACCOUNT_ID and FIREWORKS_BASE_URL, then
~/.fireworks/auth.ini. Data goes to stdout, everything else to stderr.`,
		Example: `  sftj demo                                    # see it work, without an account
  sftj list --filter 'state="JOB_STATE_PAUSED"'
  sftj resume yibuk7xq --wait`,
		Args:              noSuchCommand,
		RunE:              func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		SilenceErrors:     true,
		SilenceUsage:      true,
		DisableAutoGenTag: true,
		// cobra's own default, which it sets only where it looks for suggestions itself.
		SuggestionsMinimumDistance: 2,
	}
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return &usageError{err: nearFlag(cmd, err), command: cmd.CommandPath()}
	})
	a.flags.register(root.PersistentFlags())
	root.AddCommand(
		a.resumeCommand(), a.getCommand(), a.listCommand(), a.watchCommand(),
		a.checkCommand(), a.validateCommand(), a.driftCommand(), a.serveCommand(), a.demoCommand(), a.configCommand(), a.versionCommand(),
		exitCodesTopic(), environmentTopic(), outputTopic(),
	)
	helpThatFails(root)
	a.completeFlags(root)
	return root
}

// noSuchCommand refuses what is no command, and says what was perhaps meant.
func noSuchCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return usage(cmd, unknown("command", cmd, args[0]))
}

// unknown is the error for a name that is none of a command's own.
func unknown(kind string, cmd *cobra.Command, name string) error {
	err := fmt.Errorf("unknown %s %q", kind, name)
	if near := cmd.SuggestionsFor(name); len(near) > 0 {
		err = fmt.Errorf("%w, did you mean %s?", err, strings.Join(near, " or "))
	}
	return err
}

// noArgs and its siblings are cobra's checks with an error that is a usage error.
func noArgs(cmd *cobra.Command, args []string) error { return usage(cmd, cobra.NoArgs(cmd, args)) }

func atLeastOne(cmd *cobra.Command, args []string) error {
	return usage(cmd, cobra.MinimumNArgs(1)(cmd, args))
}

func usage(cmd *cobra.Command, err error) error {
	if err == nil {
		return nil
	}
	return &usageError{err: err, command: cmd.CommandPath()}
}
