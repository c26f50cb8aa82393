package contract_test

import (
	"regexp"
	"slices"
	"strings"
)

var (
	sources    = []any{"documented", "observed", "assumption"}
	extensions = []string{
		"x-source", "x-format-source", "x-since", "x-enum-since", "x-deprecated-since",
		"x-deprecated-reason", "x-open-enum", "x-lifecycle", "x-default", "x-evidence",
		"x-volatile", "x-secret",
	}
	componentSchema = regexp.MustCompile(`^/components/schemas/[^/]+$`)
	// described are the places that must explain themselves.
	described = regexp.MustCompile(`^(/info` +
		`|/components/(parameters|headers|responses|schemas|securitySchemes)/[^/]+` +
		`|/components/schemas/[^/]+/properties/[^/]+` +
		`|/paths/[^/]+/(` + strings.Join(methods, "|") + `)(/requestBody|/responses/[^/]+)?)$`)
	summarised = regexp.MustCompile(`^/components/examples/[^/]+$`)
)

// checkStructure holds what is true of every part of the document, whatever it is about.
func checkStructure(doc map[string]any, c *complaints) {
	walk("", doc, func(where string, node map[string]any) {
		if ref, isRef := node["$ref"].(string); isRef {
			if resolve(doc, node) == nil {
				c.addf("%s: $ref %s leads nowhere", where, ref)
			}
			return
		}
		text, _ := node["description"].(string)
		if strings.TrimSpace(text) == "" && described.MatchString(where) {
			c.addf("%s: no description", where)
		}
		if summary, _ := node["summary"].(string); summary == "" && summarised.MatchString(where) {
			c.addf("%s: no summary", where)
		}
		if _, ok := node["properties"].(map[string]any); ok && !componentSchema.MatchString(where) {
			c.addf("%s: an object without a name of its own", where)
		}
		for key, value := range node {
			if strings.HasPrefix(key, "x-") && !slices.Contains(extensions, key) {
				c.addf("%s: %s is not an extension of this contract", where, key)
			}
			if (key == "x-source" || key == "x-format-source") && !slices.Contains(sources, value) {
				c.addf("%s: %s: %v is not a source", where, key, value)
			}
		}
	})
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
