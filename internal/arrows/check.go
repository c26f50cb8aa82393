package arrows

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Check compares what is imported with what is drawn and returns one sentence per
// violation, sorted; nothing when the module is as drawn. A package of the module that
// is not drawn, and a drawn one that is not there, are violations too. Packages of other
// modules may be among pkgs and are not judged.
func Check(d Diagram, pkgs []Package) []string {
	found := make(map[string]bool)
	here := make(map[string]bool)
	for _, p := range pkgs {
		dir, ours := d.dir(p.ImportPath)
		if !ours {
			continue
		}
		here[dir] = true
		node, drawn := d.node(dir)
		if !drawn {
			found[dir+": not in the diagram; draw it in internal/arrows/diagram.go"] = true
			continue
		}
		for _, to := range p.Imports {
			found[d.judge(node, to, false)] = true
		}
		if !node.Tested {
			continue
		}
		for _, to := range slices.Concat(p.TestImports, p.XTestImports) {
			found[d.judge(node, to, true)] = true
		}
	}
	for _, n := range d.Nodes {
		if !here[n.Dir] {
			found[n.Dir+": in the diagram, but there is no such package"] = true
		}
	}
	delete(found, "")
	return slices.Sorted(maps.Keys(found))
}

// judge says what is wrong with the arrow from one package to one import, or nothing.
func (d Diagram) judge(from Node, to string, test bool) string {
	if standard(to) {
		return ""
	}
	if dir, ours := d.dir(to); ours {
		switch {
		case dir == from.Dir || slices.Contains(from.May, dir):
			return ""
		case siblings(from.Dir, dir):
			return fmt.Sprintf("%s → %s: siblings meet only in internal/cli and contract_test", from.Dir, dir)
		default:
			return fmt.Sprintf("%s → %s: %s", from.Dir, dir, from.Rule)
		}
	}
	door, ok := d.door(to)
	switch {
	case !ok:
		return fmt.Sprintf("%s → %s: no door is drawn for it in internal/arrows/diagram.go", from.Dir, to)
	case slices.Contains(door.Through, from.Dir) || test && door.TestsOnly:
		return ""
	case door.TestsOnly:
		return fmt.Sprintf("%s → %s: only tests import it", from.Dir, to)
	default:
		return fmt.Sprintf("%s → %s: enters through %s only", from.Dir, to, strings.Join(door.Through, ", "))
	}
}

// standard tells a package of the standard library by its path, because go list does not
// describe what only tests import: a module path starts with a host name, which has a
// dot, and no standard package does.
func standard(importPath string) bool {
	host, _, _ := strings.Cut(importPath, "/")
	return !strings.Contains(host, ".")
}
