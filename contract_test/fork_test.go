package contract_test

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// forkProperties are the fields that a fork adds to the contract and to the facts, one of every
// type.
const forkProperties = `
        newText: {type: string}
        newFlag: {type: boolean}
        newInt32: {type: integer, format: int32}
        newInt64Text: {type: string, format: int64}
        newFloat: {type: number, format: float}
        newDouble: {type: number, format: double}
        newNumber: {type: number}
        newInt64: {type: integer, format: int64}
        newInteger: {type: integer}
        newTime: {type: string, format: date-time, nullable: true}
        newLink: {type: string, format: uri-or-empty}
        newUuid: {type: string, format: uuid-or-empty}
        newState: {x-default: NEW_STATE_UNSPECIFIED, allOf: [{$ref: '#/components/schemas/NewState'}]}
        newMessage: {type: object, nullable: true, allOf: [{$ref: '#/components/schemas/NewMessage'}]}
        newMessages: {type: array, items: {$ref: '#/components/schemas/NewMessage'}}
        newList: {type: array, items: {type: string}}
        newNumbers: {type: array, items: {type: number, format: double}}
`

const forkSchemas = `    NewMessage:
      type: object
      nullable: true
      description: New.
      x-source: documented
      x-since: '2030-01-01'
      properties:
        double: {type: number, format: double, description: New.}
        label: {type: string, description: New.}
    NewMap:
      type: object
      description: New.
      x-source: documented
      x-since: '2030-01-01'
      additionalProperties:
        type: string
    NewState:
      type: string
      description: New.
      x-source: documented
      x-since: '2030-01-01'
      enum: [NEW_STATE_UNSPECIFIED, NEW_STATE_ON]
      x-open-enum: '^NEW_STATE_[A-Z0-9_]+$'
`

// TestFork_FieldOfEveryType_EndsGreen walks the steps of openapi/README.md in a copy of this
// checkout, and runs the tests of the copy. It takes minutes, so make fork runs it.
func TestFork_FieldOfEveryType_EndsGreen(t *testing.T) {
	if os.Getenv("SFTJ_FORK") != "1" {
		t.Skip("it takes minutes: make fork")
	}
	fork := t.TempDir()
	copyCheckout(t, fork)
	properties := strings.ReplaceAll(forkProperties[1:], "}\n", ", x-source: documented, x-since: '2030-01-01', description: New.}\n") +
		"        newMap:\n          $ref: '#/components/schemas/NewMap'\n"
	for _, document := range []string{"openapi.yaml", filepath.Join("upstream", "facts.yaml")} {
		edit(t, filepath.Join(fork, "openapi", document), "    JobState:\n      type: string\n", properties+forkSchemas+"    JobState:\n      type: string\n")
	}
	for _, step := range [][]string{
		{"go", "generate", "./..."}, {"make", "docs"}, {"go", "vet", "./..."}, {"go", "test", "-timeout", "50m", "./..."},
	} {
		cmd := exec.CommandContext(t.Context(), step[0], step[1:]...)
		cmd.Dir = fork
		cmd.Env = append(os.Environ(), "SFTJ_FORK=", "GOFLAGS=")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", strings.Join(step, " "), err, out)
		}
	}
}

// copyCheckout copies the module, without what is not a part of it.
func copyCheckout(t *testing.T, to string) {
	t.Helper()
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		below, err := filepath.Rel("..", path)
		if err != nil {
			return err
		}
		switch {
		case d.IsDir() && (d.Name() == ".git" || below == "bin" || below == "dist"):
			return filepath.SkipDir
		case d.IsDir():
			return os.MkdirAll(filepath.Join(to, below), 0o700)
		case !d.Type().IsRegular():
			return nil
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, below), content, info.Mode().Perm()|0o200)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// edit replaces a text that is in a file once.
func edit(t *testing.T, file, old, with string) {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(string(content), old) != 1 {
		t.Fatalf("%s does not have %q once", file, old)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(content), old, with, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
}
