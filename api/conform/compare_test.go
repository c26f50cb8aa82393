package conform_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fireworks-sftj/sdk/openapi"
)

// TestCompareFindsNothingInTheContractItself: as it is, and in the words of others.
func TestCompareFindsNothingInTheContractItself(t *testing.T) {
	doc := string(openapi.Document())
	for name, other := range map[string]string{
		"itself":                  doc,
		"other names of its path": strings.ReplaceAll(doc, "{supervised_fine_tuning_job_id}", "{id}"),
		"no null":                 strings.ReplaceAll(doc, "nullable: true", "nullable: false"),
		"other descriptions":      strings.ReplaceAll(doc, "The rank of the adapter's layers.", "Something."),
		"no format from elsewhere": strings.ReplaceAll(strings.ReplaceAll(doc, "format: uri-or-empty\n", "x-was: uri\n"),
			"format: uuid-or-empty\n", "x-was: uuid\n"),
	} {
		t.Run(name, func(t *testing.T) {
			found, err := newChecker(t).Compare([]byte(other))
			if err != nil || len(found) > 0 {
				t.Error(err, found)
			}
		})
	}
}

// TestCompare changes one thing in another copy of the contract.
func TestCompare(t *testing.T) {
	doc := string(openapi.Document())
	for _, tc := range []struct{ name, old, with, want string }{
		{"a new field", "        dataset:\n", "        region:\n          type: string\n        dataset:\n",
			"/region: field (string) is new: the contract does not have it"},
		{"a new message", "        dataset:\n", "        box:\n          properties:\n            a: {type: string}\n        dataset:\n",
			"/box: field (object) is new: the contract does not have it"},
		{"a field that is gone", "        isTurbo:\n", "        isFast:\n",
			"/isFast: field (boolean) is new: the contract does not have it\n/isTurbo: field (boolean) is gone: only the contract has it"},
		{"a new field of a message", "        outputRows:\n", "        rows:\n          type: integer\n        outputRows:\n",
			"/jobProgress/rows: field (integer) is new: the contract does not have it"},
		{"a new state", "      x-open-enum: ^JOB_STATE_", "        - JOB_STATE_FROZEN\n      x-open-enum: ^JOB_STATE_",
			"/state: enum-value JOB_STATE_FROZEN is new: the contract does not have it"},
		{"a state that is gone", "        - JOB_STATE_ARCHIVED\n", "",
			"/state: enum-value JOB_STATE_ARCHIVED is gone: only the contract has it"},
		{"another type", "        epochs:\n          type: integer\n          format: int32", "        epochs:\n          type: string",
			"/epochs: format int32 is gone: only the contract has it\n/epochs: type is string, the contract has integer"},
		{"another format", "        units:\n          type: string\n          format: int64\n          pattern: ^-?[0-9]+$", "        units:\n          type: string\n          format: decimal",
			"/estimatedCost/units: format is decimal, the contract has int64"},
		{"required", "required: [dataset]", "required: [dataset, baseModel]",
			"/baseModel: required is new: the contract does not have it"},
		{"not read-only", "        name:\n          type: string\n          readOnly: true", "        name:\n          type: string",
			"/name: readOnly is gone: only the contract has it"},
		{"deprecated", "        loraRank:\n", "        loraRank:\n          deprecated: true\n",
			"/loraRank: deprecated is new: the contract does not have it"},
		{"a limit", "        loraRank:\n", "        loraRank:\n          maximum: 64\n",
			"/loraRank: maximum 64 is new: the contract does not have it"},
		{"another limit", "maximum: 999999999", "maximum: 99", "/estimatedCost/nanos: maximum is 99, the contract has 999999999"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if !strings.Contains(doc, tc.old) {
				t.Fatalf("the contract has no %q", tc.old)
			}
			found, err := newChecker(t).Compare([]byte(strings.Replace(doc, tc.old, tc.with, 1)))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, d := range found {
				got = append(got, d.String())
			}
			slices.Sort(got)
			if diff := cmp.Diff(tc.want, strings.Join(got, "\n")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestCompareTakesOtherForms: JSON, 3.1, another way to compose, a job without a path.
func TestCompareTakesOtherForms(t *testing.T) {
	for name, tc := range map[string]struct{ document string }{
		"a schema alone, in JSON": {`{"openapi":"3.0.0","info":{"title":"t","version":"1"},"paths":{},"components":{"schemas":{
			"gatewaySupervisedFineTuningJob":{"type":"object","required":["dataset"],"properties":{"dataset":{"type":"string"},
			"status":{"allOf":[{"$ref":"#/components/schemas/s"}],"readOnly":true}}},
			"s":{"type":"object","properties":{"code":{"type":"string"},"message":{"type":"string"}}}}}}`},
		"3.1, with null as a type": {`{"openapi":"3.1.0","info":{"title":"t","version":"1"},"paths":{"/v1/accounts/{a}/supervisedFineTuningJobs/{b}":{"get":{"responses":{"200":{"description":"",
			"content":{"application/json":{"schema":{"type":"object","required":["dataset"],"properties":{"dataset":{"type":"string"},
			"status":{"readOnly":true,"anyOf":[{"type":"null"},{"type":"object","properties":{"code":{"type":["string","null"]},"message":{"type":"string"}}}]}}}}}}}}}}}`},
	} {
		t.Run(name, func(t *testing.T) {
			found, err := newChecker(t).Compare([]byte(tc.document))
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range found {
				if !d.Gone() || d.About != "field" {
					t.Error(d)
				}
			}
			// All fields of a job except dataset and status.
			if want := len(declared(t, "SupervisedFineTuningJob")) - 2; len(found) != want {
				t.Errorf("%d fields are gone, want %d", len(found), want)
			}
		})
	}
}

func TestCompareRefuses(t *testing.T) {
	for name, document := range map[string]string{
		"nothing":        "",
		"not a document": "[1",
		"Swagger 2":      `{"swagger":"2.0","info":{"title":"t","version":"1"},"paths":{}}`,
		"no job":         `{"openapi":"3.0.0","info":{"title":"t","version":"1"},"paths":{}}`,
		"another file":   `{"openapi":"3.0.0","info":{"title":"t","version":"1"},"paths":{},"components":{"schemas":{"SupervisedFineTuningJob":{"$ref":"/etc/passwd"}}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			if found, err := newChecker(t).Compare([]byte(document)); err == nil {
				t.Errorf("no error, %v", found)
			}
		})
	}
}
