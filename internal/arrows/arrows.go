// Package arrows is the module's import diagram as data: which package may import which,
// and through which door each third party enters. Its test asks the go command what is
// really imported, so a forbidden arrow, an undrawn folder or a new dependency fails.
package arrows

import (
	"path"
	"strings"
)

// Diagram is what is allowed. Whatever it does not draw is forbidden, but for the
// standard library, which is open to all.
type Diagram struct {
	Module string // the module path, the prefix of every Node.Dir
	Nodes  []Node
	Doors  []Door
}

// Node is one package of the module and the arrows that leave it.
type Node struct {
	Dir    string   // the folder below the module root, "." for the root itself
	May    []string // the folders it may import
	Rule   string   // the sentence a violation is reported with
	Tested bool     // its tests obey the arrows too; elsewhere tests are free to look around
}

// Door is where a third party enters the module.
type Door struct {
	Path      string   // an import path, standing for every package at or below it
	Through   []string // the folders that may import it
	TestsOnly bool     // no Through: every test may import it, and nothing else
}

// Package is what the go command reports of one package; the fields bear the names that
// go list -json gives them.
type Package struct {
	ImportPath   string
	Module       *Module // nil for the standard library
	Imports      []string
	TestImports  []string // by tests inside the package
	XTestImports []string // by tests beside the package
}

// Module is where a package comes from.
type Module struct {
	Path string
	Main bool // the module under test
}

// dir is the folder of an import path of this module; ok is false for any other path.
func (d Diagram) dir(importPath string) (dir string, ok bool) {
	if importPath == d.Module {
		return ".", true
	}
	return strings.CutPrefix(importPath, d.Module+"/")
}

// node finds the drawing of a folder.
func (d Diagram) node(dir string) (Node, bool) {
	for _, n := range d.Nodes {
		if n.Dir == dir {
			return n, true
		}
	}
	return Node{}, false
}

// door finds the most specific door for a third party's import path.
func (d Diagram) door(importPath string) (found Door, ok bool) {
	for _, door := range d.Doors {
		covers := importPath == door.Path || strings.HasPrefix(importPath, door.Path+"/")
		if covers && len(door.Path) > len(found.Path) {
			found, ok = door, true
		}
	}
	return found, ok
}

// siblings reports whether both folders lie directly in api/.
func siblings(a, b string) bool {
	return path.Dir(a) == "api" && path.Dir(b) == "api"
}
