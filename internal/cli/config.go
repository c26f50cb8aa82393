package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/fireworks-sftj/sdk/internal/redact"
)

func (a *app) configCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "config",
		Short: "Show each setting and where it came from",
		Long: `Shows what the program would talk to, as whom and by which way: each setting, its value, and
which flag, variable or file it came from. Nothing is sent. The key and a proxy's password
are masked unless --show-secrets. Where the settings are looked for: sftj help environment.`,
		Example: `  sftj config
  sftj config --profile work -o jsonpath=.value`,
		Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := a.checkOutput(); err != nil {
				return err
			}
			s, err := a.settings()
			printed := a.printSettings(s) // the rest is worth seeing
			if err == nil && s.mixed() {
				a.say("the key is from %s and the account from %s: check that they belong together", s.key.From, s.account.From)
			}
			return errors.Join(printed, err)
		},
	}
}

// printSettings writes a line for each setting. As a table it is for the person who asks
// why the wrong account was used: the source is what they look for.
func (a *app) printSettings(s settings) error {
	rows := []setting{s.key, s.account, s.baseURL, s.network.proxy, s.network.caFile, a.profileSetting(s.profile)}
	if a.flags.output == "table" {
		tw := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(tw, "SETTING\tVALUE\tFROM")
		for _, row := range rows {
			row = a.shown(row)
			fmt.Fprintf(tw, "%s\t%s\t%s\n", row.Name, orDash(oneLine(row.Value)), orDash(oneLine(row.From)))
		}
		return tw.Flush()
	}
	for i := range rows {
		rows[i] = a.shown(rows[i])
	}
	if a.flags.output == "json" {
		return writeJSON(a.stdout, rows)
	}
	for _, row := range rows {
		if err := a.printRecord(row, row.Name); err != nil {
			return err
		}
	}
	return nil
}

// profileSetting is the file that is read, and whether it can be. One that is not needed
// may be broken without an error, and here is where that is seen.
func (a *app) profileSetting(p profile) setting {
	row := setting{Name: "profile", Value: p.path, From: "default"}
	if a.flags.profile != "" {
		row.From = "flag --profile, section [" + a.flags.profile + "]"
	}
	if p.path == "" { // there is no home to look in
		row.From = ""
		return row
	}
	switch _, err := p.load(); {
	case errors.Is(err, fs.ErrNotExist):
		row.From += "; there is no such file"
	case err != nil:
		row.From += "; it can't be read"
	}
	return row
}

// shown is a setting as it may be printed. The length of a key is told, because a line
// break that was copied with it makes it longer.
func (a *app) shown(s setting) setting {
	switch {
	case a.flags.showSecrets || s.Value == "":
	case s.secret:
		s.Value = fmt.Sprintf("%s, %d characters", redact.Mask, len([]rune(s.Value)))
	default:
		s.Value = redact.Text(s.Value)
	}
	return s
}

// orDash stands for nothing in a table.
func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
