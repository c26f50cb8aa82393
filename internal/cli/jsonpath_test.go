package cli

import (
	"bytes"
	"testing"
)

func TestJSONPath(t *testing.T) {
	const document = `{"name":"a\nb","n":1.50,"big":12345678901234567890,"none":null,"on":true,` +
		`"list":[{"k":3,"v":"y"},{"k":1,"v":"z"}],"object":{"deep":1e-05}}`
	for query, want := range map[string]string{
		"$.name":              "a b\n", // a line stays one
		".name":               "a b\n",
		"name":                "a b\n",
		"{.name}":             "a b\n",
		"{ $['name'] }":       "a b\n",
		"['name']":            "a b\n",
		".n":                  "1.50\n", // the digits that were sent
		".big":                "12345678901234567890\n",
		".object.deep":        "1e-05\n",
		".none":               "null\n",
		".on":                 "true\n",
		".object":             "{\"deep\":1e-05}\n",
		".list[*].v":          "y\nz\n",
		".list[-1].k":         "1\n",
		".list[?(@.k > 2)].v": "y\n",
		".list[?@.v=='z'].k":  "1\n",
		"..v":                 "y\nz\n",
		".nosuch":             "",
		".list[9]":            "",
	} {
		var stdout bytes.Buffer
		a := &app{stdout: &stdout, flags: globalFlags{output: jsonpathPrefix + query}}
		if err := a.checkOutput(); err != nil {
			t.Errorf("%s: %v", query, err)
			continue
		}
		if err := a.printMatches([]byte(document)); err != nil || stdout.String() != want {
			t.Errorf("%s: %v\n got %q\nwant %q", query, err, stdout.String(), want)
		}
	}
	for _, query := range []string{"", " ", "{}", "$[", ".name.", ".list[a"} {
		if err := (&app{flags: globalFlags{output: jsonpathPrefix + query}}).checkOutput(); err == nil {
			t.Errorf("%q is a query", query)
		}
	}
}
