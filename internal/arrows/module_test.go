package arrows_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fireworks-sftj/sdk/internal/arrows"
)

// root is the module root, seen from this package.
const root = "../.."

// TestModule holds the module against its diagram.
func TestModule(t *testing.T) {
	d := arrows.Drawn()
	pkgs := list(t)

	for _, violation := range arrows.Check(d, pkgs) {
		t.Error(violation)
	}

	// What a program compiles, besides itself and the standard library, when it imports
	// the package. A line more is a dependency more for every user: add it on purpose.
	runtime := []string{
		"github.com/apapsch/go-jsonmerge/v2",
		"github.com/google/uuid",
		"github.com/oapi-codegen/runtime",
		"github.com/oapi-codegen/runtime/types",
	}
	decoder := []string{
		"github.com/go-json-experiment/json",
		"github.com/go-json-experiment/json/internal",
		"github.com/go-json-experiment/json/internal/jsonflags",
		"github.com/go-json-experiment/json/internal/jsonopts",
		"github.com/go-json-experiment/json/internal/jsonwire",
		"github.com/go-json-experiment/json/jsontext",
	}
	compiled := map[string][]string{
		"gen/model":  nil,
		"gen/client": runtime,
		"api/sftj":   sorted(runtime, decoder),
	}
	never := []string{"github.com/getkin/kin-openapi", "github.com/gorilla/mux"}
	for dir, want := range compiled {
		got := arrows.Compiled(pkgs, d.Module+"/"+dir)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("an importer of %s compiles (-listed +really):\n%s", dir, diff)
		}
		if i := slices.IndexFunc(got, func(p string) bool { return within(p, never) }); i >= 0 {
			t.Errorf("an importer of %s compiles %s: users of the client are spared the servers and the validator", dir, got[i])
		}
	}
}

// list asks the go command for the packages of the module and all that they import. The
// platform is fixed, so that the answer is the same on every machine.
func list(t *testing.T) []arrows.Package {
	t.Helper()
	touch(t)
	cmd := exec.CommandContext(t.Context(), "go", "list", "-deps",
		"-json=ImportPath,Module,Imports,TestImports,XTestImports", "./...")
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0")
	out, err := cmd.Output()
	if err != nil {
		if exit, ok := errors.AsType[*exec.ExitError](err); ok {
			t.Fatalf("%v\n%s", err, exit.Stderr)
		}
		t.Fatal(err)
	}
	var pkgs []arrows.Package
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p arrows.Package
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return pkgs
		} else if err != nil {
			t.Fatal(err)
		}
		pkgs = append(pkgs, p)
	}
}

// touch looks at every folder of the module. The go command remembers what a test
// process itself looked at, but not what its children did: without this a cached "ok"
// would outlive a new import.
func touch(t *testing.T) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if e != nil && e.IsDir() && path != root && strings.HasPrefix(e.Name(), ".") {
			return fs.SkipDir
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func sorted(lists ...[]string) []string {
	return slices.Sorted(slices.Values(slices.Concat(lists...)))
}

// within reports whether the package is one of the modules or below one.
func within(importPath string, modules []string) bool {
	return slices.ContainsFunc(modules, func(m string) bool {
		return importPath == m || strings.HasPrefix(importPath, m+"/")
	})
}
