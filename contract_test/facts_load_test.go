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
	for _, name := range []string{"seed-2026-05-12.yaml", "neighbours.yaml", "later-2026-07-17.yaml"} {
		raw, err := os.ReadFile(filepath.Join("..", "openapi", "upstream", name))
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
		known.ValueSince = map[string]any{}
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
