package contract_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
)

// raw is a JSON value as it is to be written: 1.0 and 1e2 are integers too.
func raw(text string) json.RawMessage { return json.RawMessage(text) }

func quoted(texts ...string) []json.RawMessage {
	var out []json.RawMessage
	for _, text := range texts {
		out = append(out, raw(strconv.Quote(text)))
	}
	return out
}

func raws(texts ...string) []json.RawMessage {
	var out []json.RawMessage
	for _, text := range texts {
		out = append(out, raw(text))
	}
	return out
}

// instance makes a complete value of a schema: every property is there, but for those that
// only the service sets when it is for a request. Which of the possible values it has is up to
// the random numbers.
func instance(doc map[string]any, node any, request bool, random *rand.Rand) any {
	where, schema := behind(doc, "", node)
	if parts, ok := schema["allOf"].([]any); ok {
		return instance(doc, parts[0], request, random)
	}
	switch schema["type"] {
	case "array":
		return []any{instance(doc, schema["items"], request, random)}
	case "object":
		value := map[string]any{}
		properties := object(schema, "properties")
		for _, name := range sortedKeys(properties) {
			if readOnly, _ := object(properties, name)["readOnly"].(bool); !readOnly || !request {
				value[name] = instance(doc, properties[name], request, random)
			}
		}
		if more := object(schema, "additionalProperties"); more != nil {
			value["some"] = instance(doc, more, request, random)
		}
		if strings.HasSuffix(where, "/Money") {
			// Zero goes with either sign, so that each field can be changed alone.
			value["units"], value["nanos"] = raw(`"0"`), raw("0")
		}
		return value
	}
	edges := edgesOf(schema)
	return edges[random.IntN(len(edges))]
}

// edgesOf are values of a scalar schema that sit on the edge of being refused.
func edgesOf(schema map[string]any) []json.RawMessage {
	if values := anyStrings(schema["enum"]); values != nil {
		return quoted(values...)
	}
	format, _ := schema["format"].(string)
	switch schema["type"] {
	case "boolean":
		return raws("true", "false")
	case "number":
		return raws("0", "-0.0", "1e-05", "3.4028234e38", "-3.4028234e38", "1")
	case "integer":
		low, high := limits(schema)
		edges := []json.RawMessage{raw(number(low)), raw(number(high)), raw(number(low) + ".0"), raw(number(high) + "e0")}
		if low <= 0 && high >= 1e2 {
			edges = append(edges, raws("0", "-0", "1e2", "10.0e1")...)
		}
		return edges
	}
	switch format {
	case "date-time":
		return quoted("2026-07-20T09:12:07Z", "2026-07-20T09:12:07.386612847Z", "2026-07-20T09:12:07.3Z", "2024-02-29T23:59:59.120+14:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z")
	case "uri-or-empty":
		return quoted("", "https://storage.example.com/a?X-Signature=0a1b&b=%20#c", "gs://bucket.example.com", "http://[::1]:8080/")
	case "uuid-or-empty":
		return quoted("", "00000000-0000-0000-0000-000000000000", "6F1D7C2E-93B4-4f0a-8d55-0c1e2a3b4c5d")
	case "int64": // of a string; an integer has its edges above
		return quoted("0", "-1", strconv.FormatInt(math.MaxInt64, 10), strconv.FormatInt(math.MinInt64, 10))
	}
	least, _ := schema["minLength"].(float64)
	edges := quoted(strings.Repeat("☃", int(least)), strings.Repeat("a", int(least)+1), "späße und 𝄞", `{"not":"an object"}`, "null")
	if most, ok := schema["maxLength"].(float64); ok {
		edges = quoted(strings.Repeat("☃", int(most)), strings.Repeat("a", int(least)))
	}
	return edges
}

// limits are the least and the greatest integer of a schema: its own limits where it has
// them, those of its format where they are closer.
func limits(schema map[string]any) (low, high float64) {
	low, high = math.MinInt32, math.MaxInt32
	if minimum, ok := schema["minimum"].(float64); ok {
		low = max(low, minimum)
	}
	if maximum, ok := schema["maximum"].(float64); ok {
		high = min(high, maximum)
	}
	return low, high
}

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
