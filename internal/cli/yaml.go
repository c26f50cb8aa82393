package cli

import (
	"bytes"
	"encoding/json"
	"fmt"

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
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(node); err != nil {
		return nil, fmt.Errorf("yaml: %w", err)
	}
	return out.Bytes(), nil
}

// yamlNode reads the next value.
func yamlNode(decoder *json.Decoder) (*yaml.Node, error) {
	token, err := decoder.Token()
	if err != nil {
		return nil, err
	}
	node := &yaml.Node{}
	switch value := token.(type) {
	case json.Number:
		// Without a tag it is written as it is, which YAML reads as a number.
		node.Kind, node.Value = yaml.ScalarNode, value.String()
		return node, nil
	case json.Delim:
		node.Kind = yaml.SequenceNode
		if value == '{' {
			node.Kind = yaml.MappingNode
		}
	case string:
		if err := node.Encode(value); err != nil {
			return nil, err
		}
		if len(redact.Printable([]byte(value))) != len(value) { // in quotes, where it can be escaped
			node.Style = yaml.DoubleQuotedStyle
		}
		if node.ShortTag() != "!!str" { // <<, which YAML would merge
			node = &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: value, Style: yaml.DoubleQuotedStyle}
		}
		return node, nil
	default: // bool, nil
		return node, node.Encode(value)
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
