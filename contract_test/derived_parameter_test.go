package contract_test

import (
	"net/url"
	"strings"

	"github.com/fireworks-sftj/sdk/api/conform"
)

const anyText = "it is a text on the wire, and any text is a string"

// parameters makes the cases of what stands in the path and in the query.
func (d *derivation) parameters(c call) {
	item := object(d.doc, "paths", c.path)
	for _, holder := range []struct {
		where string
		list  any
	}{{pointerTo("/paths", c.path), item["parameters"]}, {c.where, c.operation["parameters"]}} {
		entries, _ := holder.list.([]any)
		for _, entry := range entries {
			where, parameter := behind(d.doc, holder.where, entry)
			switch parameter["in"] {
			case "query":
				d.query(c, where, parameter)
			case "path":
				d.inPath(where, parameter)
			}
		}
	}
	u := use{name: c.id + " request", side: conform.Request}
	d.add(c.where, u, "an unknown parameter", "drift request query/tomorrow parameter", c.exchange("?tomorrow=1"))
}

func (d *derivation) query(c call, where string, parameter map[string]any) {
	name, schema := text(parameter, "name"), object(parameter, "schema")
	place := pointerTo(where, "schema")
	u := use{name: c.id + " request", side: conform.Request}
	add := func(constraint, value, rule string) {
		finds := ""
		if rule != "" {
			finds = "violation request query/" + name + " " + rule
		}
		d.add(constraint, u, name+"="+value, finds, c.exchange("?"+name+"="+url.QueryEscape(value)))
	}
	for _, edge := range edgesOf(schema) {
		value := strings.Trim(string(edge), `"`)
		if strings.ContainsAny(value, "e.") && schema["type"] == "integer" {
			continue // a query has no JSON numbers: strconv reads them
		}
		for _, keyword := range []string{"name", "in"} {
			add(pointerTo(where, keyword), value, "")
		}
		for _, keyword := range sortedKeys(schema) {
			add(pointerTo(place, keyword), value, "")
		}
	}
	if schema["type"] == "string" {
		d.excused[pointerTo(place, "type")] = anyText
		return
	}
	for _, keyword := range sortedKeys(schema) {
		here := pointerTo(place, keyword)
		switch keyword {
		case "type":
			for _, value := range []string{"many", "1.5", "true", "0x10", "1 2"} {
				add(here, value, "type")
			}
		case "format":
			add(here, "2147483648", "format")
		case "minimum", "maximum":
			add(here, string(wrongLimit(schema, keyword).values[0]), keyword)
		}
	}
}

func (d *derivation) inPath(where string, parameter map[string]any) {
	d.excused[pointerTo(where, "name")] = "the name does not go over the wire"
	d.excused[pointerTo(where, "in")] = "a path has no parameters but its own"
	d.excused[pointerTo(where, "required")] = "without it the path is another one"
	for _, keyword := range sortedKeys(object(parameter, "schema")) {
		why := anyText
		if keyword == "minLength" {
			why = "an empty segment makes another path"
		}
		d.excused[pointerTo(pointerTo(where, "schema"), keyword)] = why
	}
}

// unjudged are the parts of the contract that are not the guard's subject.
func (d *derivation) unjudged() {
	d.excused["/security"] = "the guard does not judge keys, the kit's auth checks do"
	for name, scheme := range object(d.doc, "components", "securitySchemes") {
		for keyword := range object(scheme) {
			d.excused[pointerTo(pointerTo("/components/securitySchemes", name), keyword)] = d.excused["/security"]
		}
	}
	for name := range object(d.doc, "components", "headers") {
		d.excused[pointerTo("/components/headers", name)+"/schema/type"] = anyText
	}
}
