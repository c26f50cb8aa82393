package cli

import (
	"fmt"
	"slices"
	"strings"
)

// notRunHere are commands that this test can't run, with the reason.
func notRunHere() map[string]string {
	return map[string]string{
		"make test":     "it would run this test",
		"make contract": "a test of its own, contract_test",
		"make staging":  "it needs a live service; without one it is a test of contract_test",
		"go install":    "it needs a release and the network; the test binary is the program",
	}
}

// readmeChecks say what commands do, by how their line begins. A command that is new in
// the README gets an entry here.
func readmeChecks() map[string]func(result) string {
	has := func(stdout, stderr string) func(result) string {
		return func(r result) string {
			if !strings.Contains(r.stdout, stdout) || !strings.Contains(r.stderr, stderr) {
				return fmt.Sprintf("no %q and %q", stdout, stderr)
			}
			return ""
		}
	}
	lines := func(n int, each string) func(result) string {
		return func(r result) string {
			if strings.Count(r.stdout, "\n") != n || strings.Count(r.stdout, each) != n {
				return fmt.Sprintf("not %d lines with %s", n, each)
			}
			return ""
		}
	}
	return map[string]func(result) string{
		"make demo":                            has("yibuk7xq COMPLETED 100 %", ""),
		"export FIREWORKS_API_KEY=":            has("", ""),
		"sftj config":                          has("environment FIREWORKS_API_KEY", ""),
		"sftj list --filter":                   has("yibuk7xq  PAUSED", ""),
		"sftj resume yibuk7xq --wait":          has("JOB_STATE_COMPLETED", "resumed yibuk7xq"),
		"sftj resume --all-paused --dry-run":   has("would be resumed", "4 of 4 jobs would be resumed, in about 8s; no resume was sent"),
		"sftj resume --all-paused --yes":       has("paused01  resumed", "4 jobs: 4 resumed"),
		"sftj list -o json | jq":               lines(10, "accounts/acme/supervisedFineTuningJobs/"),
		"sftj list -o name | xargs":            lines(10, "JOB_STATE_"),
		"sftj list -o name --filter":           has("", "no jobs"), // they are all resumed by now
		"sftj get yibuk7xq -o json > captured": has("", ""),
		"source <(sftj completion bash)":       has("", ""),
		"sftj check --emulator --plan":         has("resume.moves", ""),
		"sftj check --emulator --allow-write":  has("0 failed", ""),
		"sftj validate --operation resume":     has("captured.json: ok", ""),
	}
}

// readmeKey is the longest key of readmeChecks that a line begins with.
func readmeKey(line string) string {
	var found []string
	for key := range readmeChecks() {
		if strings.HasPrefix(line, key) {
			found = append(found, key)
		}
	}
	slices.SortFunc(found, func(a, b string) int { return len(b) - len(a) })
	return first(append(found, "")...)
}
