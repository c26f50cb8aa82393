package redact_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/internal/redact"
)

// maskedOnPurpose are the texts in the sources that redaction changes: no sentence of ours
// that a person reads as a message is among them.
var maskedOnPurpose = map[string]string{
	"fw_emulator_acme":  "the key of the emulator's sample account, printed by serve and demo alone",
	"fw_emulator_rival": "the key of the emulator's other account",
	"ada@example.com":   "the creator of a sample job",
	"API key (prefer FIREWORKS_API_KEY: flags can be seen by others)": "help of a flag, which no error quotes",
	redact.WrongKey: "the kit's own wrong key, which reports keep: see Shapes",
}

// TestText_OwnSentences_StayWhole: what a foreign text holds is masked, and our own words around
// it have to come through. A hint such as "the password: set it in …" would lose its verb.
func TestText_OwnSentences_StayWhole(t *testing.T) {
	found := 0
	for _, root := range []string{"../../api", "../../internal", "../../cmd"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && (d.Name() == "redact" || d.Name() == "testdata"):
				return fs.SkipDir
			case !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
				return nil
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				lit, ok := n.(*ast.BasicLit)
				if !ok || lit.Kind != token.STRING {
					return true
				}
				text, err := strconv.Unquote(lit.Value)
				if err != nil {
					t.Error(err)
				}
				for line := range strings.Lines(text) {
					found++
					line = strings.TrimSuffix(line, "\n")
					masked := redact.Text(line)
					if masked == line || maskedOnPurpose[line] != "" || strings.Contains(line, "--api-key fw_emulator_acme") {
						continue
					}
					t.Errorf("%s: our own text is masked; say it in other words\n  %s\n  %s", path, line, masked)
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if found < 2000 {
		t.Errorf("only %d texts were found", found)
	}
}
