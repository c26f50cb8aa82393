package contract_test

import (
	"regexp"
	"slices"
	"strings"
)

var (
	methods         = []string{"get", "put", "post", "delete", "options", "head", "patch", "trace"}
	operationIDForm = regexp.MustCompile(`^Gateway_[A-Z][A-Za-z]+$`)

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

// checkStructure holds the rules of curation that a comparison with the facts can't hold: every
// part explains itself, and our extensions mean something.
func checkStructure(doc map[string]any, c *complaints) {
	checkOperations(doc, c)
	checkEnums(doc, c)
	checkLifecycle(object(doc, "components", "schemas", "JobState"), c)
	walk("", doc, func(where string, node map[string]any) {
		if ref, isRef := node["$ref"].(string); isRef {
			if resolve(doc, node) == nil {
				c.addf("%s: $ref %s leads nowhere", where, ref)
			}
			return
		}
		if strings.TrimSpace(text(node, "description")) == "" && described.MatchString(where) {
			c.addf("%s: no description", where)
		}
		if text(node, "summary") == "" && summarised.MatchString(where) {
			c.addf("%s: no summary", where)
		}
		deprecated, _ := node["deprecated"].(bool)
		if reason := text(node, "x-deprecated-reason"); deprecated != (reason != "") {
			c.addf("%s: x-deprecated-reason %q, deprecated %t", where, reason, deprecated)
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

// checkOperations expects of every operation an id of the service's form, and of its request
// and its responses nothing but JSON, with an example.
func checkOperations(doc map[string]any, c *complaints) {
	for path, item := range object(doc, "paths") {
		for _, method := range methods {
			operation := object(item, method)
			if operation == nil {
				continue
			}
			id := text(operation, "operationId")
			if !operationIDForm.MatchString(id) {
				c.addf("%s %s: operationId is %q", method, path, id)
			}
			bodies := map[string]any{}
			if request, has := operation["requestBody"]; has {
				bodies["request"] = request
			}
			for status, response := range object(operation, "responses") {
				bodies["response "+status] = response
			}
			for what, body := range bodies {
				content := object(resolve(doc, body), "content")
				if media := object(content, "application/json"); len(content) != 1 || media == nil {
					c.addf("%s: %s: not application/json alone", id, what)
				} else if len(object(media, "examples")) == 0 {
					c.addf("%s: %s: no example", id, what)
				}
			}
		}
	}
}

// checkEnums expects an open enum to match its own values.
func checkEnums(doc map[string]any, c *complaints) {
	for name, schema := range object(doc, "components", "schemas") {
		valid, err := regexp.Compile(text(object(schema), "x-open-enum"))
		if err != nil {
			c.addf("enum %s: x-open-enum: %v", name, err)
			continue
		}
		values, _ := object(schema)["enum"].([]any)
		for _, value := range values {
			if !valid.MatchString(value.(string)) {
				c.addf("enum %s: %s does not match its own x-open-enum", name, value)
			}
		}
	}
}

// checkLifecycle expects every state but the unspecified one to be in one class.
func checkLifecycle(state map[string]any, c *complaints) {
	values, _ := state["enum"].([]any)
	unplaced := map[any]int{}
	for _, value := range values {
		unplaced[value]++
	}
	delete(unplaced, "JOB_STATE_UNSPECIFIED")
	for class, is := range without(object(state, "x-lifecycle"), "x-source") {
		list, _ := object(is)["states"].([]any)
		for _, value := range list {
			if unplaced[value] != 1 {
				c.addf("x-lifecycle.%s: %v is not a state, or has another place", class, value)
			}
			unplaced[value]--
		}
	}
	for value, count := range unplaced {
		if count > 0 {
			c.addf("x-lifecycle: %v has no place", value)
		}
	}
}
