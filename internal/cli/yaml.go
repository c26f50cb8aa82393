package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"

	yaml "sigs.k8s.io/yaml/goyaml.v3"

	"github.com/fireworks-sftj/sdk/internal/redact"
)

// toYAML writes a JSON document as YAML: keys in their order, numbers digit for digit as
// they came, strings quoted where YAML would take them for something else.
//
// Errors: what is not JSON.
func toYAML(document []byte) ([]byte, error) {
	decoder := json.NewDecoder(bytes.NewReader(document))
	decoder.UseNumber()
	node, err := yamlNode(decoder)
	if err != nil {
		return nil, fmt.Errorf("yaml: %w", err)
	}
	w := yamlWriters.Get().(*yamlWriter) //nolint:errcheck // what New makes
	text, err := w.write(node)
	if err != nil { // an encoder that failed is of no further use
		return nil, fmt.Errorf("yaml: %w", err)
	}
	yamlWriters.Put(w)
	return text, nil
}

// yamlWriters are encoders that have been used. One has buffers of 128 KiB: made anew for each
// of the 100,000 records of a run that is interrupted, they took most of its time.
var yamlWriters = sync.Pool{New: func() any {
	w := &yamlWriter{}
	w.encoder = yaml.NewEncoder(&w.out)
	w.encoder.SetIndent(2)
	return w
}}

// yamlWriter writes documents, each by itself.
type yamlWriter struct {
	out     bytes.Buffer
	encoder *yaml.Encoder
}

func (w *yamlWriter) write(node *yaml.Node) ([]byte, error) {
	w.out.Reset()
	if err := w.encoder.Encode(node); err != nil {
		return nil, err
	}
	return bytes.Clone(bytes.TrimPrefix(w.out.Bytes(), []byte("---\n"))), nil // which is before all but the first
}

// yamlNode reads the next value.
func yamlNode(decoder *json.Decoder) (*yaml.Node, error) {
	token, err := decoder.Token()
	if err != nil {
		return nil, err
	}
	node := &yaml.Node{Kind: yaml.ScalarNode}
	switch value := token.(type) {
	case json.Number:
		node.Value = value.String() // without a tag it is written as it is, which YAML reads as a number
		return node, nil
	case string:
		node.Tag, node.Value = "!!str", value // with the tag it is quoted where YAML 1.2 would take it for something else
		// A text of several lines that begins with a tab can't be read back from a literal block.
		if oldYAML(value) || strings.HasPrefix(value, "\t") || len(redact.Printable([]byte(value))) != len(value) {
			node.Style = yaml.DoubleQuotedStyle // in which what steers a terminal can be escaped
		}
		return node, nil
	case bool:
		node.Tag, node.Value = "!!bool", strconv.FormatBool(value)
		return node, nil
	case json.Delim:
		node.Kind = yaml.SequenceNode
		if value == '{' {
			node.Kind = yaml.MappingNode
		}
	default: // nil
		node.Tag, node.Value = "!!null", "null"
		return node, nil
	}
	for decoder.More() { // the keys of an object are values like others
		child, err := yamlNode(decoder)
		if err != nil {
			return nil, err
		}
		node.Content = append(node.Content, child)
	}
	_, err = decoder.Token() // the end of it
	return node, err
}

// sexagesimal is a number to the base of 60, as YAML 1.1 has it: 1:20.
var sexagesimal = regexp.MustCompile(`^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$`)

// oldYAML reports whether readers of YAML 1.1 take a string for a truth value, a number, or what
// merges another map into this one.
func oldYAML(s string) bool {
	switch strings.ToLower(s) {
	case "y", "yes", "on", "n", "no", "off", "<<":
		return true
	}
	return strings.Contains(s, ":") && sexagesimal.MatchString(s)
}
