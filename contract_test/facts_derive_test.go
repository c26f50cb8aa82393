package contract_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/conform"
)

// document is the contract that the facts alone add up to. It says nothing that a fact does
// not say, so that cases derived from it don't follow the contract when that is changed.
func (k *facts) document(t *testing.T) map[string]any {
	t.Helper()
	schemas := map[string]any{}
	for _, m := range k.Messages {
		properties := map[string]any{}
		for _, f := range m.Fields {
			properties[f.Name] = f.schema()
		}
		schema := map[string]any{"type": "object"}
		if len(m.OneOf) > 0 {
			var either []any
			for _, name := range m.OneOf {
				either = append(either, schemaRef(name))
			}
			schemas[m.Name] = map[string]any{"oneOf": either}
			continue
		}
		if len(properties) > 0 {
			schema["properties"] = properties
		}
		if k.isField(m.Name) {
			schema["nullable"] = true
		}
		if len(m.Required) > 0 {
			schema["required"] = m.Required
		}
		switch {
		case m.Open:
			schema["additionalProperties"] = true
		case m.MapOf != "":
			schema["additionalProperties"] = map[string]any{"type": m.MapOf}
		}
		schemas[m.Name] = schema
	}
	for _, e := range k.Enums {
		schema := map[string]any{"type": "string", "enum": e.Values}
		if !e.Closed {
			schema["x-open-enum"] = "" // that it is open; by what pattern is the contract's decision
		}
		schemas[e.Name] = schema
	}
	paths := map[string]any{}
	for _, o := range k.Operations {
		if paths[o.Path] == nil {
			paths[o.Path] = map[string]any{}
		}
		object(paths, o.Path)[strings.ToLower(o.Method)] = k.operation(o)
	}
	// Through JSON it gets the types that a parsed document has.
	var doc map[string]any
	if err := json.Unmarshal(asDocument(t, map[string]any{"paths": paths, "components": map[string]any{"schemas": schemas}}), &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

func (k *facts) operation(o operationFact) map[string]any {
	content := func(message string) map[string]any {
		return map[string]any{"application/json": map[string]any{"schema": schemaRef(message)}}
	}
	responses := map[string]any{"200": map[string]any{"content": content(o.Answer)}}
	for _, status := range o.failures() {
		failure := map[string]any{"content": content("ErrorResponse")}
		if header, ok := failureHeaders[status]; ok {
			failure["headers"] = map[string]any{header: map[string]any{}}
		}
		responses[status] = failure
	}
	operation := map[string]any{"operationId": o.OperationID, "responses": responses, "parameters": k.parametersOf(o)}
	if o.Request != "" {
		operation["requestBody"] = map[string]any{"required": o.RequestRequired, "content": content(o.Request)}
	}
	return operation
}

// TestContractBehavesAsTheFactsSay: what the facts forbid the guard refuses with the contract
// in its hands, and what they allow it lets pass. It is the reading of TestContractHoldsTheFacts
// turned into behaviour.
func TestContractBehavesAsTheFactsSay(t *testing.T) {
	known := loadFacts(t)
	d := derive(known.document(t), derivedSeed(t))
	if len(d.cases) < 3000 {
		t.Fatalf("%d cases: hardly anything was derived", len(d.cases))
	}
	ck, err := conform.New()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range d.cases {
		if got, ok := c.holds(t, ck); !ok {
			t.Errorf("%s:\n got %q\nwant %q", c, got, c.finds)
		}
	}
}
