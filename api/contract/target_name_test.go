package contract_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/contract"
)

const inAcme, inRival = "accounts/acme/supervisedFineTuningJobs/", "accounts/rival/supervisedFineTuningJobs/"

// TestFullNames gives the target by full resource names, and has the same requests planned
// as for ids.
func TestFullNames(t *testing.T) {
	named := target()
	named.Account = "accounts/acme"
	named.Jobs.Running = []string{inAcme + "running1"}
	named.Jobs.Paused = []string{inAcme + "paused1", "paused2", inAcme + "paused3"}
	named.Foreign = contract.Foreign{Job: inRival + "secret1"}
	if got, want := planned(t, named), planned(t, target()); got != want {
		t.Errorf("planned\n%s\nwant\n%s", got, want)
	}
	if named.Jobs.Running[0] != inAcme+"running1" {
		t.Error("the caller's ids were changed")
	}
	for name, change := range map[string]func(*contract.Target){
		"a job of another account":         func(t *contract.Target) { t.Jobs.Failed = []string{inRival + "x"} },
		"a foreign job of another account": func(t *contract.Target) { t.Foreign = contract.Foreign{Account: "third", Job: inRival + "x"} },
		"the same job by both names":       func(t *contract.Target) { t.Jobs.Failed = []string{inAcme + "running1"} },
		"another kind of name":             func(t *contract.Target) { t.Jobs.Failed = []string{"accounts/acme/datasets/x"} },
	} {
		at := target()
		change(&at)
		if _, err := contract.Plan(at); !errors.Is(err, contract.ErrTarget) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func planned(t *testing.T, at contract.Target) string {
	t.Helper()
	steps, err := contract.Plan(at)
	if err != nil {
		t.Fatal(err)
	}
	var lines strings.Builder
	for _, s := range steps {
		for _, p := range s.Probes {
			lines.WriteString(p.String() + "\n")
		}
	}
	return lines.String()
}
