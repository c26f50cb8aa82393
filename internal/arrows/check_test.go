package arrows_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fireworks-sftj/sdk/internal/arrows"
)

// house is a small module with an arrow of every kind.
func house() arrows.Diagram {
	return arrows.Diagram{
		Module: "example.org/house",
		Nodes: []arrows.Node{
			{Dir: ".", Rule: "the root is empty"},
			{Dir: "gen", Rule: "generated code is a leaf"},
			{Dir: "api/sdk", May: []string{"gen"}, Rule: "the SDK stands on gen"},
			{Dir: "api/stub", May: []string{"gen"}, Rule: "the stub stands on gen"},
			{Dir: "cmd", May: []string{"api/sdk", "api/stub"}, Rule: "reaches no deeper", Tested: true},
		},
		Doors: []arrows.Door{
			{Path: "example.com/router/debug", Through: []string{"cmd"}},
			{Path: "example.com/router", Through: []string{"gen", "api/stub"}},
			{Path: "example.com/router/match", Through: []string{"api/stub"}},
			{Path: "example.com/diff", TestsOnly: true},
		},
	}
}

// asDrawn is the house with every package in its place and only drawn arrows.
func asDrawn() map[string]arrows.Package {
	return map[string]arrows.Package{
		".":        {ImportPath: "example.org/house"},
		"gen":      {Imports: []string{"net/http", "example.com/router"}},
		"api/sdk":  {Imports: []string{"example.org/house/gen"}, XTestImports: []string{"example.org/house/api/stub"}},
		"api/stub": {Imports: []string{"example.org/house/gen", "example.com/router/match"}},
		"cmd": {
			Imports:      []string{"example.org/house/api/sdk", "example.org/house/api/stub", "example.com/router/debug"},
			TestImports:  []string{"testing", "example.com/diff/text"},
			XTestImports: []string{"example.org/house/cmd"},
		},
	}
}

func TestCheck(t *testing.T) {
	imports := func(paths ...string) arrows.Package { return arrows.Package{Imports: paths} }
	inside := func(paths ...string) arrows.Package { return arrows.Package{TestImports: paths} }
	beside := func(paths ...string) arrows.Package { return arrows.Package{XTestImports: paths} }

	tests := []struct {
		name string
		dir  string // the package that differs from the drawing
		pkg  arrows.Package
		gone bool // and is not there at all
		want []string
	}{
		{name: "as drawn", dir: "gen", pkg: imports("context")},
		{
			name: "sibling", dir: "api/sdk", pkg: imports("example.org/house/api/stub"),
			want: []string{"api/sdk → api/stub: siblings meet only in internal/cli and contract_test"},
		},
		{
			name: "upwards", dir: "gen", pkg: imports("example.org/house/api/sdk"),
			want: []string{"gen → api/sdk: generated code is a leaf"},
		},
		{
			name: "the root", dir: "gen", pkg: imports("example.org/house"),
			want: []string{"gen → .: generated code is a leaf"},
		},
		{
			name: "two levels at once", dir: "cmd", pkg: imports("example.org/house/gen"),
			want: []string{"cmd → gen: reaches no deeper"},
		},
		{
			name: "undrawn below a drawn one", dir: "api/sdk/util", pkg: imports("fmt"),
			want: []string{"api/sdk/util: not in the diagram; draw it in internal/arrows/diagram.go"},
		},
		{
			name: "arrow to an undrawn package", dir: "api/sdk", pkg: imports("example.org/house/util"),
			want: []string{"api/sdk → util: the SDK stands on gen"},
		},
		{
			name: "gone", dir: "api/stub", gone: true,
			want: []string{"api/stub: in the diagram, but there is no such package"},
		},
		{
			name: "wrong door", dir: "api/sdk", pkg: imports("example.com/router"),
			want: []string{"api/sdk → example.com/router: enters through gen, api/stub only"},
		},
		{
			name: "a narrower door beats a wider one", dir: "gen", pkg: imports("example.com/router/debug"),
			want: []string{"gen → example.com/router/debug: enters through cmd only"},
		},
		{
			name: "and so does one drawn later", dir: "gen", pkg: imports("example.com/router/match"),
			want: []string{"gen → example.com/router/match: enters through api/stub only"},
		},
		{
			name: "a door is not a prefix of letters", dir: "gen", pkg: imports("example.com/router2"),
			want: []string{"gen → example.com/router2: no door is drawn for it in internal/arrows/diagram.go"},
		},
		{
			name: "no door", dir: "cmd", pkg: imports("example.net/new"),
			want: []string{"cmd → example.net/new: no door is drawn for it in internal/arrows/diagram.go"},
		},
		{
			name: "a testing library outside tests", dir: "cmd", pkg: imports("example.com/diff"),
			want: []string{"cmd → example.com/diff: only tests import it"},
		},
		{
			name: "a test inside the program", dir: "cmd", pkg: inside("example.org/house/gen"),
			want: []string{"cmd → gen: reaches no deeper"},
		},
		{
			name: "a test beside the program", dir: "cmd", pkg: beside("example.com/router"),
			want: []string{"cmd → example.com/router: enters through gen, api/stub only"},
		},
		{name: "tests elsewhere are free", dir: "gen", pkg: beside("example.org/house/cmd", "example.net/new")},
		{
			name: "every violation, sorted and once", dir: "gen",
			pkg: imports("example.org/house/cmd", "example.net/new", "example.org/house/cmd"),
			want: []string{
				"gen → cmd: generated code is a leaf",
				"gen → example.net/new: no door is drawn for it in internal/arrows/diagram.go",
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			pkgs := asDrawn()
			pkgs[tt.dir] = tt.pkg
			if tt.gone {
				delete(pkgs, tt.dir)
			}
			foreign := arrows.Package{ImportPath: "example.com/router", Imports: []string{"example.net/anything"}}
			all := []arrows.Package{foreign}
			for dir, p := range pkgs {
				if dir != "." {
					p.ImportPath = "example.org/house/" + dir
				}
				all = append(all, p)
			}
			if diff := cmp.Diff(tt.want, arrows.Check(house(), all)); diff != "" {
				t.Errorf("violations (-want +got):\n%s", diff)
			}
		})
	}
}
