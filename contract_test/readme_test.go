package contract_test

import (
	"os"
	"strings"
	"testing"
)

// TestReadmeShowsTheExample: what most people copy is compiled and run.
func TestReadmeShowsTheExample(t *testing.T) {
	read := func(name string) string {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	_, code, _ := strings.Cut(read("../api/sftj/example_readme_test.go"), "// README begins\n")
	code, _, ok := strings.Cut(code, "\t// README ends")
	if !ok {
		t.Fatal("the example has no marks")
	}
	code = strings.TrimPrefix(strings.ReplaceAll("\n"+code, "\n\t", "\n"), "\n")
	if !strings.Contains(read("../README.md"), "```go\n"+code+"```") {
		t.Errorf("README.md does not show\n%s", code)
	}
}
