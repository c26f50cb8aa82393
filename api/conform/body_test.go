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
