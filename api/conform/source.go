package conform

import (
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Source says where a statement of the contract comes from.
type Source string

// The sources, from the strongest to the weakest. They are what x-source has in the contract;
// a statement without one is from the published reference of the resume operation.
const (
	SourceDocumented Source = "documented" // the vendor's reference states it
	SourceObserved   Source = "observed"   // bodies captured from the service show it
	SourceInferred   Source = "inferred"   // it follows from sibling resources or other clients
	SourceAssumed    Source = "assumption" // nothing public states it
)

// sourceIn reads x-source, or the extension of another key. "" is for none.
func sourceIn(extensions map[string]any, key string) Source {
	text, _ := extensions[key].(string)
	return Source(text)
}

// blame fills in the source of the statement that each violation breaks. It runs for bodies
// with violations only, so the walk through the schema costs an accepted body nothing.
func (c *Checker) blame(op *operation, status int, list []Violation) {
	if op == nil {
		return
	}
	for i := range list {
		list[i].Source = c.sourceOf(op, status, list[i])
	}
}

// sourceOf finds the source of the statement that a violation breaks: that of the field it
// points to, or the nearest one around it; else of the response; else of the operation.
func (c *Checker) sourceOf(op *operation, status int, v Violation) Source {
	source := orSeed(sourceIn(op.route.Operation.Extensions, "x-source"))
	var content openapi3.Content
	if v.Side == Response {
		declared, literal := documented(op, status)
		if declared == nil {
			return source
		}
		source = orSeed(sourceIn(declared.Extensions, "x-source"))
		if source.unproven() && c.sighted()[StatementStatus][op.Name+" "+declaredStatus(status, literal)] {
			source = SourceObserved
		}
		content = declared.Content
	} else if body := op.route.Operation.RequestBody; body != nil {
		content = body.Value.Content
	}
	media := content.Get("application/json")
	if v.Pointer != "" && !strings.HasPrefix(v.Pointer, "/") || media == nil || media.Schema == nil || !judgedBySchema(v.Rule) {
		return source
	}
	tokens := strings.Split(v.Pointer, "/")[1:] // of "" it is none
	if v.Pointer == "" {
		tokens = nil
	}
	return c.sourceAt(media.Schema, source, tokens, v.Rule)
}

// orSeed is the source of a statement that names none: the seed, which is documented.
func orSeed(s Source) Source {
	if s == "" {
		return SourceDocumented
	}
	return s
}

// judgedBySchema reports whether a rule about a body is the schema's. The others are about
// HTTP and JSON as such.
func judgedBySchema(rule string) bool {
	switch rule {
	case "empty", "body", "size", "content-type", "content-encoding", "syntax", "truncated", "trailing-bytes",
		"duplicate-key", "utf8", "bom", "status", "operation":
		return false
	}
	return true
}

// sourceAt walks down a schema by the tokens of a pointer. A component states its own source,
// or is from the seed; a part of it that states none has that of the component.
func (c *Checker) sourceAt(ref *openapi3.SchemaRef, around Source, tokens []string, rule string) Source {
	s := ref.Value
	own := sourceIn(s.Extensions, "x-source")
	name, component := c.catalogue.components[s]
	switch {
	case own != "":
		around = own
	case component && len(s.OneOf) == 0:
		around = SourceDocumented
	}
	if len(tokens) == 0 {
		if format := sourceIn(s.Extensions, "x-format-source"); rule == "format" && format != "" {
			return format
		}
		return around
	}
	field := strings.NewReplacer("~1", "/", "~0", "~").Replace(tokens[0])
	if next := s.Properties[field]; next != nil {
		source := c.sourceAt(next, around, tokens[1:], rule)
		if len(tokens) == 1 && source.unproven() && c.sighted()[StatementField][name+"."+field] {
			return SourceObserved
		}
		return source
	}
	if _, err := strconv.Atoi(field); err == nil && s.Items != nil {
		return c.sourceAt(s.Items, around, tokens[1:], rule)
	}
	for _, parts := range []openapi3.SchemaRefs{s.AllOf, s.OneOf, s.AnyOf} {
		for _, part := range parts {
			if hasPart(part.Value, field) {
				return c.sourceAt(part, around, tokens, rule)
			}
		}
	}
	return around
}

// hasPart reports whether a schema, or a part of it, has a property or items for a token.
func hasPart(s *openapi3.Schema, name string) bool {
	if _, err := strconv.Atoi(name); s.Properties[name] != nil || err == nil && s.Items != nil {
		return true
	}
	for _, parts := range []openapi3.SchemaRefs{s.AllOf, s.OneOf, s.AnyOf} {
		for _, part := range parts {
			if hasPart(part.Value, name) {
				return true
			}
		}
	}
	return false
}
