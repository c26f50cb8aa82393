package contract_test

import (
	"fmt"
	"slices"
	"strconv"
)

// withValue is a copy of a body that has a value at a place; nil takes away what is there.
func withValue(body any, at []string, value any) any {
	if len(at) == 0 {
		return value
	}
	twin := deepCopy(body)
	node := twin
	for i, step := range at {
		last := i == len(at)-1
		switch parent := node.(type) {
		case map[string]any:
			switch {
			case last && value == nil:
				delete(parent, step)
			case last:
				parent[step] = value
			}
			node = parent[step]
		case []any:
			n, err := strconv.Atoi(step)
			if err != nil || n >= len(parent) {
				panic(fmt.Sprintf("no item %s in a body: %v", step, at))
			}
			if last {
				parent[n] = value
			}
			node = parent[n]
		default:
			panic(fmt.Sprintf("no %s in a body: %v", step, at))
		}
	}
	return twin
}

func instancePointer(at []string) string {
	where := ""
	for _, step := range at {
		where = pointerTo(where, step)
	}
	return where
}

func indexName(i int) string { return strconv.Itoa(i) }

// only is a value with nothing but its required properties, and one more.
func only(value any, required []string, name string) any {
	kept := map[string]any{}
	for key, member := range object(value) {
		if key == name || slices.Contains(required, key) {
			kept[key] = member
		}
	}
	return kept
}
