package contract_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/openapi"
)

// The examples of the contract are what mocks of other people answer. Each is judged as a response
// of a service would be, those that belong together have one name, and the resumed job is the
// paused one but for what a resume changes.

// contractDocument is the contract as plain values.
type contractDocument map[string]any

func readContract(t *testing.T) contractDocument {
	t.Helper()
	var doc map[string]any
	if err := yaml.Unmarshal(openapi.Document(), &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

// at returns what is below a value, with references followed; nil if there is nothing.
func (d contractDocument) at(value any, keys ...string) any {
	for {
		object, _ := value.(map[string]any)
		if ref, ok := object["$ref"].(string); ok {
			value = d.at(map[string]any(d), strings.Split(strings.TrimPrefix(ref, "#/"), "/")...)
			continue
		}
		if len(keys) == 0 {
			return value
		}
		value, keys = object[keys[0]], keys[1:]
		if value == nil {
			return nil
		}
	}
}

// named returns the values of examples by their names.
func (d contractDocument) named(examples any) map[string]any {
	found := map[string]any{}
	object, _ := d.at(examples).(map[string]any)
	for name := range object {
		found[name] = d.at(object, name, "value")
	}
	return found
}

// eachOperation calls do with the operations of the contract by their short names.
func (d contractDocument) eachOperation(t *testing.T, do func(name string, operation any)) {
	t.Helper()
	n := 0
	paths, _ := d.at(map[string]any(d), "paths").(map[string]any)
	for _, item := range paths {
		methods, _ := item.(map[string]any)
		for method, operation := range methods {
			if !slices.Contains([]string{"get", "post", "delete"}, method) {
				continue
			}
			id, _ := d.at(operation, "operationId").(string)
			name := strings.ToLower(strings.TrimPrefix(id, "Gateway_"))
			do(name[:strings.Index(name, "supervised")], operation)
			n++
		}
	}
	if n != 6 {
		t.Errorf("%d operations", n)
	}
}

func TestExamples_ServedAsResponses_ConformWithoutDrift(t *testing.T) {
	doc := readContract(t)
	ck, err := conform.New()
	if err != nil {
		t.Fatal(err)
	}
	judged := 0
	doc.eachOperation(t, func(name string, operation any) {
		responses, _ := doc.at(operation, "responses").(map[string]any)
		for code := range responses {
			status, err := strconv.Atoi(code)
			if err != nil {
				status = http.StatusServiceUnavailable // default
			}
			for example, value := range doc.named(doc.at(responses, code, "content", "application/json", "examples")) {
				body, err := json.Marshal(value)
				if err != nil {
					t.Fatal(err)
				}
				r, err := ck.CheckResponse(t.Context(), name, status, http.Header{"Content-Type": {"application/json"}}, body)
				if err != nil || r.Err() != nil || len(r.Drift) > 0 {
					t.Errorf("%s %s %s: %v %v %v", name, code, example, err, r.Err(), r.Drift)
				}
				judged++
			}
		}
	})
	if judged < 30 {
		t.Errorf("only %d examples", judged)
	}
}

// The examples of a request have the names of those of its response, so that a mock answers the
// request that was shown.
func TestExamples_OfRequestAndResponse_ArePaired(t *testing.T) {
	doc := readContract(t)
	doc.eachOperation(t, func(name string, operation any) {
		responses := doc.named(doc.at(operation, "responses", "200", "content", "application/json", "examples"))
		if len(responses) == 0 {
			t.Errorf("%s has no example of a response", name)
		}
		for example := range doc.named(doc.at(operation, "requestBody", "content", "application/json", "examples")) {
			if _, ok := responses[example]; !ok {
				t.Errorf("%s: the request %s has no response of that name", name, example)
			}
		}
		parameters, _ := doc.at(operation, "parameters").([]any)
		for example := range responses {
			for _, parameter := range parameters {
				if in, _ := doc.at(parameter, "in").(string); in != "path" {
					continue
				}
				if _, ok := doc.named(doc.at(parameter, "examples"))[example]; !ok {
					t.Errorf("%s: %v has no example %s", name, doc.at(parameter, "name"), example)
				}
			}
		}
	})
}

func TestExamples_ResumedJob_IsThePausedOneResumed(t *testing.T) {
	doc := readContract(t)
	paused, _ := doc.at(map[string]any(doc), "components", "examples", "PausedJob", "value").(map[string]any)
	resumed, _ := doc.at(map[string]any(doc), "components", "examples", "ResumedJob", "value").(map[string]any)
	changes := []string{"state", "status", "updateTime"}
	for field := range maps.Keys(resumed) {
		before, err := json.Marshal(paused[field])
		if err != nil {
			t.Fatal(err)
		}
		after, err := json.Marshal(resumed[field])
		if err != nil {
			t.Fatal(err)
		}
		if string(before) != string(after) && !slices.Contains(changes, field) {
			t.Errorf("%s: %s before, %s after", field, before, after)
		}
	}
	if len(paused) == 0 || len(paused) != len(resumed) || paused["state"] == resumed["state"] {
		t.Errorf("%d fields before, %d after", len(paused), len(resumed))
	}
}
