package conform

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// flatSchema is what a schema says, with what it is composed of put together. Two documents
// that mean the same may be composed in different ways.
type flatSchema struct {
	types    []string // null is not one of them
	format   string
	enum     map[string]bool
	props    map[string]*openapi3.Schema
	required map[string]bool
	limits   map[string]string // by keyword
	items    *openapi3.Schema
	extra    *openapi3.Schema
	readOnly bool
	// deprecated and elsewhere: the latter is a format that the contract has from another
	// source than the vendor's document.
	deprecated, elsewhere bool
}

// flat puts a schema together: all of allOf, and of oneOf and anyOf every alternative.
func flat(s *openapi3.Schema) *flatSchema {
	f := &flatSchema{
		enum: make(map[string]bool), props: make(map[string]*openapi3.Schema),
		required: make(map[string]bool), limits: make(map[string]string),
	}
	f.take(s, make(map[*openapi3.Schema]bool))
	slices.Sort(f.types)
	f.types = slices.Compact(f.types)
	return f
}

func (f *flatSchema) take(s *openapi3.Schema, within map[*openapi3.Schema]bool) {
	if s == nil || within[s] {
		return
	}
	within[s] = true
	for _, t := range s.Type.Slice() {
		if t != openapi3.TypeNull {
			f.types = append(f.types, t)
		}
	}
	if s.Format != "" {
		f.format = s.Format
	}
	_, elsewhere := s.Extensions["x-format-source"]
	f.elsewhere = f.elsewhere || elsewhere
	f.readOnly, f.deprecated = f.readOnly || s.ReadOnly, f.deprecated || s.Deprecated
	for _, v := range s.Enum {
		if text, ok := v.(string); ok {
			f.enum[text] = true
		}
	}
	for name, p := range s.Properties {
		f.props[name] = p.Value
	}
	for _, name := range s.Required {
		f.required[name] = true
	}
	f.limit(s)
	if s.Items != nil {
		f.items = s.Items.Value
	}
	if s.AdditionalProperties.Schema != nil {
		f.extra = s.AdditionalProperties.Schema.Value
	}
	for _, part := range slices.Concat(s.AllOf, s.OneOf, s.AnyOf) {
		f.take(part.Value, within)
	}
}

func (f *flatSchema) limit(s *openapi3.Schema) {
	number := func(keyword string, v *float64) {
		if v != nil {
			f.limits[keyword] = strconv.FormatFloat(*v, 'f', -1, 64)
		}
	}
	number("minimum", s.Min)
	number("maximum", s.Max)
	if s.MinLength > 0 {
		f.limits["minLength"] = strconv.FormatUint(s.MinLength, 10)
	}
	if s.MaxLength != nil {
		f.limits["maxLength"] = strconv.FormatUint(*s.MaxLength, 10)
	}
	if s.Pattern != "" {
		f.limits["pattern"] = s.Pattern
	}
}

// kind names the JSON type, and what an array is one of.
func (f *flatSchema) kind() string {
	switch {
	case len(f.types) == 0 && len(f.props) > 0:
		return openapi3.TypeObject
	case len(f.types) == 0 && len(f.enum) > 0:
		return openapi3.TypeString
	case len(f.types) == 0:
		return "anything"
	}
	return strings.Join(f.types, " or ")
}

// pathName is a parameter in a path template, whose name each document chooses.
var pathName = regexp.MustCompile(`\{[^}]*\}`)

// jobOf finds the schema of a job in a document, nil where there is none.
func jobOf(doc *openapi3.T) *openapi3.Schema {
	for _, form := range []struct{ suffix, method string }{{"}:resume", "POST"}, {"/supervisedFineTuningJobs/{}", "GET"}} {
		for path, item := range doc.Paths.Map() {
			plain := pathName.ReplaceAllString(path, "{}")
			if !strings.Contains(plain, "/supervisedFineTuningJobs/") || !strings.HasSuffix(plain, form.suffix) {
				continue
			}
			if s := answerOf(item.GetOperation(form.method)); s != nil {
				return s
			}
		}
	}
	if doc.Components == nil {
		return nil
	}
	for name, ref := range doc.Components.Schemas {
		if strings.HasSuffix(name, "SupervisedFineTuningJob") {
			return ref.Value
		}
	}
	return nil
}

// answerOf is the JSON of a 200.
func answerOf(op *openapi3.Operation) *openapi3.Schema {
	if op == nil || op.Responses.Status(200) == nil {
		return nil
	}
	media := op.Responses.Status(200).Value.Content.Get("application/json")
	if media == nil || media.Schema == nil {
		return nil
	}
	return media.Schema.Value
}
