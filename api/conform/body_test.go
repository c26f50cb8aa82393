package conform_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/conform"
)

const (
	jobURL    = "http://service.test/v1/accounts/acme/supervisedFineTuningJobs/k3v9q2zt"
	jobsURL   = "http://service.test/v1/accounts/acme/supervisedFineTuningJobs"
	resumeURL = jobURL + ":resume"
)

var jsonHeader = http.Header{"Content-Type": {"application/json"}}

func newChecker(t testing.TB, opts ...conform.Option) *conform.Checker {
	t.Helper()
	c, err := conform.New(opts...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func readBody(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// edit puts a JSON value at a pointer of a body; an empty value removes what is there.
func edit(t testing.TB, body, pointer, value string) string {
	t.Helper()
	var root any
	d := json.NewDecoder(strings.NewReader(body))
	d.UseNumber()
	if err := d.Decode(&root); err != nil {
		t.Fatal(err)
	}
	tokens := strings.Split(pointer, "/")[1:]
	at := root
	for i, token := range tokens {
		last := i == len(tokens)-1
		switch node := at.(type) {
		case map[string]any:
			switch {
			case last && value == "":
				delete(node, token)
			case last:
				node[token] = json.RawMessage(value)
			}
			at = node[token]
		case []any:
			n, err := strconv.Atoi(token)
			if err != nil {
				t.Fatal(err)
			}
			if last {
				node[n] = json.RawMessage(value)
			}
			at = node[n]
		default:
			t.Fatalf("no object at %q of %s", token, pointer)
		}
	}
	out, err := json.Marshal(root)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// broken lists violations as "pointer rule", the way the tables have them.
func broken(r conform.Result) string {
	var out []string
	for _, v := range r.Violations {
		out = append(out, v.Pointer+" "+v.Rule)
	}
	return strings.Join(out, ", ")
}

// drifted lists drift as "pointer kind value".
func drifted(r conform.Result) string {
	var out []string
	for _, d := range r.Drift {
		out = append(out, strings.TrimRight(d.Pointer+" "+d.Kind+" "+d.Value, " "))
	}
	return strings.Join(out, ", ")
}

func checkBody(t testing.TB, c *conform.Checker, operation string, status int, body string) conform.Result {
	t.Helper()
	r, err := c.CheckResponse(t.Context(), operation, status, jsonHeader, []byte(body))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestCheckResponse_NumberBeyond64Bits_IsAViolation: in a field that the contract leaves free,
// or does not have, such a number makes decoders refuse the whole body.
func TestCheckResponse_NumberBeyond64Bits_IsAViolation(t *testing.T) {
	for _, tc := range []struct {
		number string
		ok     bool
	}{
		{"1e400", false},
		{"-1e400", false},
		{"1e309", false},
		{"1.8e308", false},
		{"1e1000000", false},
		{"1" + strings.Repeat("0", 400), false},
		{"1.7e308", true},
		{"1e308", true},
		{"0e1000000", true},
		{"1e-400", true}, // rounded to 0 by every decoder
		{strings.Repeat("9", 300), true},
		{"0." + strings.Repeat("0", 400) + "1e500", true},
	} {
		for _, at := range []struct {
			pointer, body string
			status        int
		}{
			{"/details/0/x", `{"code":5,"details":[{"@type":"t","x":NUMBER}]}`, 404},
			{"/details/0/x/0/y", `{"code":5,"details":[{"@type":"t","x":[{"y":NUMBER}]}]}`, 404},
			{"/new/0", `{"dataset":"d","new":[NUMBER]}`, 200},
		} {
			body := []byte(strings.Replace(at.body, "NUMBER", tc.number, 1))
			for name, c := range map[string]*conform.Checker{"fast": newChecker(t), "slow": conform.WithoutFastPath(newChecker(t))} {
				r, err := c.CheckResponse(t.Context(), "get", at.status, http.Header{"Content-Type": {"application/json"}}, body)
				if err != nil || (len(r.Violations) == 0) != tc.ok || !tc.ok && (r.Violations[0].Pointer != at.pointer || r.Violations[0].Rule != "format") {
					t.Errorf("%s, %.30s in %s: %v, %v", name, tc.number, at.pointer, r.Violations, err)
				}
			}
		}
	}
}

// TestCheckResponse_ValueOfAnotherEnum_IsNoDrift: the pattern of an open enum has the enum's
// own prefix.
func TestCheckResponse_ValueOfAnotherEnum_IsNoDrift(t *testing.T) {
	c := newChecker(t)
	prefixes := map[string]string{"state": "JOB_STATE_", "purpose": "PURPOSE_", "encryptionState": "ENCRYPTION_STATE_"}
	for field := range prefixes {
		for of, prefix := range prefixes {
			body := `{"dataset":"d","` + field + `":"` + prefix + `X"}`
			r, err := c.CheckResponse(t.Context(), "get", 200, http.Header{"Content-Type": {"application/json"}}, []byte(body))
			if err != nil || (len(r.Drift) == 1) != (field == of) || (len(r.Violations) == 1) != (field != of) {
				t.Errorf("%s: violations %v, drift %v, %v", body, r.Violations, r.Drift, err)
			}
		}
	}
}
