package cli

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/fireworks-sftj/sdk/api/contract"
)

// printChecks lists the checks, with what each needs.
func (a *app) printChecks() error {
	var text strings.Builder
	tw := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "CHECK\tSOURCE\tNEEDS\tRULE")
	for _, c := range contract.Checks() {
		fmt.Fprintf(tw, "%s\t%s\t%s\t%s\n", c.ID, c.Source, orDash(needs(c)), c.Rule)
	}
	if err := tw.Flush(); err != nil {
		return err
	}
	return a.printRecord(struct {
		Checks []contract.Check `json:"checks"`
	}{contract.Checks()}, strings.TrimSuffix(text.String(), "\n"))
}

// needs is what a check needs, as a list for people.
func needs(c contract.Check) string {
	var names []string
	for _, n := range c.Needs {
		names = append(names, string(n))
	}
	return strings.Join(names, ", ")
}
