package arrows_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fireworks-sftj/sdk/internal/arrows"
)

func TestCompiled(t *testing.T) {
	main := &arrows.Module{Path: "example.org/house", Main: true}
	other := &arrows.Module{Path: "example.com/other"}
	pkgs := []arrows.Package{
		{ImportPath: "fmt", Imports: []string{"vendor/golang.org/x/text"}},
		{ImportPath: "vendor/golang.org/x/text"},
		{ImportPath: "house/gen", Module: main, Imports: []string{"fmt", "other/b"}, XTestImports: []string{"other/test"}},
		{ImportPath: "house/sdk", Module: main, Imports: []string{"house/gen", "other/a"}},
		{ImportPath: "house/bare", Module: main, Imports: []string{"fmt", "not/described"}},
		{ImportPath: "other/a", Module: other, Imports: []string{"other/b", "other/c"}},
		{ImportPath: "other/b", Module: other, Imports: []string{"fmt"}},
		{ImportPath: "other/c", Module: other, Imports: []string{"other/a"}},
		{ImportPath: "other/test", Module: other},
	}
	tests := []struct {
		name, path string
		want       []string
	}{
		{"direct, without what its tests import", "house/gen", []string{"other/b"}},
		{"through the module and through others, each once", "house/sdk", []string{"other/a", "other/b", "other/c"}},
		{"the standard library alone", "house/bare", nil},
		{"unknown", "house/gone", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, arrows.Compiled(pkgs, tt.path)); diff != "" {
				t.Errorf("compiled (-want +got):\n%s", diff)
			}
		})
	}
}
