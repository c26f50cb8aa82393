package contract_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"sigs.k8s.io/yaml"
)

func loadFacts(t *testing.T) facts {
	t.Helper()
	var known facts
	upstream := filepath.Join("..", "openapi", "upstream")
	later, err := filepath.Glob(filepath.Join(upstream, "later-*.yaml")) // in the order of their dates
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append([]string{filepath.Join(upstream, "seed-2026-05-12.yaml"), filepath.Join(upstream, "neighbours.yaml")}, later...) {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var file factsFile
		if err := yaml.UnmarshalStrict(raw, &file); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		known.learn(t, file)
	}
	return known
}

// learn merges a younger file into what is known.
func (k *facts) learn(t *testing.T, file factsFile) {
	t.Helper()
	if file.Server != "" {
		k.Server, k.Security = file.Server, file.Security
	}
	if file.KeyHeader != nil {
		k.KeyHeader = file.KeyHeader
	}
	k.Operations = append(k.Operations, file.Operations...)
	k.Parameters = append(k.Parameters, file.Parameters...)
	for _, m := range file.Messages {
		known := k.message(m.Name)
		if known == nil {
			m.Since = file.Since
			k.Messages = append(k.Messages, m)
			continue
		}
		for _, f := range m.Fields {
			f.Since = file.Since
			known.Fields = append(known.Fields, f)
		}
	}
	for _, e := range file.Enums {
		at := slices.IndexFunc(k.Enums, func(known enumFact) bool { return known.Name == e.Name })
		if at < 0 {
			e.Since = file.Since
			k.Enums = append(k.Enums, e)
			continue
		}
		known := &k.Enums[at]
		known.Values = append(known.Values, e.Values...)
		if known.ValueSince == nil {
			known.ValueSince = map[string]any{}
		}
		for _, value := range e.Values {
			known.ValueSince[value] = file.Since
		}
	}
	for name, fields := range file.Deprecated {
		for _, field := range fields {
			f := k.message(name).field(field)
			if f == nil {
				t.Fatalf("deprecated: %s has no field %s", name, field)
			}
			f.Deprecated, f.DeprecatedSince = true, file.Since
		}
	}
}

// lastCounted is the date of the youngest facts that the tests count by hand. What a younger
// file adds is held against the contract like the rest, and is not counted.
const lastCounted = "2026-07-17"

// newer are the fields that came after the last date that is counted.
func (m *messageFact) newer() []fieldFact {
	var out []fieldFact
	for _, f := range m.Fields {
		if f.Since > lastCounted {
			out = append(out, f)
		}
	}
	return out
}

// grown reports whether there are facts after the last date that is counted.
func (k *facts) grown() bool {
	for i := range k.Messages {
		if m := &k.Messages[i]; len(m.newer()) > 0 || m.Since > lastCounted {
			return true
		}
	}
	return false
}
