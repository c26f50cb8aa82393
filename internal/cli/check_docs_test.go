package cli

import (
	"fmt"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/contract"
)

const kitFile = "../../docs/contract-kit.md"

// TestReferenceOfChecks holds the tables of docs/contract-kit.md against the checks and
// their plan. They are written anew by: make docs
func TestReferenceOfChecks(t *testing.T) {
	page, err := os.ReadFile(kitFile)
	if err != nil {
		t.Fatal(err)
	}
	want := string(page)
	for mark, table := range map[string]string{"checks": checkTable(), "harmless": harmlessTable(t)} {
		between := regexp.MustCompile("(?s)<!-- " + mark + " -->\n.*?<!-- end -->")
		want = between.ReplaceAllLiteralString(want, "<!-- "+mark+" -->\n"+table+"<!-- end -->")
	}
	if *update {
		if err := os.WriteFile(kitFile, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(page) != want {
		t.Error("docs/contract-kit.md is not what the checks are: make docs")
	}
}

func checkTable() string {
	var out strings.Builder
	out.WriteString("| check | what must hold | source | needs |\n|---|---|---|---|\n")
	for _, c := range contract.Checks() {
		fmt.Fprintf(&out, "| `%s` | %s | %s | %s |\n", c.ID, cell(c.Rule), c.Source, cell(needs(c)))
	}
	return out.String()
}

// harmlessTable lists the requests, those of the same form once.
func harmlessTable(t *testing.T) string {
	steps, err := contract.Plan(contract.Target{
		BaseURL: "http://sftj.test", APIKey: "fw_k", Account: "acme",
		Foreign: contract.Foreign{Account: "rival", Job: "secret1"},
	})
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	out.WriteString("| check | request | how often | why it can't change anything |\n|---|---|---|---|\n")
	for _, s := range steps {
		var lines []string
		count := make(map[string]int)
		for _, p := range s.Probes {
			if p.Method == http.MethodGet || p.Method == http.MethodHead || p.Method == http.MethodOptions {
				continue
			}
			if p.Harmless == "" {
				t.Errorf("%s is planned without leave to write, and its Harmless does not say why that is allowed", p)
			}
			line := fmt.Sprintf("| `%s` | `%s` | %%d | %s |\n", s.ID, p, cell(p.Harmless))
			if count[line] += max(1, p.AtMost); !slices.Contains(lines, line) {
				lines = append(lines, line)
			}
		}
		for _, line := range lines {
			fmt.Fprintf(&out, line, count[line])
		}
	}
	return out.String()
}

// cell is a text in a table.
func cell(s string) string { return strings.ReplaceAll(orDash(s), "|", `\|`) }
