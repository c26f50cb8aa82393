package contract_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// TestFacts_AnythingAdded_IsNoticed: what the contract says beyond the facts, or against the
// rules of curation, is noticed too.
func TestFacts_AnythingAdded_IsNoticed(t *testing.T) {
	const resume = "/v1/accounts/{account_id}/supervisedFineTuningJobs/{supervised_fine_tuning_job_id}:resume"
	job := []string{"components", "schemas", "SupervisedFineTuningJob"}
	properties := append(slices.Clone(job), "properties")
	field := func(name string) []string { return append(slices.Clone(job), "properties", name) }
	text := func(more map[string]any) map[string]any {
		more["description"] = "Something."
		return more
	}
	cases := []struct {
		name  string
		at    []string
		key   string
		value any
		want  string
	}{
		{"undated field", properties, "region", text(map[string]any{"type": "string"}),
			"SupervisedFineTuningJob/properties/added: region"},
		{"dated field without a fact", properties, "region", text(map[string]any{"type": "string", "x-since": "2026-07-17"}),
			"SupervisedFineTuningJob/properties/added: region"},
		{"limit without a source", []string{"components", "schemas", "JobProgress", "properties", "percent"}, "maximum", 100.0,
			"JobProgress/properties/modified/percent/max: the facts say <nil>, the contract says 100"},
		{"date on a field of the seed", field("dataset"), "x-since", "2026-07-17", "dataset/extensions/added: x-since"},
		{"source on a field of the seed", field("dataset"), "x-source", "observed", "dataset/extensions/added: x-source"},
		{"read-only link to the metrics", field("metricsFileSignedUrl"), "readOnly", true, "metricsFileSignedUrl/readOnly: the facts say false"},
		{"second required field", job, "required", []any{"dataset", "name"}, "SupervisedFineTuningJob/required/added: name"},
		{"job closed to new fields", job, "additionalProperties", false, "SupervisedFineTuningJob/additionalPropertiesAllowed"},
		{"job with a catch-all map", job, "additionalProperties", true, "SupervisedFineTuningJob/additionalPropertiesAllowed"},
		{"schema without a fact", []string{"components", "schemas"}, "Region", text(map[string]any{"type": "string"}),
			"schemas/added: Region"},
		{"wrong lifecycle", []string{"components", "schemas", "JobState", "x-lifecycle", "paused"}, "states",
			[]any{"JOB_STATE_PAUSED", "JOB_STATE_IDLE"}, "x-lifecycle"},
		{"state without a lifecycle", []string{"components", "schemas", "JobState", "x-lifecycle", "paused"}, "states",
			[]any{}, "JOB_STATE_PAUSED has no place"},
		{"open enum that shuts its own values out", []string{"components", "schemas", "Purpose"}, "x-open-enum", "^X_",
			"PURPOSE_PILOT does not match"},
		{"gRPC codes as an open enum", []string{"components", "schemas", "StatusCode"}, "x-open-enum", "^[A-Z_]+$",
			"StatusCode/extensions/added: x-open-enum"},
		{"object without a name", []string{"components", "schemas", "ErrorMetadata", "additionalProperties"}, "properties",
			map[string]any{"a": text(map[string]any{"type": "string"})}, "an object without a name of its own"},
		{"reference to nowhere", []string{"paths", resume, "post", "responses"}, "404",
			map[string]any{"$ref": "#/components/responses/Gone"}, "leads nowhere"},
		{"reference out of the document", []string{"paths", resume, "post", "responses"}, "404",
			map[string]any{"$ref": "other.yaml#/NotFound"}, "leads nowhere"},
		{"reference in a circle", []string{"components", "responses"}, "NotFound",
			map[string]any{"$ref": "#/components/responses/NotFound"}, "leads nowhere"},
		{"operation without a fact", []string{"paths", resume}, "get", map[string]any{"description": "No."},
			resume + "/operations/added: GET"},
		{"parameter without a fact", []string{"paths", resume, "post"}, "parameters",
			[]any{map[string]any{"name": "force", "in": "query"}}, "parameters/added/query: force"},
		{"resume insists on a body", []string{"paths", resume, "post", "requestBody"}, "required", true, "requestBody/required: the facts say false, the contract says true"},
		{"resume open to anybody", []string{"paths", resume, "post"}, "security", []any{}, "POST/securityRequirements/listAdded"},
		{"undocumented status", []string{"paths", resume, "post", "responses"}, "202",
			map[string]any{"description": "Later."}, "response 202"},
		{"no description", []string{"paths", resume, "post"}, "description", " ", ":resume/post: no description"},
		{"misspelt extension", field("dataset"), "x-sinse", "2026-07-17", "x-sinse is not an extension"},
		{"Go in the contract", job, "x-go-name", "Job", "x-go-name is not an extension"},
		{"misspelt source", []string{"components", "headers", "RetryAfter"}, "x-source", "guess", "guess is not a source"},
		{"another server", nil, "servers", []any{map[string]any{"url": "https://api.example.com"}}, "servers"},
		{"another version of OpenAPI", nil, "openapi", "3.1.0", "the facts say 3.0.3, the contract says 3.1.0"},
		{"security without the bearer", nil, "security", []any{map[string]any{"apiKey": []any{}}}, "/security/deleted"},
		{"another scheme", []string{"components", "securitySchemes", "bearer"}, "scheme", "basic", "bearer/scheme: the facts say bearer, the contract says basic"},
	}
	known, intact := loadFacts(t), parseContract(t)
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			doc := deepCopy(intact).(map[string]any)
			object(doc, tc.at...)[tc.key] = tc.value
			found := checkFacts(known, doc)
			if !complains(found, tc.want) {
				t.Errorf("no complaint has %q:\n%s", tc.want, strings.Join(found, "\n"))
			}
		})
	}
}

// TestFacts_AnythingRemoved_IsNoticed takes everything out of the contract that the facts state,
// or turns it into another, one thing at a time.
func TestFacts_AnythingRemoved_IsNoticed(t *testing.T) {
	known, intact := loadFacts(t), parseContract(t)
	var all mutator
	all.schemas(intact)
	all.operations(intact)
	made := map[string]int{}
	for i, m := range all {
		made[m.kind]++
		if underRace && i%10 != 0 { // it sees as much in a tenth of them
			continue
		}
		t.Run(m.kind+"/"+m.subject, func(t *testing.T) {
			t.Parallel() // oasdiff takes some milliseconds for each
			doc := deepCopy(intact).(map[string]any)
			m.edit(doc)
			if found := checkFacts(known, doc); !complains(found, m.says...) {
				t.Errorf("no complaint has all of %q:\n%s", m.says, strings.Join(found, "\n"))
			}
		})
	}
	// The numbers are counted in the facts by hand: a generator that finds less proves less.
	for kind, want := range map[string]int{
		"field":              41 + 2 + 3 + 2 + 6 + 10 + 3 + 3 + 2 + 10, // the job, its messages, list and errors
		"enum":               20 + 17 + 2 + 3,
		"format":             17 + 2 + 1 + 10 + 2 + 2 + 2,
		"readOnly":           10 + 1 + 2, // the seed's, wandbConfig.url, two of 2026-07-17
		"deprecated":         4 + 4,
		"x-deprecated-since": 4,
		"nullable":           3 + 7 + 3 + 9, // timestamps, messages, schedules, and the messages themselves
		"x-default":          4,
		"pattern":            1,
		"required":           3,
		"minimum":            2,
		"maximum":            2,
		"minLength":          1,
		"ref":                7 + 3 + 4, // messages, schedules, enums
		"x-since":            3 + 4,
		"x-enum-since":       1,
		"x-format-source":    3 + 2 + 1 + 1,
		"operation":          6,
		"parameter":          2*5 + 6*4 + 2, // name, in, required or x-source, type; limits of three, one format
		"request":            3,
		"response":           6 * 7,
		"example":            6 + 7,
	} {
		if made[kind] < want || made[kind] > want && !known.grown() {
			t.Errorf("%d mutations of kind %s, want %d", made[kind], kind, want)
		}
	}
}

// complains reports whether one complaint has all the parts.
func complains(found []string, parts ...string) bool {
	return slices.ContainsFunc(found, func(complaint string) bool {
		return !slices.ContainsFunc(parts, func(part string) bool { return !strings.Contains(complaint, part) })
	})
}

// mutation is one thing taken out of the contract, or turned into another.
type mutation struct {
	kind, subject string
	says          []string // what one complaint about it must contain, all of it
	edit          func(doc map[string]any)
}

// mutator collects the mutations that a document offers.
type mutator []mutation

// cut takes out what the keys lead to.
func (m *mutator) cut(kind, subject string, says []string, at ...string) {
	*m = append(*m, mutation{kind, subject, says, func(doc map[string]any) {
		delete(object(doc, at[:len(at)-1]...), at[len(at)-1])
	}})
}

// put sets what the keys lead to.
func (m *mutator) put(kind, subject string, says []string, value any, at ...string) {
	*m = append(*m, mutation{kind, subject, says, func(doc map[string]any) {
		object(doc, at[:len(at)-1]...)[at[len(at)-1]] = value
	}})
}

// schema takes out, one by one, what a schema states about itself, and changes its type
// and its reference.
func (m *mutator) schema(subject string, schema map[string]any, says []string, at ...string) {
	for _, key := range slices.Sorted(maps.Keys(schema)) {
		here, says := below(at, key), below(says, inDiff(key))
		switch value := schema[key]; key {
		case "properties", "title", "x-enum-since", "x-lifecycle", "x-volatile", "x-secret":
		case "required", "enum":
			list := value.([]any)
			for i, entry := range list {
				rest := slices.Delete(slices.Clone(list), i, i+1)
				m.put(key, subject+"."+entry.(string), below(says, entry.(string)), rest, here...)
			}
		case "type":
			m.cut(key, subject, says, here...)
			other := "string"
			if value == other {
				other = "integer"
			}
			m.put("type="+other, subject, says, other, here...)
		case "allOf":
			m.cut("ref", subject, says, here...)
			m.put("ref=Empty", subject, says, []any{schemaRef("Empty")}, here...)
		default:
			m.cut(key, subject, says, here...)
		}
	}
}

func (m *mutator) schemas(doc map[string]any) {
	schemas := object(doc, "components", "schemas")
	for _, name := range slices.Sorted(maps.Keys(schemas)) {
		schema := object(schemas, name)
		at := []string{"components", "schemas", name}
		m.cut("schema", name, []string{name}, at...)
		m.schema(name, schema, []string{name}, at...)
		for _, value := range slices.Sorted(maps.Keys(object(schema, "x-enum-since"))) {
			m.cut("x-enum-since", value, []string{name, "x-enum-since", value}, below(at, "x-enum-since", value)...)
		}
		properties := object(schema, "properties")
		for _, property := range slices.Sorted(maps.Keys(properties)) {
			subject := property
			if name != "SupervisedFineTuningJob" {
				subject = name + "." + property
			}
			here := below(at, "properties", property)
			m.cut("field", subject, []string{name, "properties/deleted: " + property}, here...)
			m.schema(subject, object(properties, property), []string{name, property}, here...)
		}
	}
}

func (m *mutator) operations(doc map[string]any) {
	for _, path := range slices.Sorted(maps.Keys(object(doc, "paths"))) {
		for _, method := range methods {
			operation := object(doc, "paths", path, method)
			if operation == nil {
				continue
			}
			id := operation["operationId"].(string)
			at := []string{"paths", path, method}
			m.cut("operation", id, []string{path, strings.ToUpper(method)}, at...)
			m.cut("operationId", id, []string{"operationId is", `""`}, below(at, "operationId")...)
			m.put("operationId=ResumeJob", id, []string{"operationID", id, "ResumeJob"}, "ResumeJob", below(at, "operationId")...)
			if _, hasBody := operation["requestBody"]; hasBody {
				m.cut("request", id, []string{path, "requestBody"}, below(at, "requestBody")...)
			}
			for status := range object(operation, "responses") {
				m.cut("response", id+"."+status, []string{path, "responses/deleted: " + status}, below(at, "responses", status)...)
			}
			m.cut("example", id, []string{id, "response 200: no example"},
				below(at, "responses", "200", "content", "application/json", "examples")...)
		}
	}
	parameters := object(doc, "components", "parameters")
	for _, component := range slices.Sorted(maps.Keys(parameters)) {
		at := []string{"components", "parameters", component}
		parameter := object(parameters, component)
		name := parameter["name"].(string)
		for _, key := range []string{"name", "in", "required", "x-source"} {
			if _, stated := parameter[key]; stated {
				m.cut("parameter", name+"."+key, []string{component, inDiff(key)}, below(at, key)...)
			}
		}
		for _, key := range []string{"type", "format", "minimum", "minLength"} {
			if _, stated := object(parameter, "schema")[key]; stated {
				m.cut("parameter", name+"."+key, []string{component, "schema", inDiff(key)}, below(at, "schema", key)...)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(object(doc, "components", "responses"))) {
		at := []string{"components", "responses", name}
		m.cut("x-source", name, []string{name, "x-source"}, below(at, "x-source")...)
		m.cut("example", name, []string{"response ", "no example"}, below(at, "content", "application/json", "examples")...)
	}
}

func below(keys []string, more ...string) []string { return append(slices.Clone(keys), more...) }

// inDiff is how oasdiff spells a keyword of OpenAPI.
func inDiff(keyword string) string {
	switch keyword {
	case "minimum", "maximum":
		return keyword[:3]
	case "$ref":
		return ""
	}
	return keyword
}
