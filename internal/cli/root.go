package cli

import (
	"io"

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
	args           []string // the command line
	flags          globalFlags
	query          jp.Expr // of -o jsonpath=QUERY; nil for another output
	// clientOptions are added to those of every client; none but in tests.
	clientOptions []sftj.Option
	// noHelp is why there was no help to show.
	noHelp     error
	violations violations
	// stdoutColumns makes stdout a terminal so wide; 0 but in tests.
	stdoutColumns int
	profileKey    string // the API key of the profile, to be masked
	// patience tells what the client waits for, once there is a client.
	patience *patience
	// memory is the service of --emulator, once it was used.
	memory *emulator.Emulator
	// maxInput replaces the constant of this name in tests; 0 leaves it.
	maxInput int64
}

func (a *app) rootCommand() *cobra.Command {
	var version bool
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
		Args: noSuchCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if version {
				return a.printVersion()
			}
			return cmd.Help()
		},
		SilenceErrors: true,
		SilenceUsage:  true,
		// Every command has these flags, and none has a hook of its own.
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return usage(cmd, emulatorConflict(cmd)) },
		DisableAutoGenTag: true,
	}
	root.Flags().BoolVar(&version, "version", false, "print the version, as sftj version does")
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		if output := outputGiven(a.args); output != "" {
			a.flags.output = output
		}
		return usage(cmd, flagError(cmd, err))
	})
	a.flags.register(root.PersistentFlags())
	root.AddCommand(
		a.resumeCommand(), a.getCommand(), a.listCommand(), a.watchCommand(),
		a.checkCommand(), a.validateCommand(), a.driftCommand(), a.serveCommand(), a.proxyCommand(), a.demoCommand(), a.configCommand(), a.versionCommand(),
		exitCodesTopic(), environmentTopic(), outputTopic(),
	)
	helpThatFails(root)
	a.helpForSomething(root)
	completionThatFails(root)
	a.completeFlags(root)
	return root
}
