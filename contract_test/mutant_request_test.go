package contract_test

import (
	"io"
	"net/http"
	"strings"
)

// requestMutants take what they have to refuse, or stumble over it. The SDK sends nothing
// of the kind.
func requestMutants() []mutant {
	answers := func(name, fault string, which filter, change func(*reply), caughtBy, says string) mutant {
		return mutant{name, fault, tells(which, change), caughtBy, says, unmet}
	}
	badBody := func(r *reply) bool {
		return r.op == "resume" && r.status == 400 && strings.Contains(string(r.body), "JSON")
	}
	return []mutant{
		{"body-ignored", "The body of resume is not looked at.", asks(func(_ *liar, req *http.Request) {
			if strings.HasSuffix(req.URL.Path, ":resume") && req.Body != nil {
				_, _ = io.Copy(io.Discard, req.Body)
				req.Body, req.ContentLength = nil, 0
			}
		}), "resume.denied-body", "200 OK", tolerates},
		{"body-begins-well", "The body of resume is read to the end of its first value.", asks(func(_ *liar, req *http.Request) {
			if b := drained(req); strings.HasPrefix(b, "{}") {
				req.Body, req.ContentLength = io.NopCloser(strings.NewReader("{}")), 2
			}
		}), "resume.denied-body", "200 OK", tolerates},
		answers("body-500", "A body that is no JSON is an error of the server.", badBody, answered(500, 13, "unexpected EOF"), "resume.broken-body", "500"),
		answers("body-200", "A body that is no JSON is answered 200 and an error.", badBody, status(200), "resume.broken-body", "200"),
		answers("body-html", "A body that is no JSON is refused with a page for people.", badBody, web(400), "wire.content-type", "text/html"),
		answers("odd-id-500", "An id with odd characters is an error of the server.", func(r *reply) bool {
			return r.status == 404 && strings.Contains(r.req.URL.EscapedPath(), "%")
		}, answered(500, 13, "invalid byte sequence"), "get.odd-id", "500"),
		answers("long-id-500", "A long id is an error of the server.", func(r *reply) bool { return len(r.id) > 255 }, answered(500, 13, "value too long"), "get.odd-id", "500"),
		answers("odd-id-html", "An id with odd characters is refused with a page for people.", func(r *reply) bool {
			return r.status == 404 && strings.Contains(r.req.URL.EscapedPath(), "%")
		}, web(400), "wire.content-type", "text/html"),
		answers("odd-id-empty", "An id with odd characters is answered 200 and {}.", func(r *reply) bool {
			return r.status == 404 && strings.Contains(r.req.URL.EscapedPath(), "%")
		}, answered(200, 0, ""), "get.odd-id", "200"),
		answers("query-unknown-500", "An unknown query parameter is an error of the server.", func(r *reply) bool {
			return r.req.URL.Query().Has("sftjNoSuchParameter")
		}, answered(500, 13, "query"), "get.query list.query", "500"),
		answers("query-unknown-404", "With an unknown query parameter nothing is found.", func(r *reply) bool {
			return r.req.URL.Query().Has("sftjNoSuchParameter")
		}, answered(404, 5, "query"), "get.query", "404"),
	}
}

// drained is the body of a request, which can be read again.
func drained(req *http.Request) string {
	if req.Body == nil {
		return ""
	}
	b, err := io.ReadAll(req.Body)
	if err != nil {
		panic(err)
	}
	req.Body = io.NopCloser(strings.NewReader(string(b)))
	return string(b)
}
