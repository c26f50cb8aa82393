package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// noSuchCommand refuses what is no command, and says what was perhaps meant.
func noSuchCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return usage(cmd, unknown("command", cmd, args[0]))
}

// unknown returns the error for a name that the command does not have.
func unknown(kind string, cmd *cobra.Command, name string) error {
	return fmt.Errorf("unknown %s %q%s", kind, name, didYouMean(name, subcommands(cmd)))
}

// noArgs refuses arguments.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return usage(cmd, fmt.Errorf("%s takes no argument, and %q is one", strings.TrimPrefix(cmd.CommandPath(), "sftj "), args[0]))
}

// atLeastOne wants arguments, and asks for them if there are none.
func atLeastOne(question string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return nil
		}
		return usage(cmd, errors.New(question))
	}
}

func usage(cmd *cobra.Command, err error) error {
	if err == nil {
		return nil
	}
	return &usageError{err: err, command: cmd.CommandPath()}
}
