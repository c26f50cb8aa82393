package cli

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// goes finds an option of the Go package.
var goes = regexp.MustCompile(`\bWith[A-Z]`)

// TestHintsSpeakOfFlags: what the program prints, it says in its own terms, as text and
// as JSON.
func TestHintsSpeakOfFlags(t *testing.T) {
	const full = "accounts/rival/supervisedFineTuningJobs/ft-42"
	dreaming := `{"name":"accounts/acme/supervisedFineTuningJobs/ft-42","dataset":"d","state":"JOB_STATE_DREAMING"}`
	for _, tt := range []struct {
		name, args, want string
		env              map[string]string
		opts             []sftj.Option
	}{
		{"plain http", "get ft-42", "use https, or --plain-http", map[string]string{"FIREWORKS_BASE_URL": "http://s.example.com"}, nil},
		{"another account's job", "get " + full, "use --account rival", nil, nil},
		{"no account", "get ft-42", "set FIREWORKS_ACCOUNT_ID, use --account, or", map[string]string{"FIREWORKS_ACCOUNT_ID": ""}, nil},
		{"no account to list", "list", "use --account, or", map[string]string{"FIREWORKS_ACCOUNT_ID": ""}, nil},
		{"too large an answer", "get ft-42", "--page-size", nil, []sftj.Option{sftj.WithMaxBody(10)}},
		{"an unknown state", "resume ft-42", "allow it with --also-from", nil, nil},
	} {
		for _, output := range []string{"table", "json"} {
			t.Run(tt.name+"/"+output, func(t *testing.T) {
				env := newService(t, answering(200, dreaming)).env()
				maps.Copy(env, tt.env)
				got := runApp(t.Context(), &app{clientOptions: tt.opts}, env, append(strings.Fields(tt.args), "-o", output)...)
				if got.code == 0 || !strings.Contains(got.stderr, tt.want) || goes.MatchString(got.stderr) {
					t.Errorf("exit %d, no %q\n%s", got.code, tt.want, got.stderr)
				}
			})
		}
	}
}

// TestEveryHintOfTheSDKIsKnown reads the SDK's own texts: each that names an option of Go
// either has its flag, or is about a setting that the program never gets wrong.
func TestEveryHintOfTheSDKIsKnown(t *testing.T) {
	neverMet := []string{
		"use WithMaxAttempts(1) to turn retries off",
		"leave WithMaxBody out for 50 MiB",
		"leave WithReconcileFor out for 15 s",
		"use WithPollInterval(2*time.Second, 30*time.Second)",
	}
	files, err := filepath.Glob("../../api/sftj/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(err, "no source")
	}
	met := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			literal, ok := n.(*ast.BasicLit)
			if !ok || literal.Kind != token.STRING {
				return true
			}
			text, err := strconv.Unquote(literal.Value)
			if err != nil || !goes.MatchString(text) || slices.Contains(neverMet, text) {
				return true
			}
			met++
			// The source's text ends where the name of the account is put in.
			if said := inFlags(strings.Replace(text, `WithAccount(`, `WithAccount("x")`, 1)); goes.MatchString(said) {
				t.Errorf("%s: %q speaks of Go: give it a flag in hint.go", name, said)
			}
			return true
		})
	}
	if met < 6 {
		t.Errorf("only %d hints found", met)
	}
}
