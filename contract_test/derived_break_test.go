package contract_test

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
)

// wrong are values that break one keyword of a schema and no other one, and the rule that
// is to be reported. Where there are none it says why.
type wrong struct {
	values []json.RawMessage
	rule   string
	unless string // why there are no such values
}

// wrongType are values of every other type. Null is not among them: whether it is allowed is a
// matter of its own.
func wrongType(schema map[string]any) wrong {
	others := map[string]string{"string": `"x"`, "number": "7", "boolean": "true", "object": `{}`, "array": `[]`}
	delete(others, strings.Replace(text(schema, "type"), "integer", "number", 1))
	w := wrong{rule: "type"}
	for _, other := range others {
		w.values = append(w.values, raw(other))
	}
	slices.SortFunc(w.values, func(a, b json.RawMessage) int { return strings.Compare(string(a), string(b)) })
	switch schema["type"] {
	case "integer":
		low, high := limits(schema)
		w.values = append(w.values, raw(number(math.Trunc((low+high)/2))+".5"), raw(`"1"`))
	case "number":
		w.values = append(w.values, raw(`"0.1"`), raw(`"NaN"`))
	}
	return w
}

// wrongFormat are values of the right type.
func wrongFormat(schema map[string]any) wrong {
	w := wrong{rule: "format"}
	switch text(schema, "format") {
	case "int32":
		low, high := limits(schema)
		if low > math.MinInt32 {
			w.unless = "the minimum is closer"
		} else {
			w.values = raws("-2147483649", "-1e10")
		}
		if high < math.MaxInt32 {
			w.unless = "the minimum and the maximum are closer"
		} else {
			w.unless = ""
			w.values = append(w.values, raws("2147483648", "1e999", "4294967296.0")...)
		}
	case "float":
		w.values = raws("1e39", "-1e39", "3.5e38")
	case "int64":
		if schema["type"] == "integer" { // a JSON number, unlike protobuf's
			w.values = raws("1e19", "-1e19")
			break
		}
		w.values = quoted("", "1.0", "1e2", "+1", "01", " 1", "0x1", "١", "9223372036854775808", "-9223372036854775809")
	case "date-time":
		w.values = quoted("", "2026-07-20", "2026-07-20T09:12:07", "2026-07-20 09:12:07Z", "2026-07-20t09:12:07z", "2026-02-29T00:00:00Z", "2026-07-20T24:00:00Z", "2026-07-20T09:12:07.1234567890Z", "0000-01-01T00:00:00Z", "1753002727")
	case "uri-or-empty":
		w.values = quoted("/m.jsonl", "storage.example.com/m", "https://", "https://a b.example.com/", "https://example.com/%zz", "//example.com/m")
	case "uuid-or-empty":
		w.values = quoted("contoso", "6f1d7c2e93b44f0a8d550c1e2a3b4c5d", "{6f1d7c2e-93b4-4f0a-8d55-0c1e2a3b4c5d}", "6f1d7c2e-93b4-4f0a-8d55-0c1e2a3b4c5g", "urn:uuid:6f1d7c2e-93b4-4f0a-8d55-0c1e2a3b4c5d")
	}
	return w
}

// wrongLimit are values just beyond a limit.
func wrongLimit(schema map[string]any, keyword string) wrong {
	limit, _ := schema[keyword].(float64)
	w := wrong{rule: keyword}
	switch keyword {
	case "minimum":
		w.values = raws(number(limit - 1))
	case "maximum":
		w.values = raws(number(limit + 1))
	case "minLength":
		w.values = quoted(strings.Repeat("☃", int(limit)-1))
	case "maxLength":
		w.values = quoted(strings.Repeat("☃", int(limit)+1))
	}
	return w
}

// wrongEnum are strings that no later value of an enum looks like.
func wrongEnum(schema map[string]any) wrong {
	values := anyStrings(schema["enum"])
	w := wrong{rule: "enum", values: quoted("", strings.ToLower(values[0]), " "+values[0], values[0]+" ", "_", "0")}
	if _, open := schema["x-open-enum"]; !open {
		w.values = append(w.values, quoted(nextValue(schema))...)
	}
	return w
}

// nextValue is what an enum may list tomorrow.
func nextValue(schema map[string]any) string {
	values := anyStrings(schema["enum"])
	return values[len(values)-1] + "_NEXT"
}

func text(node map[string]any, key string) string {
	s, _ := node[key].(string)
	return s
}
