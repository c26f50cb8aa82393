package contract_test

import (
	"maps"
	"reflect"
	"slices"
)

// prose are the keys of a schema that say nothing about the wire, or that only the contract
// says: what changes by itself and what is secret is no fact of upstream.
var prose = []string{"description", "title", "x-deprecated-reason", "x-volatile", "x-secret"}

// schema is the schema that the contract must have for the field, prose apart.
//
// Messages and timestamps are nullable: grpc-gateway writes an unset one as null.
func (f fieldFact) schema() map[string]any {
	want := map[string]any{}
	set := func(key string, stated bool, value any) {
		if stated {
			want[key] = value
		}
	}
	switch {
	case f.Message != "":
		want["type"], want["allOf"] = "object", []any{schemaRef(f.Message)}
	case f.Enum != "":
		want["allOf"] = []any{schemaRef(f.Enum)}
	case f.ListOf != "":
		want["type"], want["items"] = "array", schemaRef(f.ListOf)
		if slices.Contains([]string{"string", "number", "integer", "boolean"}, f.ListOf) {
			items := map[string]any{"type": f.ListOf}
			if f.Format != "" {
				items["format"] = f.Format
			}
			want["items"], f.Format = items, "" // the format is that of the items
		}
	case f.Map != "":
		return schemaRef(f.Map)
	default:
		want["type"] = f.Type
	}
	set("nullable", f.Nullable || f.Message != "" || f.Format == "date-time", true)
	set("format", f.Format != "", f.Format)
	set("x-default", f.Default != "", f.Default)
	set("pattern", f.Pattern != "", f.Pattern)
	set("readOnly", f.ReadOnly, true)
	set("deprecated", f.Deprecated, true)
	for key, limit := range map[string]*float64{"minimum": f.Minimum, "maximum": f.Maximum, "minLength": f.MinLength} {
		if limit != nil {
			want[key] = *limit
		}
	}
	set("x-source", f.Source != "", f.Source)
	set("x-format-source", f.From["format"] != "", f.From["format"])
	set("x-since", f.Since != "", f.Since)
	set("x-deprecated-since", f.DeprecatedSince != "", f.DeprecatedSince)
	return want
}

func schemaRef(name string) map[string]any {
	return map[string]any{"$ref": "#/components/schemas/" + name}
}

// checkSchemas holds every component schema against the facts, in both directions.
func checkSchemas(known facts, doc map[string]any, c *complaints) {
	schemas := object(doc, "components", "schemas")
	unknown := maps.Clone(schemas)
	for _, m := range known.Messages {
		delete(unknown, m.Name)
		checkMessage(known, m, object(schemas, m.Name), c)
	}
	for _, e := range known.Enums {
		delete(unknown, e.Name)
		checkEnum(e, object(schemas, e.Name), c)
	}
	for name := range unknown {
		c.addf("schema %s: not in the facts", name)
	}
	checkLifecycle(object(schemas, "JobState"), c)
}

func checkMessage(known facts, m messageFact, got map[string]any, c *complaints) {
	want := map[string]any{"type": "object"}
	if len(m.OneOf) > 0 {
		var either []any
		for _, name := range m.OneOf {
			either = append(either, schemaRef(name))
		}
		want = map[string]any{"oneOf": either}
	}
	if known.isField(m.Name) {
		want["nullable"] = true
	}
	if len(m.Required) > 0 {
		want["required"] = anySlice(m.Required)
	}
	switch {
	case m.Open:
		want["additionalProperties"] = true
	case m.MapOf != "":
		want["additionalProperties"] = map[string]any{"type": m.MapOf}
	}
	addOrigin(want, m.Source, m.Since)
	compareSchema("schema "+m.Name, without(got, "properties"), want, c)

	properties := object(got, "properties")
	unknown := maps.Clone(properties)
	for _, f := range m.Fields {
		where := "field " + m.Name + "." + f.Name
		delete(unknown, f.Name)
		property := object(properties, f.Name)
		if property == nil {
			c.addf("%s: not in the contract", where)
			continue
		}
		compareSchema(where, property, f.schema(), c)
		if reason, _ := property["x-deprecated-reason"].(string); f.Deprecated != (reason != "") {
			c.addf("%s: x-deprecated-reason %q, deprecated %t", where, reason, f.Deprecated)
		}
	}
	for name := range unknown {
		c.addf("field %s.%s: not in the facts", m.Name, name)
	}
}

func addOrigin(want map[string]any, source, since string) {
	if source != "" {
		want["x-source"] = source
	}
	if since != "" {
		want["x-since"] = since
	}
}

// compareSchema complains about each key that only one side has, or that differs.
func compareSchema(where string, got, want map[string]any, c *complaints) {
	got = without(got, prose...)
	keys := slices.Collect(maps.Keys(got))
	for key := range want {
		if _, both := got[key]; !both {
			keys = append(keys, key)
		}
	}
	for _, key := range keys {
		if !reflect.DeepEqual(got[key], want[key]) {
			c.addf("%s: %s: the contract has %v, the facts say %v", where, key, got[key], want[key])
		}
	}
}
