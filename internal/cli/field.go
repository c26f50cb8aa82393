package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// field is a top-level field of a job, its value as people read it.
type field struct{ name, value string }

// fieldsBeside are the fields of a JSON object that are set and not among the known ones,
// in the order they came. Null, zero, false and empty count as not set, because the
// service writes defaults out. Objects are written as compact JSON.
func fieldsBeside(object []byte, known []string) ([]field, error) {
	decoder := json.NewDecoder(bytes.NewReader(object))
	if _, err := decoder.Token(); err != nil {
		return nil, fmt.Errorf("job: %w", err)
	}
	var fields []field
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, fmt.Errorf("job: %w", err)
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return nil, fmt.Errorf("job: %w", err)
		}
		text, err := fieldText(value)
		if err != nil {
			return nil, fmt.Errorf("job: %w", err)
		}
		if n := fmt.Sprint(name); text != "" && !slices.Contains(known, n) {
			fields = append(fields, field{n, text})
		}
	}
	if _, err := decoder.Token(); err != nil { // the end of it
		return nil, fmt.Errorf("job: %w", err)
	}
	return fields, nil
}

// fieldText is a value on one line, empty if it counts as not set.
func fieldText(value json.RawMessage) (string, error) {
	var out bytes.Buffer
	if err := json.Compact(&out, value); err != nil {
		return "", err
	}
	switch text := out.String(); text {
	case "null", "0", "false", `""`, "[]", "{}":
		return "", nil
	default:
		var plain string
		if json.Unmarshal(value, &plain) == nil {
			if strings.HasSuffix(plain, "_UNSPECIFIED") { // an enum's zero
				plain = ""
			}
			return plain, nil
		}
		return text, nil
	}
}
