package arrows

import (
	"maps"
	"slices"
)

// Compiled lists the third-party packages that a program compiles by importing the given
// package, directly or through others, sorted. pkgs must describe all of them, as
// go list -deps does; an import path that it does not describe adds nothing.
func Compiled(pkgs []Package, importPath string) []string {
	byPath := make(map[string]Package, len(pkgs))
	for _, p := range pkgs {
		byPath[p.ImportPath] = p
	}
	reached := make(map[string]bool)
	third := make(map[string]bool)
	for todo := []string{importPath}; len(todo) > 0; {
		p := byPath[todo[len(todo)-1]]
		todo = todo[:len(todo)-1]
		if p.Module == nil || reached[p.ImportPath] {
			continue
		}
		reached[p.ImportPath] = true
		if !p.Module.Main {
			third[p.ImportPath] = true
		}
		todo = append(todo, p.Imports...)
	}
	return slices.Sorted(maps.Keys(third))
}
