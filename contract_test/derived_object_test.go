package contract_test

import (
	"maps"
	"slices"
)

// properties makes the cases of each property: alone beside the required ones it is known,
// and what it holds is judged. One that only the service sets is none of a request.
func (d *derivation) properties(u use, p place, schema map[string]any) {
	properties := object(schema, "properties")
	for _, name := range sortedKeys(properties) {
		here := pointerTo(pointerTo(p.where, "properties"), name)
		at := append(slices.Clone(p.at), name)
		property := object(properties, name)
		if readOnly, _ := property["readOnly"].(bool); readOnly {
			value := instance(d.doc, property, u.request, d.random(u.name+here))
			if u.request {
				d.add(pointerTo(here, "readOnly"), u, "it is set", u.violation(at, "readOnly"), u.with(at, value))
				continue
			}
			d.add(pointerTo(here, "readOnly"), u, "it is set", "", u.with(at, value))
		}
		alone := only(valueAt(u.body, p.at), anyStrings(schema["required"]), name)
		d.add(here, u, "it is there", "", u.with(p.at, alone))
		d.schema(u, place{where: here, at: at}, property)
	}
}

// additional makes the cases of the properties that have no names.
func (d *derivation) additional(u use, p place, here string, schema map[string]any) {
	at := append(slices.Clone(p.at), "some")
	if more := object(schema, "additionalProperties"); more != nil {
		value := instance(d.doc, more, u.request, d.random(u.name+here))
		d.add(here, u, "one more", "", u.with(at, value))
		d.schema(u, place{where: here, at: at}, more)
		return
	}
	d.add(here, u, "an unknown field", "", u.with(at, raw(`{"a":[1,null]}`)))
}

// composed makes the cases of a schema that dresses another one.
func (d *derivation) composed(u use, p place, here string, schema map[string]any) {
	for _, part := range schema["allOf"].([]any) {
		_, target := behind(d.doc, "", part)
		inner := slices.Sorted(maps.Keys(object(target, "properties")))
		switch {
		case target["enum"] != nil:
			d.add(here, u, "no value of it", u.violation(p.at, "enum"), u.with(p.at, raw(`""`)))
		case len(inner) > 0:
			at := append(slices.Clone(p.at), inner[0])
			d.add(here, u, "a wrong "+inner[0], u.violation(at, "type"), u.with(at, raw("[7]")))
		default:
			d.excused[here] = "the schema behind it says nothing that the one around it does not"
		}
		d.part(u, place{where: here, at: p.at, null: p.null}, part)
	}
}

// valueAt is what a body has at a place.
func valueAt(body any, at []string) any {
	for _, step := range at {
		switch node := body.(type) {
		case map[string]any:
			body = node[step]
		case []any:
			body = node[0]
		}
	}
	return body
}
