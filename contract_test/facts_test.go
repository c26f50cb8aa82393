// Package contract_test judges: it holds the contract against what is known of the
// service, and whatever stands on the contract against the contract.
package contract_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/fireworks-sftj/sdk/openapi"
	"sigs.k8s.io/yaml"
)

// complaints are the places where the contract and the facts part.
type complaints []string

func (c *complaints) addf(format string, values ...any) {
	*c = append(*c, fmt.Sprintf(format, values...))
}

// checkFacts holds a contract against the facts, both ways: every fact is in the contract
// as stated, and what a schema says beyond its facts is a complaint too. It knows nothing
// of OpenAPI libraries, so a library's leniency can't hide an error. An empty result
// means that the two agree.
func checkFacts(known facts, doc map[string]any) []string {
	var c complaints
	checkOperations(known, doc, &c)
	checkSchemas(known, doc, &c)
	checkStructure(doc, &c)
	slices.Sort(c)
	return c
}

// parseContract parses the contract; a key that is there twice fails the test.
func parseContract(t *testing.T) map[string]any {
	t.Helper()
	var doc map[string]any
	if err := yaml.UnmarshalStrict(openapi.Document(), &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestContractHoldsTheFacts(t *testing.T) {
	for _, complaint := range checkFacts(loadFacts(t), parseContract(t)) {
		t.Error(complaint)
	}
}

// TestFactsAreComplete counts the facts, so that a line lost from a facts file can't pass
// together with the same line lost from the contract.
func TestFactsAreComplete(t *testing.T) {
	known := loadFacts(t)
	messages := map[string]int{
		"SupervisedFineTuningJob": 38 + 3, // the seed's, and those of 2026-07-17
		"AwsS3Config":             2,
		"AzureBlobStorageConfig":  3,
		"Status":                  2,
		"WandbConfig":             6,
		"JobProgress":             10,
		"Money":                   3,
		"LrScheduler":             3,
		"DecayingLrSchedule":      2,
	}
	for name, want := range messages {
		m := known.message(name)
		if m == nil {
			t.Errorf("no facts about %s", name)
		} else if got := len(m.Fields) - len(m.newer()); got != want {
			t.Errorf("%s: %d fields, want %d", name, got, want)
		}
	}
	enums := map[string]int{"JobState": 19 + 1, "StatusCode": 17, "Purpose": 2, "EncryptionState": 3}
	for _, e := range known.Enums {
		if e.Since > lastCounted {
			continue
		}
		got := len(e.Values)
		for _, since := range e.ValueSince {
			if since.(string) > lastCounted {
				got--
			}
		}
		if got != enums[e.Name] {
			t.Errorf("%s: %d values, want %d", e.Name, got, enums[e.Name])
		}
		delete(enums, e.Name)
	}
	if len(enums) > 0 {
		t.Errorf("no facts about %v", enums)
	}
	if got := len(known.Operations); got != 6 {
		t.Errorf("%d operations, want 6", got)
	}
}

// TestFactsNameTheirSources: a misspelt source would otherwise ask the contract for the
// same misspelling.
func TestFactsNameTheirSources(t *testing.T) {
	known := loadFacts(t)
	check := func(where string, named ...string) {
		for _, source := range named {
			if source != "" && !slices.Contains(sources, any(source)) {
				t.Errorf("%s: %q is not a source", where, source)
			}
		}
	}
	for _, o := range known.Operations {
		check(o.OperationID, append(slices.Collect(maps.Values(o.From)), o.Source)...)
	}
	for _, p := range known.Parameters {
		check(p.Name, append(slices.Collect(maps.Values(p.From)), p.Source)...)
	}
	for _, e := range known.Enums {
		check(e.Name, append(slices.Collect(maps.Values(e.From)), e.Source)...)
	}
	for _, m := range known.Messages {
		check(m.Name, m.Source, m.Types)
		for _, f := range m.Fields {
			check(m.Name+"."+f.Name, append(slices.Collect(maps.Values(f.From)), f.Source)...)
		}
	}
}
