package cli

import (
	"bytes"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// TestTableFitsTheTerminal: no row is wider than a terminal, and where there is none nothing
// is cut.
func TestTableFitsTheTerminal(t *testing.T) {
	shown, err := columnsNamed([]string{"id", "state", "display-name", "output-model"})
	if err != nil {
		t.Fatal(err)
	}
	jobs := []*sftj.Job{{}, {}}
	jobs[0].Name, jobs[0].State = "accounts/acme/supervisedFineTuningJobs/yibuk7xq", "JOB_STATE_PAUSED"
	jobs[0].DisplayName, jobs[0].OutputModel = strings.Repeat("東京", 20), "model"
	jobs[1].Name, jobs[1].State = "accounts/acme/supervisedFineTuningJobs/b", "JOB_STATE_CREATING_INPUT_DATASET"
	table := func(room int) string {
		var out bytes.Buffer
		list := newJobTable(&out, shown, 0, room)
		for _, job := range jobs {
			if err := list.add(job); err != nil {
				t.Fatal(err)
			}
		}
		if err := list.flush(); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	for room := 1; room < 150; room++ {
		for line := range strings.Lines(table(room)) {
			if line = strings.TrimSuffix(line, "\n"); width(line) > room {
				t.Fatalf("%d columns for %d: %q", width(line), room, line)
			}
		}
	}
	const want = `ID        STATE               DISPLAY NAME        OUTPUT MODEL
yibuk7xq  PAUSED              東京東京東京東京…   model
b         CREATING_INPUT_DA…
`
	if got := table(62); got != want {
		t.Errorf("\n%s\nwant\n%s", got, want)
	}
	if got := table(0); !strings.Contains(got, jobs[0].DisplayName+"  model\n") || strings.Contains(got, "…") {
		t.Errorf("cut where there is no terminal:\n%s", got)
	}
}

// TestTable_NoProblem_ColumnIsLeftOutOnATerminal: an empty column takes no room from the others.
func TestTable_NoProblem_ColumnIsLeftOutOnATerminal(t *testing.T) {
	shown, err := columnsNamed([]string{"id", "problem"})
	if err != nil {
		t.Fatal(err)
	}
	failed := gaugeOf(t, `"state":"JOB_STATE_FAILED","status":{"code":"INTERNAL"}`).last.Job
	good := gaugeOf(t, `"state":"JOB_STATE_RUNNING"`).last.Job
	for want, jobs := range map[string][]*sftj.Job{
		"ID\nft-42\nft-42\n":                       {good, good},
		"ID     PROBLEM\nft-42\nft-42  INTERNAL\n": {good, failed},
	} {
		var out bytes.Buffer
		table := newJobTable(&out, shown, 0, 79)
		for _, job := range jobs {
			if err := table.add(job); err != nil {
				t.Fatal(err)
			}
		}
		if err := table.flush(); err != nil || out.String() != want {
			t.Errorf("%v\n%swant\n%s", err, out.String(), want)
		}
	}
}
