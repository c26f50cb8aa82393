package cli

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/conform"
)

const evidenceFile = "../../docs/evidence.md"

// TestReferenceOfEvidence holds docs/evidence.md against the contract, of which it is
// generated. It is written anew by: make docs
func TestReferenceOfEvidence(t *testing.T) {
	want := evidencePage(t)
	if *update {
		if err := os.WriteFile(evidenceFile, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	page, err := os.ReadFile(evidenceFile)
	if err != nil {
		t.Fatal(err)
	}
	if string(page) != want {
		t.Error("docs/evidence.md is not what the contract says: make docs")
	}
}

func evidencePage(t *testing.T) string {
	t.Helper()
	c, err := conform.New()
	if err != nil {
		t.Fatal(err)
	}
	list, err := c.Statements()
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	out.WriteString(`# Evidence

What each statement of the [contract](../openapi/openapi.yaml) rests on. Generated from the
contract by ` + "`make docs`" + `; a test holds it fresh.

- **documented**: the vendor's reference states it. What has no ` + "`x-source`" + ` in the contract is from the
  published reference of the resume operation.
- **observed**: it was seen on the wire, in captures, from other clients or on sibling resources.
- **inferred**: it follows from sibling resources, or from what is documented or observed.
- **assumption**: nothing public states it. A check that fails on one is reported as "not as the
  contract assumes".

`)
	out.WriteString("| kind | statements | documented | observed | inferred | assumption | seen in captures |\n|---|---|---|---|---|---|---|\n")
	sources := []conform.Source{conform.SourceDocumented, conform.SourceObserved, conform.SourceInferred, conform.SourceAssumed}
	total := make(map[conform.Source]int)
	captured := 0
	for _, kind := range conform.StatementKinds() {
		count, seen, all := make(map[conform.Source]int), 0, 0
		for _, s := range list {
			if s.Kind != kind {
				continue
			}
			all++
			count[s.Source]++
			total[s.Source]++
			if len(s.Observations) > 0 {
				seen++
			}
		}
		captured += seen
		writeCounts(&out, string(kind), all, count, sources, seen)
	}
	writeCounts(&out, "all", len(list), total, sources, captured)
	for _, kind := range conform.StatementKinds() {
		fmt.Fprintf(&out, "\n## %s\n\n| statement | source | since | seen in captures |\n|---|---|---|---|\n", strings.ToUpper(string(kind)[:1])+string(kind)[1:])
		for _, s := range list {
			if s.Kind == kind {
				fmt.Fprintf(&out, "| `%s` | %s | %s | %s |\n", s.Name, s.Source, orDash(s.Since), observationCell(s.Observations))
			}
		}
	}
	return out.String()
}

func writeCounts(out *strings.Builder, name string, all int, count map[conform.Source]int, sources []conform.Source, seen int) {
	fmt.Fprintf(out, "| %s | %d |", name, all)
	for _, source := range sources {
		fmt.Fprintf(out, " %d |", count[source])
	}
	fmt.Fprintf(out, " %d |\n", seen)
}

func observationCell(list []conform.Observation) string {
	words := make([]string, len(list))
	for i, o := range list {
		words[i] = fmt.Sprintf("%s, %s, %d times", o.Date, o.Resource, o.Seen)
	}
	return orDash(strings.Join(words, "; "))
}
