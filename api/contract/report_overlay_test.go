package contract_test

import (
	"bytes"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/speakeasy-api/openapi/overlay"
	"gopkg.in/yaml.v3"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/api/contract"
	"github.com/fireworks-sftj/sdk/openapi"
)

// drifting are answers to get and list with what the contract does not have.
var drifting = map[string]string{
	"a string":                "get:" + `{"dataset":"d","region":"US_IOWA_1"}`,
	"a number":                "get:" + `{"dataset":"d","priority":3.5}`,
	"a boolean":               "get:" + `{"dataset":"d","spot":true}`,
	"an array":                "get:" + `{"dataset":"d","tags":["a",null,{"b":1}]}`,
	"a message":               "get:" + `{"dataset":"d","hidden":{"a":{"b":1}}}`,
	"null":                    "get:" + `{"dataset":"d","unset":null}`,
	"a string or null":        "get:" + `{"dataset":"d","note":"x"} {"dataset":"d","note":null}`,
	"ever another type":       "get:" + `{"dataset":"d","any":"x"} {"dataset":"d","any":{"y":1}}`,
	"a name with dots":        "get:" + `{"dataset":"d","x.y/z'\"~":"x"}`,
	"a name beyond ASCII":     "get:" + `{"dataset":"d","größe\u0085\u007f😀":"x"}`,
	"in a message":            "get:" + `{"dataset":"d","jobProgress":{"eta":1}}`,
	"in a union":              "get:" + `{"dataset":"d","lrScheduler":{"step":{}}}`,
	"in a page":               "list:" + `{"supervisedFineTuningJobs":[{"dataset":"d","region":"x"}],"unreachable":[]}`,
	"in an error":             "404:" + `{"code":5,"hint":"x"}`,
	"in nothing":              "delete:" + `{"done":true}`,
	"a state":                 "get:" + `{"dataset":"d","state":"JOB_STATE_FROZEN"} {"dataset":"d","state":"JOB_STATE_MOLTEN"}`,
	"a state in a page":       "list:" + `{"supervisedFineTuningJobs":[{"dataset":"d","state":"JOB_STATE_FROZEN"}]}`,
	"a purpose and a message": "get:" + `{"dataset":"d","purpose":"PURPOSE_NIGHTLY","hidden":{}}`,
}

// TestOverlayMakesTheDriftVanish applies the patch to the contract and looks again.
func TestOverlayMakesTheDriftVanish(t *testing.T) {
	for name, answer := range drifting {
		t.Run(name, func(t *testing.T) {
			before, err := conform.New()
			if err != nil {
				t.Fatal(err)
			}
			if n := driftIn(t, before, answer); n == 0 {
				t.Fatal("there is no drift to begin with")
			}
			patch := writeOverlay(t, &contract.Report{Target: "http://sftj.test", Coverage: before.Ledger().Report()})
			after, err := conform.New(conform.WithDocument(patched(t, openapi.Document(), patch)))
			if err != nil {
				t.Fatal(err, string(patch))
			}
			if n := driftIn(t, after, answer); n != 0 {
				t.Errorf("%d things are drift still, after\n%s", n, patch)
			}
		})
	}
}

// driftIn judges the answers, and counts what is drift. Nothing else may be wrong.
func driftIn(t *testing.T, c *conform.Checker, answer string) (n int) {
	t.Helper()
	operation, bodies, _ := strings.Cut(answer, ":")
	status := http.StatusOK
	if operation == "404" {
		operation, status = "get", http.StatusNotFound
	}
	for body := range strings.SplitSeq(strings.ReplaceAll(bodies, "} {", "}\n{"), "\n") {
		r, err := c.CheckResponse(t.Context(), operation, status, http.Header{"Content-Type": {"application/json"}}, []byte(body))
		if err != nil || r.Err() != nil {
			t.Fatal(err, r.Err())
		}
		n += len(r.Drift)
	}
	return n
}

func writeOverlay(t *testing.T, r *contract.Report) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := r.WriteOverlay(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// nested is a contract with schemas that have no names of their own.
const nested = `
openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /v1/j:
    get:
      operationId: Get
      responses:
        "200": {description: d, content: {application/json: {schema: {$ref: "#/components/schemas/J"}}}}
        "404": {description: d, content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}
components:
  schemas:
    J:
      type: object
      properties:
        parts:
          type: array
          items: {type: array, items: {$ref: "#/components/schemas/P"}}
        "it's":
          type: array
          items:
            type: array
            items: {type: object, properties: {a: {type: string, enum: [A], x-open-enum: "^[A-Z]$"}}}
    P:
      type: object
      properties:
        in: {type: object, properties: {a: {type: string}}}
`

func TestOverlayOfNestedSchemas(t *testing.T) {
	before, err := conform.New(conform.WithDocument([]byte(nested)))
	if err != nil {
		t.Fatal(err)
	}
	answer := "Get:" + `{"parts":[[{"in":{"b":1},"c":"x"}]],"it's":[[{"d":1,"a":"B"}]]}`
	driftIn(t, before, answer)
	driftIn(t, before, "404:{\"b\":1}")
	patch := writeOverlay(t, &contract.Report{Coverage: before.Ledger().Report()})
	if !strings.Contains(string(patch), `# Left out: "Get.404.b", because its schema is no component`) {
		t.Errorf("what can't be patched is not named:\n%s", patch)
	}
	after, err := conform.New(conform.WithDocument(patched(t, []byte(nested), patch)))
	if err != nil {
		t.Fatal(err)
	}
	if n := driftIn(t, after, answer); n != 0 {
		t.Errorf("%d things are drift still, after\n%s", n, patch)
	}
}

// patched is the contract with an overlay, applied by the library that the generator of
// this module has for it. Every target must be there.
func patched(t *testing.T, contract, patch []byte) []byte {
	t.Helper()
	o, err := overlay.ParseReader(bytes.NewReader(patch))
	if err != nil {
		t.Fatal(err, string(patch))
	}
	if err := o.Validate(); err != nil {
		t.Fatal(err, string(patch))
	}
	var document yaml.Node
	if err := yaml.Unmarshal(contract, &document); err != nil {
		t.Fatal(err)
	}
	if warnings, err := o.ApplyToStrict(&document); err != nil || len(warnings) > 0 {
		t.Fatal(err, warnings, string(patch))
	}
	text, err := yaml.Marshal(&document)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestOverlay(t *testing.T) {
	c, err := conform.New()
	if err != nil {
		t.Fatal(err)
	}
	driftIn(t, c, "get:"+`{"dataset":"d","region":"US","tags":[1],"state":"JOB_STATE_FROZEN","base_model":"x","fw_abc123":1}`)
	got := writeOverlay(t, &contract.Report{
		Target: "http://sftj.test", Started: time.Date(2026, 11, 24, 23, 0, 0, 0, time.UTC), Coverage: c.Ledger().Report(),
	})
	want := `# What was on the wire and is not in the contract. A name and the JSON type are all that
# is known of it: describe each one, and give it its format, before you apply this.
# Left out: "SupervisedFineTuningJob.base_model", another spelling of baseModel
# Left out: "SupervisedFineTuningJob.fw_[redacted]", because its name is masked or cut
overlay: 1.0.0
info:
  title: "Drift of http://sftj.test"
  version: "2026-11-24"
actions:
  - target: "$.components.schemas.SupervisedFineTuningJob"
    description: "region: seen 1 times, tags: seen 1 times"
    update:
      properties:
        "region":
          description: Seen on the wire, and not documented yet.
          x-source: observed
          type: string
        "tags":
          description: Seen on the wire, and not documented yet.
          x-source: observed
          type: array
          items: {nullable: true}
  - target: "$.components.schemas.JobState"
    description: "JOB_STATE_FROZEN: seen 1 times"
    update:
      enum:
        - "JOB_STATE_FROZEN"
`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
}

func TestOverlayOfNothing(t *testing.T) {
	c, err := conform.New()
	if err != nil {
		t.Fatal(err)
	}
	r := &contract.Report{Coverage: c.Ledger().Report()}
	var b bytes.Buffer
	if err := r.WriteOverlay(&b); !errors.Is(err, contract.ErrNoDrift) || b.Len() > 0 {
		t.Errorf("%v, %q", err, b.String())
	}
}
