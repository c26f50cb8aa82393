package contract_test

import (
	"maps"
	"slices"
	"strings"
)

// The keywords of the contract that say something about the wire, and those that don't. A
// keyword in neither list fails the census: no proof of it was written.
var (
	binding = []string{
		"type", "format", "enum", "x-open-enum", "nullable", "readOnly", "required", "minimum", "maximum", "minLength",
		"maxLength", "additionalProperties", "items", "allOf", "oneOf", "pattern", "name", "in", "operationId", "scheme",
	}
	annotating = []string{
		"openapi", "info", "servers", "tags", "summary", "description", "title", "example", "examples", "default",
		"deprecated", "$ref", "components", "security", "x-source", "x-format-source", "x-since", "x-enum-since",
		"x-deprecated-since", "x-deprecated-reason", "x-lifecycle", "x-volatile", "x-secret", "x-default", "x-evidence",
	}
	// naming are the keywords whose members have names of the contract's own.
	naming = []string{"properties", "schemas", "responses", "headers", "securitySchemes", "paths", "content", "parameters"}
	// promising are those of them whose every member is a promise.
	promising = []string{"properties", "responses", "headers", "content"}
)

// census lists every constraint of a document by its JSON pointer, each entry of a list on
// its own, and the keywords that it does not know.
func census(doc map[string]any) (constraints, unknown []string) {
	var visit func(where string, node any, named bool)
	visit = func(where string, node any, named bool) {
		if list, isList := node.([]any); isList {
			for i, item := range list {
				visit(pointerTo(where, indexName(i)), item, false)
			}
			return
		}
		for key, value := range object(node) {
			here := pointerTo(where, key)
			switch {
			case named:
				if slices.Contains(promising, lastName(where)) && !strings.HasPrefix(where, "/components/"+lastName(where)) {
					constraints = append(constraints, here)
				}
				visit(here, value, false)
			case key == "enum", key == "required" && isList(value):
				for _, entry := range anyStrings(value) {
					constraints = append(constraints, pointerTo(here, entry))
				}
			case slices.Contains(methods, key):
				constraints = append(constraints, here)
				visit(here, value, false)
			case slices.Contains(binding, key):
				constraints = append(constraints, here)
				visit(here, value, false)
			case key == "components", key == "schema", key == "requestBody":
				visit(here, value, false)
			case slices.Contains(naming, key):
				visit(here, value, !isList(value))
			case key == "security":
				constraints = append(constraints, here)
			case !slices.Contains(annotating, key):
				unknown = append(unknown, here)
			}
		}
	}
	visit("", doc, false)
	slices.Sort(constraints)
	return slices.Compact(constraints), unknown
}

func isList(node any) bool {
	_, ok := node.([]any)
	return ok
}

func anyStrings(node any) []string {
	list, _ := node.([]any)
	var out []string
	for _, entry := range list {
		if text, ok := entry.(string); ok {
			out = append(out, text)
		}
	}
	return out
}

// pointerTo adds a step to a JSON pointer.
func pointerTo(where, step string) string {
	return where + "/" + strings.ReplaceAll(strings.ReplaceAll(step, "~", "~0"), "/", "~1")
}

func lastName(pointer string) string { return pointer[strings.LastIndexByte(pointer, '/')+1:] }

// behind follows a $ref of a schema, a response or a parameter, and tells where it led to.
func behind(doc map[string]any, where string, node any) (string, map[string]any) {
	for at := object(node); ; at = object(node) {
		ref, isRef := at["$ref"].(string)
		if !isRef {
			return where, at
		}
		where = strings.TrimPrefix(ref, "#")
		node = resolve(doc, at)
	}
}

func sortedKeys(node map[string]any) []string { return slices.Sorted(maps.Keys(node)) }
