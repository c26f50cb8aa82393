package cli

import (
	"strings"
	"testing"
)

func TestBareState(t *testing.T) {
	for filter, want := range map[string]string{
		`state="PAUSED"`:                          "PAUSED",
		`epochs=3 AND state = running`:            "RUNNING",
		`state!='failed' OR state="JOB_STATE_X"`:  "FAILED",
		`state="JOB_STATE_PAUSED"`:                "",
		`state="NEWER"`:                           "",
		`display_name="PAUSED"`:                   "",
		`display_name:"state" AND name:"running"`: "",
		"": "",
	} {
		if got := bareState(filter); got != want {
			t.Errorf("%s: %q, want %q", filter, got, want)
		}
	}
}

// TestFilterThatFindsNothing: each command that takes a filter tells what may be wrong with
// it, and says nothing of one that found a job.
func TestFilterThatFindsNothing(t *testing.T) {
	for args, hint := range map[string]bool{
		`list --filter state="PAUSED"`:                    true,
		`watch --filter state="PAUSED"`:                   true,
		`resume --yes --filter state="PAUSED"`:            true,
		`list --filter state="JOB_STATE_IDLE"`:            false,
		`list --filter state="PAUSED"OR(state!="PAUSED")`: false,
	} {
		_, env := emulated(t)
		got := sftjRun(t, env, strings.Fields(args)...)
		if strings.Contains(got.stderr, `a filter has states in full: state="JOB_STATE_PAUSED"`) != hint || got.code != 0 {
			t.Errorf("%s: exit %d\n%s%s", args, got.code, got.stdout, got.stderr)
		}
	}
}
