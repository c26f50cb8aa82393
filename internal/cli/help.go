package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

func exitCodesTopic() *cobra.Command {
	return &cobra.Command{Use: "exit-codes", Short: "What the exit codes mean", Long: exitCodesHelpText}
}

func environmentTopic() *cobra.Command {
	return &cobra.Command{Use: "environment", Short: "Where the settings come from", Long: `A flag wins over the environment, and the environment over the profile; a profile that
--profile names wins over the environment. What is blank counts as not set. sftj config
shows what they add up to. A key from the environment and an account from the profile, or
the other way round, are refused where they may belong to different accounts.

  FIREWORKS_API_KEY     the API key           --api-key    api_key in the profile
  FIREWORKS_ACCOUNT_ID  the account           --account    account_id
  FIREWORKS_BASE_URL    the service           --base-url   base_url
                        https://api.fireworks.ai if nothing is set

The profile is ~/.fireworks/auth.ini, with keys bare or under [fireworks], or under the
section that --profile names. ~ is HOME, or USERPROFILE where HOME is not set.

  NO_COLOR              if set to anything: no colours
  TERM                  dumb: no bars and tables that are drawn in place, but lines
  HTTPS_PROXY           the proxy to a service with https, as http://USER:PASSWORD@HOST:PORT;
                        HTTP_PROXY: to one with http; NO_PROXY: hosts to reach without it
  SSL_CERT_FILE         a file of certificate authorities to trust beside the system's, in
                        PEM form, as that of a proxy that looks into TLS; --ca-file

Every command uses the proxy and the certificate authorities. sftj check takes no target
from FIREWORKS_ variables or the profile, but from SFTJ_BASE_URL, SFTJ_API_KEY,
SFTJ_ACCOUNT_ID and others: sftj check --help.

Without a key nothing is sent. The emulator is used only where --emulator, demo or serve
ask for it.
`}
}

func outputTopic() *cobra.Command {
	return &cobra.Command{Use: "output", Short: "What -o can be", Long: `Data goes to stdout in the format that -o names. Everything else goes to stderr.

  table     for people: ages, and only what is set
  json      what the service sent, byte for byte; a list is one page with all jobs in it
  jsonl     the same, one job a line
  yaml      the same as YAML, numbers digit for digit
  name      full resource names, one a line, for sftj resume - or xargs
  jsonpath=QUERY

A query is JSONPath (RFC 9535) and is put to each job by itself; $ may be left out:

  sftj get yibuk7xq -o jsonpath=.jobProgress.percent
  sftj list -o jsonpath="$['name','state']"

Each match is a line: strings as they are, all else as JSON. No match is no line.

How many documents -o json writes:

  one             list, and get and watch of several jobs: the service's page of jobs;
                  get, watch and resume of a single job: the job;
                  config: an array; check, drift and version: an object
  one a line      resume of several jobs, resume --dry-run and validate: an object for
                  each job or file, as with jsonl
  none            serve, demo, help and completion are for people and shells

Where several jobs are resumed, json, jsonl, yaml and queries are about what became of
each: job (its id), name (in full), result, posts, error. A result is resumed, reconciled,
already active or already finished, each perhaps with ", by the ledger"; or skipped, failed
or unknown. With --wait that is on stderr, and stdout has the page of jobs at their end.

With json and jsonl what goes to stderr is JSON too, a line each, errors included. Keys
and signed links are masked in every format unless --show-secrets.
`}
}

// helpThatFails makes help for what does not exist a usage error. Cobra's own prints the
// general help, and succeeds.
func helpThatFails(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	for _, help := range root.Commands() {
		if help.Name() != "help" {
			continue
		}
		help.ValidArgsFunction = completeTopics
		help.Run = nil
		help.RunE = func(cmd *cobra.Command, args []string) error {
			topic, rest, err := root.Find(args)
			switch {
			case err != nil:
				return usage(root, unknown("help topic", root, args[0]))
			case len(rest) > 0:
				return usage(topic, unknown("help topic", topic, rest[0]))
			}
			topic.InitDefaultHelpFlag()
			return topic.Help()
		}
	}
}

// completeTopics completes commands and topics, which cobra's own leaves out.
func completeTopics(cmd *cobra.Command, args []string, begun string) (found []cobra.Completion, _ cobra.ShellCompDirective) {
	if topic, rest, err := cmd.Root().Find(args); err == nil && len(rest) == 0 {
		for _, c := range topic.Commands() {
			if slices.Contains(subcommands(topic), c.Name()) && strings.HasPrefix(c.Name(), begun) {
				found = append(found, cobra.CompletionWithDesc(c.Name(), c.Short))
			}
		}
	}
	return found, cobra.ShellCompDirectiveNoFileComp
}

// helpForSomething makes --help of what is no command a usage error, as the command itself
// is. Cobra shows the help of the command above it.
func (a *app) helpForSomething(root *cobra.Command) {
	help := root.HelpFunc()
	root.SetHelpFunc(func(cmd *cobra.Command, args []string) {
		if named := cmd.Flags().Args(); cmd.HasSubCommands() && len(named) > 0 {
			a.noHelp = usage(cmd, unknown("command", cmd, named[0]))
			return
		}
		help(cmd, args)
	})
}
