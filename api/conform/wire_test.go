package conform_test

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/conform"
)

func zip(t testing.TB, s string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(s)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// What is wrong before anybody asks for the meaning: bytes, status and headers.
func TestWireFaults(t *testing.T) {
	job := readBody(t, "job.json")
	zipped := zip(t, job)
	c := newChecker(t, conform.WithMaxBody(64<<10))
	const html = "<!DOCTYPE html><html><body>502</body></html>"
	header := func(pairs ...string) http.Header {
		h := http.Header{}
		for i := 0; i < len(pairs); i += 2 {
			h.Add(pairs[i], pairs[i+1])
		}
		return h
	}
	encoded := func(coding string) http.Header {
		return header("Content-Type", "application/json", "Content-Encoding", coding)
	}
	const ct, ce = "header/Content-Type content-type", "header/Content-Encoding content-encoding"
	for _, tc := range []struct {
		name   string
		status int
		header http.Header
		body   string
		want   string
	}{
		{"empty", 200, jsonHeader, "", " empty"},
		{"empty failure", 503, jsonHeader, "", " empty"},
		{"white space", 200, jsonHeader, " \r\n", " empty"},
		{"second document", 200, jsonHeader, `{"dataset":"d"}{}`, " trailing-bytes"},
		{"trailing vertical tab", 200, jsonHeader, "{\"dataset\":\"d\"}\v", " trailing-bytes"},
		{"trailing no-break space", 200, jsonHeader, "{\"dataset\":\"d\"}\u00a0", " trailing-bytes"},
		{"trailing NUL", 200, jsonHeader, "{\"dataset\":\"d\"}\x00", " trailing-bytes"},
		{"cut in an object", 200, jsonHeader, `{"dataset":"d","status":{"code":`, "/status/code truncated"},
		{"cut at the end", 200, jsonHeader, `{"dataset":"d"`, " truncated"},
		{"cut in a literal", 200, jsonHeader, `{"dataset":"d","isTurbo":tr`, "/isTurbo truncated"},
		{"duplicate", 200, jsonHeader, `{"dataset":"d","epochs":1,"epochs":2}`, "/epochs duplicate-key"},
		{"duplicate by escape", 200, jsonHeader, `{"dataset":"d","\u0064ataset":"e"}`, "/dataset duplicate-key"},
		{"duplicates deep, and a fault", 200, jsonHeader, `{"status":{"code":"OK","code":"OK"},"lrScheduler":{"linear":null,"linear":null}}`,
			"/dataset required, /lrScheduler/linear duplicate-key, /status/code duplicate-key"},
		{"duplicate, then cut", 200, jsonHeader, `{"dataset":"d","dataset":"d"`, " truncated, /dataset duplicate-key"},
		{"same name apart", 200, jsonHeader, `{"dataset":"d","lrScheduler":{"linear":{"decayRatio":1},"cosine":{"decayRatio":1}}}`, ""},
		{"latin 1", 200, jsonHeader, "{\"dataset\":\"caf\xe9\"}", "/dataset utf8"},
		{"lone surrogate", 200, jsonHeader, `{"dataset":"\ud83d"}`, "/dataset utf8"},
		{"comment", 200, jsonHeader, `{"dataset":"d"/*x*/}`, " syntax"},
		{"single quotes", 200, jsonHeader, `{'dataset':'d'}`, " syntax"},
		{"trailing comma", 200, jsonHeader, `{"dataset":"d",}`, " syntax"},
		{"leading zero", 200, jsonHeader, `{"dataset":"d","epochs":03}`, " syntax"},
		{"NaN", 200, jsonHeader, `{"dataset":"d","learningRate":NaN}`, "/learningRate syntax"},
		{"control character", 200, jsonHeader, "{\"dataset\":\"a\nb\"}", "/dataset syntax"},
		{"HTML called JSON", 200, jsonHeader, html, " syntax"},
		{"byte order mark", 200, jsonHeader, "\xef\xbb\xbf" + job, " bom"},
		{"UTF-16", 200, jsonHeader, "\xff\xfe{\x00}\x00", " bom"},
		{"no content type", 200, header(), job, ct},
		{"text", 200, header("Content-Type", "text/plain; charset=utf-8"), job, ct},
		{"HTML", 502, header("Content-Type", "text/html"), html, ct},
		{"no media type", 200, header("Content-Type", "json!; ="), job, ct},
		{"two content types", 200, header("Content-Type", "application/json", "Content-Type", "text/html"), job, ct},
		{"latin 1 announced", 200, header("Content-Type", "application/json; charset=iso-8859-1"), job, ct},
		{"gzip announced, plain sent", 200, encoded("gzip"), job, ce},
		{"gzip sent, not announced", 200, jsonHeader, zipped, ce},
		{"unknown encoding", 200, encoded("br"), job, ce},
		{"gzip damaged", 200, encoded("gzip"), zipped[:len(zipped)-8] + "12345678", ce},
		{"gzip cut", 200, encoded("gzip"), zipped[:len(zipped)/2], " truncated"},
		{"gzip of nothing", 200, encoded("gzip"), zip(t, ""), " empty"},
		{"gzip bomb", 200, encoded("gzip"), zip(t, strings.Repeat(" ", 1<<20)), " size"},
		{"too long", 200, jsonHeader, job + strings.Repeat(" ", 64<<10), " size"},
		{"no content", 204, header(), "", "status status"},
		{"created", 201, jsonHeader, job, "status status"},
		{"redirect", 302, header("Location", "/"), "", "status status"},
		{"moved", 301, header("Location", "/"), "", "status status"},
		{"not modified", 304, header(), "", "status status"},
		{"beyond all statuses", 600, jsonHeader, `{"code":2}`, "status status"},
		{"teapot", 418, jsonHeader, `{"code":2}`, ""},
		{"job for a failure", 500, jsonHeader, job, "/code required"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r, err := c.CheckResponse(t.Context(), "get", tc.status, tc.header, []byte(tc.body))
			if err != nil {
				t.Fatal(err)
			}
			if got := broken(r); got != tc.want {
				t.Errorf("violations %q, want %q", got, tc.want)
			}
		})
	}
}

func TestHTMLIsCalledHTML(t *testing.T) {
	c := newChecker(t)
	page := []byte("<html><body>bad gateway</body></html>")
	for _, header := range []http.Header{jsonHeader, {"Content-Type": {"text/html; charset=utf-8"}}, {"Content-Type": {"text/plain"}}} {
		r, err := c.CheckResponse(t.Context(), "resume", 502, header, page)
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Violations) != 1 || !strings.Contains(r.Violations[0].Message, "HTML") {
			t.Errorf("%v: %v does not speak of HTML", header, r.Violations)
		}
	}
}

func TestUncapturedHeadersAreNotJudged(t *testing.T) {
	r, err := newChecker(t).CheckResponse(t.Context(), "get", 200, nil, []byte(`{"dataset":7}`))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := broken(r), "/dataset type"; got != want {
		t.Errorf("violations %q, want %q", got, want)
	}
}
