package conform_test

import (
	"math"
	"net/http"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/conform"
)

func TestAnotherDocument(t *testing.T) {
	c := newChecker(t, conform.WithDocument([]byte(readBody(t, "widgets.yaml"))))
	counted := http.Header{"Content-Type": {"application/json"}, "X-Count": {"3"}}
	with := func(h http.Header, name, value string) http.Header {
		h = h.Clone()
		h.Set(name, value)
		return h
	}
	tenant := with(http.Header{}, "X-Tenant", "t-1")
	for _, tc := range []struct {
		name, method, query string
		request             http.Header
		status              int
		header              http.Header
		body                string
		want, drift         string
	}{
		{"fine", "GET", "?size=S", tenant, 200, counted, `{"next":{"next":{}}}`, "", ""},
		{"closed object", "GET", "?size=S", tenant, 200, counted, `{"next":{"a/b":1}}`, "/next/a~1b additionalProperties", ""},
		{"money in a map", "GET", "?size=S", tenant, 200, counted, `{"prices":{"EUR":{"units":"1","nanos":-1}}}`, "/prices/EUR money-sign", ""},
		{"open enum inline", "GET", "?size=S", tenant, 200, counted, `{"colour":"blue"}`, "", "/colour enum-value blue"},
		{"open enum, no match", "GET", "?size=S", tenant, 200, counted, `{"colour":"Blue"}`, "/colour enum", ""},
		{"one of two", "GET", "?size=S", tenant, 200, counted, `{"part":{"width":1}}`, "", ""},
		{"neither of two", "GET", "?size=S", tenant, 200, counted, `{"part":{"width":"1"}}`, "/part/width type", ""},
		{"neither, for one reason", "GET", "?size=S", tenant, 200, counted, `{"part":"x"}`, "/part type", ""},
		{"both of two", "GET", "?size=S", tenant, 200, counted, `{"part":{"width":1,"length":1}}`, "/part oneOf", ""},
		{"all of two", "GET", "?size=S", tenant, 200, counted, `{"both":{"length":1,"note":"","more":1}}`, "", "/both/more field number"},
		{"not all of two", "GET", "?size=S", tenant, 200, counted, `{"both":{"note":1}}`, "/both/length required, /both/note type", ""},
		{"header missing", "GET", "?size=S", tenant, 200, jsonHeader, `{}`, "header/X-Count required", ""},
		{"header word", "GET", "?size=S", tenant, 200, with(counted, "X-Count", "few"), `{}`, "header/X-Count type", ""},
		{"header over", "GET", "?size=S", tenant, 200, with(counted, "X-Count", "10"), `{}`, "header/X-Count maximum", ""},
		{"no content", "GET", "?size=S", tenant, 204, nil, "", "", ""},
		{"content in no content", "GET", "?size=S", tenant, 204, nil, "{}", " body", ""},
		{"text where text is listed", "GET", "?size=S", tenant, 502, http.Header{"Content-Type": {"text/plain"}}, "bad", "", ""},
		{"no default, so no 404", "GET", "?size=S", tenant, 404, counted, "{}", "status status", ""},
		{"answer to HEAD", "HEAD", "?size=S", tenant, 200, counted, "", "", ""},
		{"parameters missing", "GET", "", nil, 0, nil, "", "header/X-Tenant required, query/size required", ""},
		{"parameters wrong", "GET", "?size=s", with(tenant, "X-Tenant", "u"), 0, nil, "", "header/X-Tenant pattern, query/size enum", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := request(t, tc.method, "http://shop.test/widgets/7"+tc.query, "")
			r.Header = tc.request
			got := c.Check(t.Context(), conform.Exchange{Request: r, Status: tc.status, Header: tc.header, Body: []byte(tc.body)})
			if broken(got) != tc.want || drifted(got) != tc.drift {
				t.Errorf("violations %q, drift %q; want %q, %q", broken(got), drifted(got), tc.want, tc.drift)
			}
		})
	}
	names := map[string]string{}
	for _, op := range c.Operations() {
		names[op.ID] = op.Name
	}
	for id, name := range map[string]string{"Shop_GetWidget": "Shop_GetWidget", "HEAD /widgets/{id}": "HEAD /widgets/{id}"} {
		if names[id] != name {
			t.Errorf("the name of %q is %q, want %q", id, names[id], name)
		}
	}
}

func TestPathParametersAreDecoded(t *testing.T) {
	c := newChecker(t, conform.WithDocument([]byte(readBody(t, "widgets.yaml"))))
	for id, want := range map[string]string{"%E7%AC%AC%E4%B8%89": "", "a%2Fb": "", "a%3Ab": "", "a%2Fbc": "path/id maxLength"} {
		r := request(t, "GET", "http://shop.test/widgets/"+id+"?size=S", "")
		r.Header.Set("X-Tenant", "t-1")
		if got := broken(c.Check(t.Context(), conform.Exchange{Request: r})); got != want {
			t.Errorf("%s: violations %q, want %q", id, got, want)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	document := readBody(t, "widgets.yaml")
	for _, tc := range []struct {
		name string
		opt  conform.Option
	}{
		{"no document", conform.WithDocument(nil)},
		{"no YAML", conform.WithDocument([]byte("{"))},
		{"no OpenAPI", conform.WithDocument([]byte("a: b"))},
		{"OpenAPI 3.1", conform.WithDocument([]byte(strings.Replace(document, "3.0.3", "3.1.0", 1)))},
		{"invalid document", conform.WithDocument([]byte(strings.Replace(document, "description: A widget.", "", 1)))},
		{"open enum no pattern", conform.WithDocument([]byte(strings.Replace(document, "^[a-z]+$", "(", 1)))},
		{"open enum no string", conform.WithDocument([]byte(strings.Replace(document, "'^[a-z]+$'", "true", 1)))},
		{"unknown mode", conform.WithMode("lax")},
		{"no body at all", conform.WithMaxBody(0)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c, err := conform.New(tc.opt)
			if err == nil || c != nil || !strings.HasPrefix(err.Error(), "conform: ") {
				t.Errorf("checker %v, error %v", c != nil, err)
			}
		})
	}
}

func TestLargestMaxBody(t *testing.T) {
	r := checkBody(t, newChecker(t, conform.WithMaxBody(math.MaxInt64)), "get", 200, `{"dataset":"d"}`)
	if r.Err() != nil {
		t.Error(r.Err())
	}
}
