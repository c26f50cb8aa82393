package contract_test

import (
	"encoding/json"
	"slices"
)

// place is where a schema stands in the document, and the value that it is about in a body.
type place struct {
	where string   // JSON pointer in the document
	at    []string // steps in the body
	null  bool     // null is allowed here, with all that stands around the schema
}

// body makes the cases for a schema and for what is in it.
func (d *derivation) body(u use, where string, node any) {
	d.schema(u, place{where: where}, node)
}

func (d *derivation) schema(u use, p place, node any) {
	p.null = d.takesNull(node)
	d.part(u, p, node)
}

// takesNull reports whether null is a value of the schema: each of its parts has to say so.
func (d *derivation) takesNull(node any) bool {
	_, schema := behind(d.doc, "", node)
	if nullable, _ := schema["nullable"].(bool); !nullable {
		return false
	}
	parts, _ := schema["allOf"].([]any)
	return !slices.ContainsFunc(parts, func(part any) bool { return !d.takesNull(part) })
}

// part makes the cases for the keywords of one schema, which may be one of several about a value.
func (d *derivation) part(u use, p place, node any) {
	where, schema := behind(d.doc, p.where, node)
	p.where = where
	for _, keyword := range sortedKeys(schema) {
		here := pointerTo(p.where, keyword)
		switch keyword {
		case "type":
			d.typed(u, p, here, schema)
		case "format":
			d.scalar(u, p, here, wrongFormat(schema), edgesOf(schema))
		case "minimum", "maximum", "minLength", "maxLength":
			d.scalar(u, p, here, wrongLimit(schema, keyword), edgesOf(schema))
		case "nullable":
			if p.null {
				d.add(here, u, "null", "", u.with(p.at, raw("null")))
			}
		case "enum", "x-open-enum":
			d.enumerated(u, p, here, schema)
		case "required":
			for _, name := range anyStrings(schema["required"]) {
				at := append(slices.Clone(p.at), name)
				d.add(pointerTo(here, name), u, "no "+name, u.violation(at, "required"), u.with(at, nil))
			}
		case "properties":
			d.properties(u, p, schema)
		case "additionalProperties":
			d.additional(u, p, here, schema)
		case "items":
			at := append(slices.Clone(p.at), "0")
			other := "7"
			if kind := object(schema, "items")["type"]; kind == "number" || kind == "integer" {
				other = `"7"`
			}
			d.add(here, u, "an item of another type", u.violation(at, "type"), u.with(at, raw(other)))
			d.schema(u, place{where: here, at: at}, schema["items"])
		case "allOf":
			d.composed(u, p, here, schema)
		case "pattern":
			if schema["format"] == "int64" {
				d.excused[here] = "it is for tools that ignore the format, which refuses more"
			}
		}
	}
}

// typed makes the cases of a type: values of the others, null, and for an object a field
// that is unknown.
func (d *derivation) typed(u use, p place, here string, schema map[string]any) {
	w := wrongType(schema)
	for _, value := range d.some(here, u, w.values) {
		d.add(here, u, string(value), u.violation(p.at, w.rule), u.with(p.at, value))
	}
	if !p.null {
		d.add(here, u, "null", u.violation(p.at, "nullable"), u.with(p.at, raw("null")))
	}
	_, opened := schema["additionalProperties"]
	_, composed := schema["allOf"]
	switch {
	case schema["type"] == "object" && !opened && !composed:
		at := append(slices.Clone(p.at), "tomorrow")
		d.add(here, u, "an unknown field", u.drift(at, "field"), u.with(at, raw("true")))
	case schema["type"] == "array":
		d.add(here, u, "[]", "", u.with(p.at, raw("[]")))
	case schema["type"] != "object" && schema["format"] == nil && schema["enum"] == nil:
		for _, value := range d.some(here, u, edgesOf(schema)) {
			d.add(here, u, string(value), "", u.with(p.at, value))
		}
	}
}

// scalar makes the cases of a keyword that bounds a number or a string.
func (d *derivation) scalar(u use, p place, here string, w wrong, edges []json.RawMessage) {
	if len(w.values) == 0 {
		d.excused[here] = w.unless
		return
	}
	for _, value := range d.some(here, u, w.values) {
		d.add(here, u, string(value), u.violation(p.at, w.rule), u.with(p.at, value))
	}
	for _, value := range d.some(here, u, edges) {
		d.add(here, u, string(value), "", u.with(p.at, value))
	}
}

// enumerated makes the cases of a list of values, and of those that may come.
func (d *derivation) enumerated(u use, p place, here string, schema map[string]any) {
	if lastName(here) == "x-open-enum" {
		next := quoted(nextValue(schema))[0]
		d.add(here, u, string(next), u.drift(p.at, "enum-value"), u.with(p.at, next))
		return
	}
	values := anyStrings(schema["enum"])
	for _, value := range values {
		d.add(pointerTo(here, value), u, value, "", u.with(p.at, quoted(value)[0]))
	}
	for i, bad := range d.some(here, u, wrongEnum(schema).values) {
		d.add(pointerTo(here, values[i%len(values)]), u, string(bad), u.violation(p.at, "enum"), u.with(p.at, bad))
	}
}
