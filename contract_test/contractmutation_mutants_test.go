package contract_test

import (
	"maps"
	"slices"
	"strings"
)

// loosening is one thing deleted from the contract, or said less strictly.
type loosening struct {
	where string // JSON pointer of what is touched
	how   string
	edit  func(doc map[string]any)
}

func (l loosening) String() string { return l.where + ": " + l.how }

// loosenings are all that can be deleted or loosened in a document, one at a time. They come
// from the document alone, by keyword, and know nothing of what is to notice them.
func loosenings(doc map[string]any) []loosening {
	var all []loosening
	constraints, _ := census(doc)
	for _, where := range constraints {
		if nodeAt(doc, where) == false {
			continue // what is not said is false as well
		}
		switch keyword := lastName(parentPointer(where)); keyword {
		case "enum", "required":
			all = append(all, takenFromList(where))
		default:
			all = append(all, deleted(where))
		}
		all = append(all, loosened(doc, where)...)
	}
	for _, where := range annotated(doc, "x-default", "deprecated", "$ref") {
		all = append(all, deleted(where))
	}
	for _, list := range annotated(doc, "parameters", "security") {
		entries, _ := nodeAt(doc, list).([]any)
		for i := range entries {
			all = append(all, loosening{pointerTo(list, indexName(i)), "deleted", func(doc map[string]any) {
				rest := slices.Delete(slices.Clone(nodeAt(doc, list).([]any)), i, i+1)
				object(nodeAt(doc, parentPointer(list)))[lastName(list)] = rest
			}})
		}
	}
	for _, where := range annotated(doc, "requestBody") {
		all = append(all, deleted(where))
	}
	return all
}

// loosened are the ways to say a constraint less strictly.
func loosened(doc map[string]any, where string) []loosening {
	node := nodeAt(doc, where)
	parent := object(nodeAt(doc, parentPointer(where)))
	switch keyword := lastName(where); {
	case keyword == "minimum" || keyword == "minLength":
		return []loosening{changed(where, "one less", node.(float64)-1)}
	case keyword == "maximum" || keyword == "maxLength":
		return []loosening{changed(where, "one more", node.(float64)+1)}
	case keyword == "x-open-enum":
		return []loosening{changed(where, "open to anything", ".*"), added(where, "enum", "deleted", nil)}
	case keyword == "additionalProperties" && object(node) != nil:
		return []loosening{changed(where, "open to anything", true)}
	case keyword == "items":
		return []loosening{changed(where, "open to anything", map[string]any{})}
	case keyword == "security":
		return []loosening{changed(where, "open to anybody", append(slices.Clone(node.([]any)), map[string]any{}))}
	case keyword == "type" && strings.HasPrefix(where, "/components/schemas/"):
		return typeLoosened(where, parent)
	case keyword == "operationId":
		return []loosening{changed(where, "renamed", "Gateway_DoSomething")}
	case keyword == "application/json":
		return []loosening{
			added(where, "*/*", "any media type beside it", map[string]any{}),
			changed(where, "without a schema", map[string]any{"examples": object(node)["examples"]}),
		}
	case slices.Contains(methods, keyword) && node != nil && text(object(node), "operationId") != "":
		return []loosening{
			{where, "an undocumented success", func(doc map[string]any) {
				object(nodeAt(doc, where+"/responses"))["202"] = map[string]any{"description": "Later."}
			}},
			{where, "open to anybody", func(doc map[string]any) { object(nodeAt(doc, where))["security"] = []any{} }},
		}
	}
	return nil
}

// typeLoosened are the ways to widen a schema of a type without taking the type away.
func typeLoosened(where string, schema map[string]any) []loosening {
	var all []loosening
	if _, nullable := schema["nullable"]; !nullable {
		all = append(all, added(where, "nullable", "null allowed", true))
	}
	if values := anyStrings(schema["enum"]); values != nil {
		all = append(all, added(where, "enum", "one value more", anySlice(append(values, nextValue(schema)))))
		if _, open := schema["x-open-enum"]; !open {
			all = append(all, added(where, "x-open-enum", "open to anything", ".*"))
		}
	}
	_, opened := schema["additionalProperties"]
	_, composed := schema["allOf"]
	if schema["type"] == "object" && !opened && !composed {
		all = append(all, added(where, "additionalProperties", "open to anything", true))
		properties := map[string]any{"tomorrow": map[string]any{}}
		maps.Copy(properties, object(schema, "properties"))
		all = append(all, added(where, "properties", "a property more", properties))
	}
	return all
}

func deleted(where string) loosening {
	return loosening{where, "deleted", func(doc map[string]any) {
		delete(object(nodeAt(doc, parentPointer(where))), lastKey(where))
	}}
}

func changed(where, how string, value any) loosening {
	return loosening{where, how, func(doc map[string]any) {
		object(nodeAt(doc, parentPointer(where)))[lastKey(where)] = value
	}}
}

// added sets or, with nil, deletes a neighbour of what a pointer leads to.
func added(where, key, how string, value any) loosening {
	beside := pointerTo(parentPointer(where), key)
	if value == nil {
		return deleted(beside)
	}
	return changed(beside, how, value)
}

// takenFromList takes an entry of an enum or of required away, which its pointer names.
func takenFromList(where string) loosening {
	list := parentPointer(where)
	return loosening{where, "deleted", func(doc map[string]any) {
		entries := anyStrings(nodeAt(doc, list))
		rest := slices.DeleteFunc(entries, func(entry string) bool { return entry == lastKey(where) })
		holder := object(nodeAt(doc, parentPointer(list)))
		if holder[lastName(list)] = anySlice(rest); len(rest) == 0 {
			delete(holder, lastName(list))
		}
	}}
}
