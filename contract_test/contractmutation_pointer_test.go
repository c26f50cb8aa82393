package contract_test

import (
	"slices"
	"strconv"
	"strings"
)

// nodeAt is what a JSON pointer leads to, nil for nowhere.
func nodeAt(doc map[string]any, pointer string) any {
	var node any = doc
	for step := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		if pointer == "" {
			break
		}
		switch parent := node.(type) {
		case map[string]any:
			node = parent[plainStep(step)]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(parent) {
				return nil
			}
			node = parent[i]
		default:
			return nil
		}
	}
	return node
}

func parentPointer(where string) string { return where[:max(strings.LastIndexByte(where, '/'), 0)] }

// lastKey is the last step of a pointer as the document writes it.
func lastKey(where string) string { return plainStep(lastName(where)) }

func plainStep(step string) string {
	return strings.ReplaceAll(strings.ReplaceAll(step, "~1", "/"), "~0", "~")
}

// annotated lists where in a document some keys stand, examples apart.
func annotated(doc map[string]any, keys ...string) []string {
	var all []string
	walk("", doc, func(where string, node map[string]any) {
		if strings.Contains(where, "/-") || strings.HasPrefix(where, "/components/examples") || strings.Contains(where, "/examples/") {
			return
		}
		for key := range node {
			if slices.Contains(keys, key) && !strings.HasSuffix(where, "/properties") {
				all = append(all, pointerTo(where, key))
			}
		}
	})
	slices.Sort(all)
	return all
}
