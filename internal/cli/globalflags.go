package cli

import (
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// globalFlags are the flags of every command.
type globalFlags struct {
	apiKey, account, baseURL, profile string
	caFile                            string
	output                            string
	emulator, showSecrets, plainHTTP  bool
	strict                            bool
	verbose                           bool
}

// register adds them. No default is read from the environment here: help would show it, the
// key among it.
func (f *globalFlags) register(flags *pflag.FlagSet) {
	flags.StringVar(&f.apiKey, "api-key", "", "API key (prefer FIREWORKS_API_KEY: flags can be seen by others)")
	flags.StringVar(&f.account, "account", "", "account id, in place of FIREWORKS_ACCOUNT_ID")
	flags.StringVar(&f.baseURL, "base-url", "", "URL of the service, in place of FIREWORKS_BASE_URL")
	flags.StringVar(&f.profile, "profile", "", "section of ~/.fireworks/auth.ini to read")
	flags.StringVar(&f.caFile, "ca-file", "", "file of certificate authorities to trust beside the system's, in place of SSL_CERT_FILE")
	flags.StringVarP(&f.output, "output", "o", "table", "table, json, jsonl, yaml, name or jsonpath=QUERY; see sftj help output")
	flags.BoolVar(&f.showSecrets, "show-secrets", false, "print keys and signed links as they are")
	flags.BoolVar(&f.emulator, "emulator", false, "use the service in memory, with sample jobs, in place of the real one")
	flags.BoolVar(&f.plainHTTP, "plain-http", false, "allow http:// to a host that is not this machine")
	flags.BoolVar(&f.strict, "strict", false, "fail on a response with any value that the contract does not allow, in place of a warning")
	flags.BoolVarP(&f.verbose, "verbose", "v", false, "log every request to stderr")
}

// emulatorConflict refuses --emulator beside a flag that is about another service. Variables
// and the profile may be set, and count for nothing then.
func emulatorConflict(cmd *cobra.Command) error {
	if firstGiven(cmd.Flags(), "emulator") == "" {
		return nil
	}
	if name := firstGiven(cmd.Flags(), "base-url", "api-key", "account", "profile"); name != "" {
		return fmt.Errorf("--emulator has an account and a key of its own: it can't go with --%s", name)
	}
	return nil
}
