package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/fireworks-sftj/sdk/api/contract"
)

// knownFailings reads the ids of --known-failings: those that stand there, or, where a file
// has that name, those in it, one a line, with comments behind #.
//
// Errors: a file that can't be read.
func (a *app) knownFailings(values []string) ([]string, error) {
	var ids []string
	for _, v := range values {
		if _, err := os.Stat(v); err != nil && !strings.ContainsRune(v, filepath.Separator) {
			ids = append(ids, v)
			continue
		}
		text, err := a.readFile(v)
		if err != nil {
			return nil, fmt.Errorf("--known-failings: %w", err)
		}
		for line := range strings.Lines(string(text)) {
			id, _, _ := strings.Cut(line, "#")
			ids = append(ids, strings.Fields(id)...)
		}
	}
	return ids, nil
}

// coverageGate says what a report lacks of the coverage that is demanded, "" for nothing.
func coverageGate(r *contract.Report, percent float64) string {
	seen, all := r.Covered()
	if got := 100 * float64(seen) / float64(max(1, all)); got < percent {
		return fmt.Sprintf("coverage: %d of %d parts of the contract were seen, %.1f %%; --min-coverage demands %g %%", seen, all, got, percent)
	}
	return ""
}
