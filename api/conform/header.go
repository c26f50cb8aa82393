package conform

import (
	"encoding/json"
	"net/http"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// judgeHeaders holds the headers of a response against those the contract declares.
func (c *Checker) judgeHeaders(f *findings, declared openapi3.Headers, header http.Header) {
	for name, ref := range declared {
		if ref.Value == nil || http.CanonicalHeaderKey(name) == "Content-Type" {
			continue // the content type is judged with the body
		}
		place := "header/" + name
		values := header.Values(name)
		if len(values) == 0 {
			if ref.Value.Required {
				f.add(place, "required", "", "the header is missing")
			}
			continue
		}
		if ref.Value.Schema == nil {
			continue
		}
		schema := ref.Value.Schema.Value
		for _, value := range values {
			for _, cause := range causes(schema.VisitJSON(headerValue(schema, value), append(slices.Clip(c.schema), openapi3.MultiErrors())...)) {
				if fault := c.catalogue.fault(cause); fault.rule != "" {
					f.add(place, fault.rule, fault.value, fault.message)
				}
			}
		}
	}
}

// headerValue reads a header as the JSON value that its schema is about, or leaves it the
// string that it is.
func headerValue(schema *openapi3.Schema, value string) any {
	if schema.Type.Is(openapi3.TypeString) {
		return value
	}
	var v any
	if json.Unmarshal([]byte(value), &v) != nil {
		return value
	}
	return v
}
