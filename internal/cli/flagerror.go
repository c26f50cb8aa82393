package cli

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// flagError says what is wrong with a flag without a word of the parsers beneath.
func flagError(cmd *cobra.Command, err error) error {
	if missing, ok := errors.AsType[*pflag.NotExistError](err); ok && missing.GetSpecifiedShortnames() == "" {
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
		return fmt.Errorf("%w%s", err, didYouMean("--"+missing.GetSpecifiedName(), names))
	}
	if empty, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		return fmt.Errorf("--%s needs a value", empty.GetFlag().Name)
	}
	bad, ok := errors.AsType[*pflag.InvalidValueError](err)
	if !ok {
		return err
	}
	var wanted string
	switch bad.GetFlag().Value.Type() {
	case "int", "int32":
		wanted = "a whole number"
		if errors.Is(err, strconv.ErrRange) {
			wanted = "a number that can be meant"
		}
	case "float64":
		wanted = "a number"
	case "duration":
		wanted = "a duration, as in 90s or 2h30m"
	case "bool":
		wanted = "true or false"
	default:
		return err
	}
	return fmt.Errorf("--%s: %q is not %s", bad.GetFlag().Name, bad.GetValue(), wanted)
}

// outputGiven is the format that a command line names, wherever in it: one that can't be
// parsed is reported in that format too.
func outputGiven(args []string) (output string) {
	// -v and the like may stand before o in one word.
	given := regexp.MustCompile(`^(?:--output|-[vhwy]*o)(?:=(.*))?$|^-[vhwy]*o([^=].*)$`)
	for i, arg := range args {
		if arg == "--" {
			break
		}
		m := given.FindStringSubmatchIndex(arg)
		switch {
		case m == nil:
		case m[2] >= 0:
			output = arg[m[2]:m[3]]
		case m[4] >= 0:
			output = arg[m[4]:m[5]]
		case i+1 < len(args):
			output = args[i+1]
		}
	}
	return output
}
