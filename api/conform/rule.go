package conform

import (
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// causes takes the validator's error apart, down to the innermost ones: what allOf or
// oneOf has to say is only that something within did not match.
func causes(err error) []error {
	switch err := err.(type) { //nolint:errorlint // the tree is walked by hand, wrapped ones included
	case nil:
		return nil
	case openapi3.MultiError:
		var out []error
		for _, e := range err {
			out = append(out, causes(e)...)
		}
		return out
	case *openapi3.SchemaError:
		if meant := meantAlternative(err); meant != nil {
			return causes(meant)
		}
		for inner := err.Origin; inner != nil; inner = errors.Unwrap(inner) {
			if many, ok := inner.(openapi3.MultiError); ok { //nolint:errorlint // the loop unwraps
				return causes(many)
			}
		}
	}
	return []error{err}
}

// meantAlternative returns what is wrong with the alternative of a oneOf that a value means: the
// one of which it has most properties, the required ones before others; the first of several. A value that
// is right by none is then reported once, and not with the faults of all. nil is for other
// errors, and for a value that is right by more than one.
func meantAlternative(e *openapi3.SchemaError) error {
	value, ok := e.Value.(map[string]any)
	if !ok || e.Schema == nil || len(e.Schema.OneOf) == 0 || e.SchemaField != "oneOf" {
		return nil
	}
	var each openapi3.MultiError
	for inner := e.Origin; inner != nil; inner = errors.Unwrap(inner) {
		if many, ok := inner.(openapi3.MultiError); ok { //nolint:errorlint // the loop unwraps
			each = many
			break
		}
	}
	if len(each) != len(e.Schema.OneOf) {
		return nil
	}
	meant, most := 0, -1
	for i, alternative := range e.Schema.OneOf {
		has := 0
		for name := range alternative.Value.Properties {
			if _, ok := value[name]; !ok {
				continue
			}
			has++
			if slices.Contains(alternative.Value.Required, name) {
				has += len(alternative.Value.Properties)
			}
		}
		if has > most {
			meant, most = i, has
		}
	}
	return each[meant]
}

// fault is a violation in the making: where, and which rule.
type fault struct {
	pointer, rule, value, message string
	schema                        *openapi3.Schema
}

// fault reads one innermost error. A value of an open enum that the contract merely does
// not list is no fault: its rule is "".
func (b *catalogue) fault(err error) fault {
	e, ok := err.(*openapi3.SchemaError) //nolint:errorlint // causes has unwrapped it
	if !ok {
		return fault{rule: "schema", message: "the value can't be judged"}
	}
	out := fault{pointer: pointer(e), rule: e.SchemaField, value: literal(e.Value), message: e.Reason, schema: e.Schema}
	switch e.SchemaField {
	case "required":
		out.value = "" // there is none
	case "type":
		if _, number := e.Value.(json.Number); number && e.Origin != nil {
			out.rule, out.message = "format", "the number is out of range"
		}
		if e.Schema.Type.Permits(openapi3.TypeObject) || e.Schema.Type.Permits(openapi3.TypeArray) {
			// A string in the place of a message can be anything, a secret of it too.
			out.value = kind(e.Value)
		}
	case "enum":
		b.enumFault(e, &out)
	case "properties":
		// The validator names the property only in words.
		name := strings.TrimSuffix(strings.TrimPrefix(e.Reason, "property "), " is unsupported")
		if plain, err := strconv.Unquote(name); err == nil {
			out.pointer += "/" + escape(plain)
		}
		out.rule, out.value, out.message = "additionalProperties", "", "the contract has no such property"
	}
	return out
}

// enumFault says what it means that a value is not listed. The validator asks for the list
// before it asks for the type.
func (b *catalogue) enumFault(e *openapi3.SchemaError, out *fault) {
	text, isText := e.Value.(string)
	switch {
	case e.Value == nil:
		out.rule, out.message = "nullable", "Value is not nullable"
	case !isText && e.Schema.Type.Is(openapi3.TypeString):
		out.rule, out.message = "type", "value must be a string"
	case b.enums[e.Schema].drift(text):
		*out = fault{}
	case b.enums[e.Schema].open():
		out.message = "neither a listed value nor one of the form of later ones"
	default:
		out.message = "not one of the listed values"
	}
}

// pointer writes the place of an error as RFC 6901 has it.
func pointer(e *openapi3.SchemaError) string {
	var b strings.Builder
	for _, token := range e.JSONPointer() {
		b.WriteByte('/')
		b.WriteString(escape(token))
	}
	return b.String()
}
