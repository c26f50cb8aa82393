// Package contract_test holds the contract against what is known of the service, and
// everything that stands on the contract against the contract.
package contract_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oasdiff/oasdiff/diff"
	"sigs.k8s.io/yaml"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/openapi"
)

// facts is openapi/upstream/facts.yaml: what sources state about the service, as a small
// OpenAPI document without prose.
type facts struct {
	doc    map[string]any
	parsed *openapi3.T // for oasdiff
}

// loadFacts parses the facts once for all tests; no test may change them. A key that is there
// twice fails the test.
func loadFacts(t testing.TB) facts {
	t.Helper()
	known, err := readFacts()
	if err != nil {
		t.Fatal(err)
	}
	return known
}

var readFacts = sync.OnceValues(func() (facts, error) {
	var known facts
	raw, err := os.ReadFile(filepath.Join("..", "openapi", "upstream", "facts.yaml"))
	if err != nil {
		return known, err
	}
	if err := yaml.UnmarshalStrict(raw, &known.doc); err != nil {
		return known, err
	}
	known.parsed, err = forDiff(known.doc)
	return known, err
})

// parseContract parses the contract; a key that is there twice fails the test.
func parseContract(t testing.TB) map[string]any {
	t.Helper()
	var doc map[string]any
	if err := yaml.UnmarshalStrict(openapi.Document(), &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

// message is a schema of the facts, nil for an unknown name.
func (k facts) message(name string) map[string]any {
	return object(k.doc, "components", "schemas", name)
}

// lastCounted is the date of the youngest facts that the tests count by hand. A younger fact is
// held against the contract like the rest, and is not counted.
const lastCounted = "2026-07-17"

// since is the date of a schema or a field, "" for one of the seed. A bare reference is as old
// as what it refers to.
func (k facts) since(node any) string { return text(resolve(k.doc, node), "x-since") }

// counted reports whether a schema or a field is old enough to be counted.
func (k facts) counted(node any) bool { return k.since(node) <= lastCounted }

// grown reports whether there are facts that are not counted.
func (k facts) grown() bool {
	young := false
	walk("", k.doc, func(_ string, node map[string]any) { young = young || !k.counted(node) })
	return young
}

// call is a plain request to the operation of the facts whose name begins with the verb.
func (k facts) call(t *testing.T, verb string) call {
	t.Helper()
	for path, item := range object(k.doc, "paths") {
		for _, method := range methods {
			operation := object(item, method)
			id := text(operation, "operationId")
			if !strings.HasPrefix(strings.ToLower(strings.TrimPrefix(id, "Gateway_")), verb) {
				continue
			}
			c := call{id: id, path: path, method: strings.ToUpper(method)}
			switch request := object(operation, "requestBody"); {
			case request["required"] == true:
				c.body = []byte(`{"dataset":"accounts/acme/datasets/d"}`)
			case request != nil:
				c.body = []byte("{}")
			}
			return c
		}
	}
	t.Fatalf("no facts about an operation %s", verb)
	return call{}
}

// complaints are the places where the contract and the facts part.
type complaints []string

func (c *complaints) addf(format string, values ...any) {
	*c = append(*c, fmt.Sprintf(format, values...))
}

// checkFacts holds a contract against the facts, both ways: every fact is in the contract as
// stated, and what the contract says beyond the facts is a complaint too. oasdiff compares the
// two documents; what it does not look at (prose, examples, the meaning of our extensions) is
// for checkStructure. An empty result means that the two agree.
func checkFacts(known facts, doc map[string]any) []string {
	var c complaints
	compareWithFacts(known, doc, &c)
	checkStructure(doc, &c)
	slices.Sort(c)
	return c
}

// forDiff parses a document as oasdiff wants it. Its title and version are its own business,
// and so are the extensions of the whole document.
func forDiff(doc map[string]any) (*openapi3.T, error) {
	raw, err := json.Marshal(withoutExamples(doc))
	if err != nil {
		return nil, err
	}
	parsed, err := openapi3.NewLoader().LoadFromData(raw)
	if err != nil {
		return nil, err
	}
	parsed.Info, parsed.Extensions = nil, nil
	return parsed, nil
}

// withoutExamples copies a document without its examples, which are most of it and no facts.
func withoutExamples(node any) any {
	switch node := node.(type) {
	case map[string]any:
		rest := make(map[string]any, len(node))
		for key, value := range node {
			if key != "examples" {
				rest[key] = withoutExamples(value)
			}
		}
		return rest
	case []any:
		rest := make([]any, len(node))
		for i, value := range node {
			rest[i] = withoutExamples(value)
		}
		return rest
	}
	return node
}

func compareWithFacts(known facts, doc map[string]any, c *complaints) {
	contract, err := forDiff(doc)
	if err != nil {
		c.addf("the contract can't be parsed: %v", err)
		return
	}
	config := diff.NewConfig(
		diff.WithExcludeElements([]string{"examples", "description", "endpoints", "title", "summary", "tags"}),
		diff.WithExcludeExtensions([]string{ // the first is the facts' own, the others are the contract's own
			"x-from", "x-deprecated-reason", "x-lifecycle", "x-volatile", "x-secret",
		}),
	)
	config.IncludePathParams = true
	found, err := diff.Get(config, known.parsed, contract)
	if err != nil || found.Empty() {
		if err != nil {
			c.addf("the contract can't be compared: %v", err)
		}
		return
	}
	raw, err := json.Marshal(found) //nolint:staticcheck // SA1026: endpoints are keys of a map that marshal to text
	var tree any
	if err == nil {
		err = json.Unmarshal(raw, &tree)
	}
	if err != nil {
		c.addf("the comparison can't be read: %v", err)
		return
	}
	lines := leaves("", tree)
	// A schema that differs does so again wherever it is referred to: once is enough.
	repeated := func(line string) bool {
		return strings.Contains(line, "/allOf/modified/") || strings.Contains(line, "/items/properties/") ||
			strings.HasPrefix(line, "/paths/") && strings.Contains(line, "/schema/")
	}
	if once := slices.DeleteFunc(slices.Clone(lines), repeated); len(once) > 0 {
		lines = once
	}
	*c = append(*c, lines...)
}

// leaves are the single differences in a comparison by oasdiff, each with the way to it.
func leaves(where string, node any) (all []string) {
	switch node := node.(type) {
	case map[string]any:
		if operation, patched := node["op"]; patched { // an extension differs by a JSON patch
			return []string{fmt.Sprintf("%s: %v %v %v", where, operation, node["path"], node["value"])}
		}
		from, changed := node["from"]
		to, also := node["to"]
		if changed || also {
			return []string{fmt.Sprintf("%s: the facts say %v, the contract says %v", where, from, to)}
		}
		for key, value := range node {
			all = append(all, leaves(where+"/"+key, value)...)
		}
	case []any:
		for _, value := range node {
			all = append(all, leaves(where, value)...)
		}
	default:
		all = append(all, fmt.Sprintf("%s: %v", where, node))
	}
	return all
}

func TestContract_AsItIs_HoldsTheFacts(t *testing.T) {
	for _, complaint := range checkFacts(loadFacts(t), parseContract(t)) {
		t.Error(complaint)
	}
}

// TestContract_InTheHandsOfTheValidator_BehavesAsTheFactsSay: what the facts forbid the
// validator rejects with the contract, and what they allow it accepts. It is the reading of the
// test above turned into behaviour.
func TestContract_InTheHandsOfTheValidator_BehavesAsTheFactsSay(t *testing.T) {
	d := derive(loadFacts(t).doc, derivedSeed(t))
	if len(d.cases) < 3000 {
		t.Fatalf("%d cases: hardly anything was derived", len(d.cases))
	}
	ck, err := conform.New()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range d.cases {
		if got, ok := c.holds(t, ck); !ok {
			t.Errorf("%s:\n got %q\nwant %q", c, got, c.finds)
		}
	}
}

// TestFacts_Counted_AreComplete counts the facts, so that a line lost from them can't pass
// together with the same line lost from the contract.
func TestFacts_Counted_AreComplete(t *testing.T) {
	known := loadFacts(t)
	for name, want := range map[string]int{
		"SupervisedFineTuningJob": 38 + 3, // the seed's, and those of 2026-07-17
		"AwsS3Config":             2,
		"AzureBlobStorageConfig":  3,
		"Status":                  2,
		"WandbConfig":             6,
		"JobProgress":             10,
		"Money":                   3,
		"LrScheduler":             3,
		"DecayingLrSchedule":      2,
	} {
		got := 0
		for _, field := range object(known.message(name), "properties") {
			if known.counted(field) {
				got++
			}
		}
		if got != want {
			t.Errorf("%s: %d fields, want %d", name, got, want)
		}
	}
	enums := map[string]int{"JobState": 19 + 1, "StatusCode": 17, "Purpose": 2, "EncryptionState": 3}
	for name, schema := range object(known.doc, "components", "schemas") {
		values, isEnum := object(schema)["enum"].([]any)
		if !isEnum || !known.counted(schema) {
			continue
		}
		got := len(values)
		for _, since := range object(schema, "x-enum-since") {
			if since.(string) > lastCounted {
				got--
			}
		}
		if got != enums[name] {
			t.Errorf("%s: %d values, want %d", name, got, enums[name])
		}
		delete(enums, name)
	}
	if len(enums) > 0 {
		t.Errorf("no facts about %v", enums)
	}
	operations := 0
	for _, item := range object(known.doc, "paths") {
		for _, method := range methods {
			if object(item, method) != nil {
				operations++
			}
		}
	}
	if operations != 6 {
		t.Errorf("%d operations, want 6", operations)
	}
}

// TestFacts_EverySource_IsOneOfThree: a misspelt source would otherwise ask the contract for
// the same misspelling.
func TestFacts_EverySource_IsOneOfThree(t *testing.T) {
	walk("", loadFacts(t).doc, func(where string, node map[string]any) {
		stated := []any{node["x-source"], node["x-format-source"]}
		for _, source := range object(node, "x-from") {
			stated = append(stated, source)
		}
		for _, source := range stated {
			if source != nil && !slices.Contains(sources, source) {
				t.Errorf("%s: %q is not a source", where, source)
			}
		}
	})
}
