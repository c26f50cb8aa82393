package contract_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/fireworks-sftj/sdk/api/contract"
)

func asJSON(t *testing.T, r *contract.Report) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := r.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// reports are those of runs that ended in all the ways there are.
func reports(t *testing.T) map[string]*contract.Report {
	t.Helper()
	out := map[string]*contract.Report{"the sample": sample(), "flawed": flawed(t)}
	synctest.Test(t, func(t *testing.T) {
		for name, transport := range map[string]http.RoundTripper{
			"healthy":     service().Transport(),
			"key refused": answering(http.StatusUnauthorized, nil, `{"code":16,"message":"no"}`),
			"HTML to all": answering(http.StatusOK, http.Header{"Content-Type": {"text/html"}}, "<html>"),
			"no answer":   roundTripper(func(*http.Request) (*http.Response, error) { return nil, io.ErrUnexpectedEOF }),
		} {
			at := target()
			at.Transport = transport
			out[name] = judge(t, at)
		}
	})
	return out
}

// TestJSONFitsItsSchema holds reports to the schema that readers are given.
func TestJSONFitsItsSchema(t *testing.T) {
	schema := reportSchema(t)
	for name, r := range reports(t) {
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(asJSON(t, r)))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(v); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		undescribed(t, name, "", v, schema)
	}
}

func reportSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(contract.ReportSchema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("report.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("report.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// undescribed finds what is in a report and not in its schema.
func undescribed(t *testing.T, name, at string, v any, s *jsonschema.Schema) {
	t.Helper()
	for s.Ref != nil {
		s = s.Ref
	}
	switch v := v.(type) {
	case map[string]any:
		for field, value := range v {
			switch sub, ok := s.Properties[field]; {
			case ok:
				undescribed(t, name, at+"/"+field, value, sub)
			case s.AdditionalProperties == nil:
				t.Errorf("%s: the schema does not describe %s/%s", name, at, field)
			}
		}
	case []any:
		items, ok := s.Items.(*jsonschema.Schema)
		if s.Items2020 != nil {
			items, ok = s.Items2020, true
		}
		for _, item := range v {
			if ok {
				undescribed(t, name, at+"/*", item, items)
			}
		}
	}
}

// TestSchemaRefuses shows that the schema can say no.
func TestSchemaRefuses(t *testing.T) {
	schema := reportSchema(t)
	for name, edit := range map[string][2]string{
		"another format":  {`"format": 1`, `"format": 2`},
		"another verdict": {`"verdict": "skip"`, `"verdict": "meh"`},
		"no coverage":     {`"coverage"`, `"covered"`},
		"took in words":   {`"took": 4321000000`, `"took": "4.3s"`},
		"a bad time":      {`"started": "2026-11-24T04:05:06Z"`, `"started": "today"`},
	} {
		text := strings.Replace(string(asJSON(t, sample())), edit[0], edit[1], 1)
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if schema.Validate(v) == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}

// TestReadReport has what comes back be what went in.
func TestReadReport(t *testing.T) {
	for name, r := range reports(t) {
		got, err := contract.ReadReport(bytes.NewReader(asJSON(t, r)))
		if err != nil {
			t.Fatal(name, err)
		}
		if diff := cmp.Diff(asJSON(t, r), asJSON(t, got)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if diff := cmp.Diff(text(t, r), text(t, got)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestReadReportRefuses(t *testing.T) {
	good := string(asJSON(t, sample()))
	for name, c := range map[string]struct{ in, want string }{
		"nothing":         {"", "not JSON, or was cut off"},
		"a page":          {"<!doctype html>", "not JSON"},
		"half a report":   {good[:len(good)/2], "cut off"},
		"two reports":     {good + good, "not JSON"},
		"an array":        {"[]", "array"},
		"other JSON":      {`{"violations":[]}`, `no "format"`},
		"a later format":  {strings.Replace(good, `"format": 1`, `"format": 2`, 1), "format is 2, and this program reads 1"},
		"a wrong type":    {strings.Replace(good, `"requests": 12`, `"requests": "12"`, 1), "requests is a string"},
		"a wrong time":    {strings.Replace(good, "2026-11-24T", "yesterday", 1), "time"},
		"another verdict": {strings.Replace(good, `"verdict": "skip"`, `"verdict": "meh"`, 1), `resume.moves has the verdict "meh"`},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := contract.ReadReport(strings.NewReader(c.in)); !errors.Is(err, contract.ErrReport) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
}

func TestReadReportFromABrokenReader(t *testing.T) {
	broken := errors.New("the disk is gone")
	if _, err := contract.ReadReport(iotest.ErrReader(broken)); !errors.Is(err, broken) || errors.Is(err, contract.ErrReport) {
		t.Error(err)
	}
}

// TestReadReportKeepsToItsFields: a later version of the same format may have more.
func TestReadReportKeepsToItsFields(t *testing.T) {
	text := strings.Replace(string(asJSON(t, sample())), `"target"`, `"later": {"x": 1}, "target"`, 1)
	if _, err := contract.ReadReport(strings.NewReader(text)); err != nil {
		t.Error(err)
	}
}
