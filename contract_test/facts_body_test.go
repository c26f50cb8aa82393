package contract_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	yamlv3 "gopkg.in/yaml.v3"
)

// placeholder is what the page's example has for any string without a format.
const placeholder = "<string>"

var uuidForm = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// TestRecordedBodiesHoldTheFacts: both bodies have the seed's fields, all of them and no
// other, in the page's order, each with a value of its type.
func TestRecordedBodiesHoldTheFacts(t *testing.T) {
	for _, tc := range []struct {
		file         string
		placeholders int
	}{
		{"resume-200-unfilled.json", 24},
		{"resume-200-filled.json", 0},
	} {
		t.Run(tc.file, func(t *testing.T) {
			raw, err := os.ReadFile(filepath.Join("testdata", "bodies", tc.file))
			if err != nil {
				t.Fatal(err)
			}
			if got := bytes.Count(raw, []byte(placeholder)); got != tc.placeholders {
				t.Errorf("%d placeholders, want %d", got, tc.placeholders)
			}
			for _, complaint := range checkBodyFacts(loadFacts(t), "SupervisedFineTuningJob", raw) {
				t.Error(complaint)
			}
		})
	}
}

// checkBodyFacts holds a JSON object against the facts of a message, those of the seed alone.
func checkBodyFacts(known facts, message string, raw []byte) []string {
	var c complaints
	names, values, err := orderedObject(raw)
	if err != nil {
		return []string{fmt.Sprintf("%s: %v", message, err)}
	}
	properties := object(known.message(message), "properties")
	var want []string
	for _, name := range orderOf(message) {
		field := object(properties, name)
		if known.since(field) != "" {
			continue
		}
		want = append(want, name)
		value, ok := values[name]
		inner, nested := known.wrapped(field)
		switch {
		case !ok:
		case nested != nil && nested["enum"] == nil:
			c = append(c, checkBodyFacts(known, inner, value)...)
		default:
			if err := fits(name, field, nested, value); err != nil {
				c.addf("%s.%s: %v", message, name, err)
			}
		}
	}
	if !slices.Equal(names, want) {
		c.addf("%s: the body has %v, the facts say %v", message, names, want)
	}
	return c
}

// wrapped is the message or the enum that a field refers to, nil for a field of a plain type.
func (k facts) wrapped(field map[string]any) (name string, schema map[string]any) {
	all, _ := field["allOf"].([]any)
	if len(all) == 0 {
		return "", nil
	}
	ref := text(object(all[0]), "$ref")
	name = ref[strings.LastIndexByte(ref, '/')+1:]
	return name, k.message(name)
}

// orderOf are the fields of a message in the order in which the facts have them, which is that
// of the page.
func orderOf(message string) (names []string) {
	raw, err := os.ReadFile(filepath.Join("..", "openapi", "upstream", "facts.yaml"))
	if err != nil {
		return nil
	}
	var doc struct {
		Components struct {
			Schemas map[string]struct{ Properties yamlv3.Node }
		}
	}
	if yamlv3.Unmarshal(raw, &doc) != nil {
		return nil
	}
	for i, node := range doc.Components.Schemas[message].Properties.Content {
		if i%2 == 0 { // a name, and then what it names
			names = append(names, node.Value)
		}
	}
	return names
}

// fits returns what is wrong with the value of a field that is not a message. A placeholder
// fits any format: the page has one for each.
func fits(name string, field, enum map[string]any, raw []byte) error {
	var value any
	if err := json.Unmarshal(raw, &value); err != nil {
		return err
	}
	switch value := value.(type) {
	case bool:
		if field["type"] == "boolean" {
			return nil
		}
	case float64:
		if field["type"] == "number" || field["type"] == "integer" && value == float64(int32(value)) {
			return nil
		}
	case string:
		if enum != nil {
			if values, _ := enum["enum"].([]any); !slices.Contains(values, any(value)) {
				return fmt.Errorf("%s is not a value of its enum", value)
			}
			return nil
		}
		if field["type"] == "string" {
			return fitsFormat(name, text(field, "format"), value)
		}
	}
	return fmt.Errorf("%s is not of type %s", raw, field["type"])
}

func fitsFormat(name, format, value string) error {
	var err error
	switch {
	case format == "date-time":
		_, err = time.Parse(time.RFC3339Nano, value)
	case value == placeholder:
	case format == "int64":
		_, err = strconv.ParseInt(value, 10, 64)
	case format == "uuid-or-empty" && !uuidForm.MatchString(value):
		err = fmt.Errorf("%s is not a uuid", value)
	case format == "uri-or-empty":
		var link *url.URL
		if link, err = url.Parse(value); err == nil && link.Host != "storage.example.com" {
			err = fmt.Errorf("%s is not at storage.example.com", value)
		}
	case name == "createdBy" && !strings.HasSuffix(value, "@example.com"):
		err = fmt.Errorf("%s is not at example.com", value)
	}
	return err
}

// orderedObject reads one JSON object, and the names of its members in their order.
func orderedObject(raw []byte) (names []string, values map[string]json.RawMessage, err error) {
	if err := json.Unmarshal(raw, &values); err != nil {
		return nil, nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if _, err := decoder.Token(); err != nil {
		return nil, nil, err
	}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, nil, err
		}
		var skipped json.RawMessage
		if err := decoder.Decode(&skipped); err != nil {
			return nil, nil, err
		}
		names = append(names, fmt.Sprint(name))
	}
	return names, values, nil
}
