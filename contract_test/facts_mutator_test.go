package contract_test

import (
	"maps"
	"slices"
)

// mutation is one thing taken out of the contract, or turned into another.
type mutation struct {
	kind, subject string
	says          []string // what one complaint about it must contain, all of it
	edit          func(doc map[string]any)
}

// mutator collects the mutations that a document offers.
type mutator []mutation

// cut takes out what the keys lead to.
func (m *mutator) cut(kind, subject string, says []string, at ...string) {
	*m = append(*m, mutation{kind, subject, says, func(doc map[string]any) {
		delete(object(doc, at[:len(at)-1]...), at[len(at)-1])
	}})
}

// put sets what the keys lead to.
func (m *mutator) put(kind, subject string, says []string, value any, at ...string) {
	*m = append(*m, mutation{kind, subject, says, func(doc map[string]any) {
		object(doc, at[:len(at)-1]...)[at[len(at)-1]] = value
	}})
}

// schema takes out, one by one, what a schema states about itself, and changes its type
// and its reference.
func (m *mutator) schema(subject string, schema map[string]any, says []string, at ...string) {
	for _, key := range slices.Sorted(maps.Keys(schema)) {
		here, says := below(at, key), below(says, key)
		switch value := schema[key]; key {
		case "properties", "title", "x-enum-since", "x-lifecycle", "x-volatile", "x-secret":
		case "required", "enum":
			list := value.([]any)
			for i, entry := range list {
				rest := slices.Delete(slices.Clone(list), i, i+1)
				m.put(key, subject+"."+entry.(string), below(says, entry.(string)), rest, here...)
			}
		case "type":
			m.cut(key, subject, says, here...)
			other := "string"
			if value == other {
				other = "integer"
			}
			m.put("type="+other, subject, says, other, here...)
		case "allOf":
			m.cut("ref", subject, says, here...)
			m.put("ref=Empty", subject, says, []any{schemaRef("Empty")}, here...)
		default:
			m.cut(key, subject, says, here...)
		}
	}
}

func (m *mutator) schemas(doc map[string]any) {
	schemas := object(doc, "components", "schemas")
	for _, name := range slices.Sorted(maps.Keys(schemas)) {
		schema := object(schemas, name)
		at := []string{"components", "schemas", name}
		says := name + ": type"
		if schema["oneOf"] != nil {
			says = name + ": oneOf"
		}
		m.cut("schema", name, []string{says}, at...)
		m.schema(name, schema, []string{name}, at...)
		for _, value := range slices.Sorted(maps.Keys(object(schema, "x-enum-since"))) {
			m.cut("x-enum-since", value, []string{name, "x-enum-since", value}, below(at, "x-enum-since", value)...)
		}
		properties := object(schema, "properties")
		for _, property := range slices.Sorted(maps.Keys(properties)) {
			subject := property
			if name != "SupervisedFineTuningJob" {
				subject = name + "." + property
			}
			here := below(at, "properties", property)
			m.cut("field", subject, []string{name + "." + property + ": not in the contract"}, here...)
			m.schema(subject, object(properties, property), []string{name, property}, here...)
		}
	}
}

func (m *mutator) operations(doc map[string]any) {
	for _, path := range slices.Sorted(maps.Keys(object(doc, "paths"))) {
		for _, method := range methods {
			operation := object(doc, "paths", path, method)
			if operation == nil {
				continue
			}
			id := operation["operationId"].(string)
			at := []string{"paths", path, method}
			m.cut("operation", id, []string{id, "not in the contract"}, at...)
			m.cut("operationId", id, []string{id, "operationId is"}, below(at, "operationId")...)
			m.put("operationId=ResumeJob", id, []string{id, "operationId is"}, "ResumeJob", below(at, "operationId")...)
			if _, hasBody := operation["requestBody"]; hasBody {
				m.cut("request", id, []string{id, "request"}, below(at, "requestBody")...)
			}
			for status := range object(operation, "responses") {
				m.cut("response", id+"."+status, []string{id, "response " + status}, below(at, "responses", status)...)
			}
			m.cut("example", id, []string{id, "response 200: no example"},
				below(at, "responses", "200", "content", "application/json", "examples")...)
		}
	}
	parameters := object(doc, "components", "parameters")
	for _, component := range slices.Sorted(maps.Keys(parameters)) {
		at := []string{"components", "parameters", component}
		parameter := object(parameters, component)
		name := parameter["name"].(string)
		says := []string{"parameter " + name + ": "}
		for _, key := range []string{"name", "in", "required", "x-source"} {
			if _, stated := parameter[key]; stated {
				m.cut("parameter", name+"."+key, below(says, " "+key+": "), below(at, key)...)
			}
		}
		for _, key := range []string{"type", "format", "minimum", "minLength"} {
			if _, stated := object(parameter, "schema")[key]; stated {
				m.cut("parameter", name+"."+key, below(says, " schema: "), below(at, "schema", key)...)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(object(doc, "components", "responses"))) {
		at := []string{"components", "responses", name}
		m.cut("x-source", name, []string{"response ", "no x-source"}, below(at, "x-source")...)
		m.cut("example", name, []string{"response ", "no example"}, below(at, "content", "application/json", "examples")...)
	}
}

func below(keys []string, more ...string) []string { return append(slices.Clone(keys), more...) }
