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

// checkBodyFacts holds a JSON object against the facts of a message of the seed.
func checkBodyFacts(known facts, message string, raw []byte) []string {
	var c complaints
	names, values, err := orderedObject(raw)
	if err != nil {
		return []string{fmt.Sprintf("%s: %v", message, err)}
	}
	var want []string
	for _, f := range known.message(message).Fields {
		if f.Since != "" {
			continue
		}
		want = append(want, f.Name)
		value, ok := values[f.Name]
		switch {
		case !ok:
		case f.Message != "":
			c = append(c, checkBodyFacts(known, f.Message, value)...)
		default:
			if err := known.fits(f, value); err != nil {
				c.addf("%s.%s: %v", message, f.Name, err)
			}
		}
	}
	if !slices.Equal(names, want) {
		c.addf("%s: the body has %v, the facts say %v", message, names, want)
	}
	return c
}

// fits tells what is wrong with the value of a field that is not a message. A placeholder
// fits any format: the page has one for each.
func (k *facts) fits(f fieldFact, raw []byte) error {
	var value any
	if err := json.Unmarshal(raw, &value); err != nil {
		return err
	}
	switch value := value.(type) {
	case bool:
		if f.Type == "boolean" {
			return nil
		}
	case float64:
		if f.Type == "number" || f.Type == "integer" && value == float64(int32(value)) {
			return nil
		}
	case string:
		if f.Enum != "" {
			for _, e := range k.Enums {
				if e.Name == f.Enum && slices.Contains(e.Values, value) {
					return nil
				}
			}
			return fmt.Errorf("%s is not a value of %s", value, f.Enum)
		}
		if f.Type == "string" {
			return fitsFormat(f, value)
		}
	}
	return fmt.Errorf("%s is not of type %s", raw, f.Type)
}

func fitsFormat(f fieldFact, value string) error {
	var err error
	switch {
	case f.Format == "date-time":
		_, err = time.Parse(time.RFC3339Nano, value)
	case value == placeholder:
	case f.Format == "int64":
		_, err = strconv.ParseInt(value, 10, 64)
	case f.Format == "uuid-or-empty" && !uuidForm.MatchString(value):
		err = fmt.Errorf("%s is not a uuid", value)
	case f.Format == "uri-or-empty":
		var link *url.URL
		if link, err = url.Parse(value); err == nil && link.Host != "storage.example.com" {
			err = fmt.Errorf("%s is not at storage.example.com", value)
		}
	case f.Name == "createdBy" && !strings.HasSuffix(value, "@example.com"):
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
