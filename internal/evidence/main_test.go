package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const seen = `- date: '2030-12-01'
  resource: supervisedFineTuningJobs
  server: other
  statements:
    status:
      resume 412: 2
`

func TestAdd_Evidence_ExtendsTheContractOnlyWhereItIsOfTheService(t *testing.T) {
	original, err := os.ReadFile("../../openapi/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name, file string
		vouched    bool
		want       string // of the error, "" for none
	}{
		{"of another server", seen, false, "OF_THE_SERVICE=yes"},
		{"vouched for", seen, true, ""},
		{"of the service", strings.Replace(seen, "  server: other\n", "", 1), false, ""},
		{"another file", "openapi: 3.0.3\n", true, "not a file that --evidence has written"},
		{"no file", "", false, "names no file"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			contract, file := filepath.Join(t.TempDir(), "openapi.yaml"), filepath.Join(t.TempDir(), "seen.yaml")
			if err := os.WriteFile(contract, original, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(tc.file), 0o600); err != nil {
				t.Fatal(err)
			}
			if tc.file == "" {
				file = ""
			}
			err := add(contract, file, tc.vouched)
			after, readErr := os.ReadFile(contract)
			if readErr != nil {
				t.Fatal(readErr)
			}
			if tc.want != "" {
				if err == nil || !strings.Contains(err.Error(), tc.want) {
					t.Errorf("%v, want %q", err, tc.want)
				}
				if !bytes.Equal(after, original) {
					t.Error("the contract was changed")
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if rest, ok := bytes.CutPrefix(after, original); !ok || !bytes.Contains(rest, []byte("resume 412: 2")) {
				t.Errorf("after the contract stands %q", rest)
			}
		})
	}
}
