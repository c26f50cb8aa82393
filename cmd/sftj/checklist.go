package main

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
	fmt.Fprintln(tw, "CHECK\tNEEDS\tRULE")
	for _, c := range contract.Checks() {
		needs := make([]string, len(c.Needs))
		for i, n := range c.Needs {
			needs[i] = string(n)
		}
		fmt.Fprintf(tw, "%s\t%s\t%s\n", c.ID, orDash(strings.Join(needs, ", ")), c.Rule)
	}
	if err := tw.Flush(); err != nil {
		return err
	}
	return a.printRecord(struct {
		Checks []contract.Check `json:"checks"`
	}{contract.Checks()}, strings.TrimSuffix(text.String(), "\n"))
}
