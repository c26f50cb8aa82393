package main

import "github.com/spf13/cobra"

func exitCodesTopic() *cobra.Command {
	return &cobra.Command{Use: "exit-codes", Short: "What the exit codes mean", Long: exitCodesHelpText}
}

// helpThatFails makes help for what does not exist a usage error. Cobra's own prints the
// general help, and succeeds.
func helpThatFails(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	for _, help := range root.Commands() {
		if help.Name() != "help" {
			continue
		}
		help.Run = nil
		help.RunE = func(cmd *cobra.Command, args []string) error {
			topic, rest, err := root.Find(args)
			switch {
			case err != nil:
				return usage(root, err)
			case len(rest) > 0:
				return usage(topic, unknown("help topic", topic, rest[0]))
			}
			topic.InitDefaultHelpFlag()
			return topic.Help()
		}
	}
}
