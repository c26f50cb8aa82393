package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// didYouMean is what is nearest to a name, as the end of an error, or nothing.
func didYouMean(name string, names []string) string {
	if near := nearest(name, names); len(near) > 0 {
		return ", did you mean " + strings.Join(near, " or ") + "?"
	}
	return ""
}

// nearest returns the names that it takes the fewest typing errors to get from to this one,
// two at most. The beginning of a name is no error at all.
func nearest(name string, names []string) (near []string) {
	const most = 2
	fewest := most
	name = strings.ToLower(name)
	for _, n := range names {
		d := typos(name, strings.ToLower(n))
		if name != "" && strings.HasPrefix(strings.ToLower(n), name) {
			d = 0
		}
		if d < fewest {
			near, fewest = nil, d
		}
		if d == fewest {
			near = append(near, n)
		}
	}
	return near
}

// typos is the Levenshtein distance: how many letters have to be put in, left out or
// replaced.
func typos(a, b string) int {
	from, to := []rune(a), []rune(b)
	row := make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range from {
		diagonal := row[0]
		row[0] = i + 1
		for j, s := range to {
			cost := diagonal
			if r != s {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(to)]
}

// subcommands are the names of a command's own commands and topics.
func subcommands(cmd *cobra.Command) (names []string) {
	for _, c := range cmd.Commands() {
		if !c.Hidden && !slices.Contains([]string{cobra.ShellCompRequestCmd, cobra.ShellCompNoDescRequestCmd}, c.Name()) {
			names = append(names, c.Name())
		}
	}
	return names
}
