package contract_test

import (
	"regexp"
	"slices"
	"strings"
)

// pathParameter is a parameter in a path template.
var pathParameter = regexp.MustCompile(`\{([^}]+)\}`)

// object goes down the keys and returns nil where the way or the object is missing.
func object(node any, keys ...string) map[string]any {
	at, _ := node.(map[string]any)
	for _, key := range keys {
		at, _ = at[key].(map[string]any)
	}
	return at
}

// resolve follows the references of a node inside the document. It returns nil for one
// that leads nowhere, in a circle or out of the document.
func resolve(doc map[string]any, node any) map[string]any {
	at := object(node)
	for range 8 {
		ref, isRef := at["$ref"].(string)
		if !isRef {
			return at
		}
		pointer, local := strings.CutPrefix(ref, "#/")
		if !local {
			return nil
		}
		keys := strings.Split(pointer, "/")
		for i, key := range keys {
			keys[i] = strings.ReplaceAll(strings.ReplaceAll(key, "~1", "/"), "~0", "~")
		}
		at = object(doc, keys...)
	}
	return nil
}

// without is a copy of the object that lacks the keys.
func without(node map[string]any, keys ...string) map[string]any {
	rest := map[string]any{}
	for key, value := range node {
		if !slices.Contains(keys, key) {
			rest[key] = value
		}
	}
	return rest
}

func anySlice(values []string) []any {
	all := make([]any, len(values))
	for i, value := range values {
		all[i] = value
	}
	return all
}

func deepCopy(node any) any {
	switch node := node.(type) {
	case map[string]any:
		twin := make(map[string]any, len(node))
		for key, value := range node {
			twin[key] = deepCopy(value)
		}
		return twin
	case []any:
		twin := make([]any, len(node))
		for i, value := range node {
			twin[i] = deepCopy(value)
		}
		return twin
	}
	return node
}

// walk visits every object of the document but those inside an example, each with its
// JSON pointer.
func walk(where string, node any, visit func(where string, node map[string]any)) {
	switch node := node.(type) {
	case map[string]any:
		visit(where, node)
		for key, value := range node {
			inExample := key == "example" || key == "value" && strings.Contains(where, "/examples/")
			if inExample && !strings.HasSuffix(where, "/properties") {
				continue
			}
			step := strings.ReplaceAll(strings.ReplaceAll(key, "~", "~0"), "/", "~1")
			walk(where+"/"+step, value, visit)
		}
	case []any:
		for _, value := range node {
			walk(where+"/-", value, visit)
		}
	}
}

func schemaRef(name string) map[string]any {
	return map[string]any{"$ref": "#/components/schemas/" + name}
}
