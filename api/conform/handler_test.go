package conform_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/conform"
)

// reply is a server that answers always the same.
func reply(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		if contentType != "" {
			w.Header().Set("Content-Type", contentType)
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func incoming(method, url, body string) *http.Request {
	r := httptest.NewRequest(method, url, strings.NewReader(body))
	if body == "" {
		r = httptest.NewRequest(method, url, nil)
	} else {
		r.Header.Set("Content-Type", "application/json")
	}
	return r
}

func TestHandlerStrict(t *testing.T) {
	job := readBody(t, "job.json")
	const js = "application/json"
	for _, tc := range []struct {
		name, method, url, body string
		next                    http.HandlerFunc
		called                  bool
		status, code            int
		message                 string
	}{
		{"conforms", "POST", resumeURL, "{}", reply(200, js, job), true, 200, 0, ""},
		{"request violates", "POST", resumeURL, "[]", reply(200, js, job), false, 400, 3, "request /: type"},
		{"request too long", "POST", resumeURL, `{"a":"` + strings.Repeat("x", 9000) + `"}`, reply(200, js, job), false, 400, 3, "size"},
		{"response violates", "POST", resumeURL, "{}", reply(200, js, `{"dataset":1}`), true, 500, 13, "response /dataset: type"},
		{"response too long", "POST", resumeURL, "{}", reply(200, js, `{"dataset":"`+strings.Repeat("x", 9000)+`"}`), true, 500, 13, "size"},
		{"nothing said", "GET", jobURL, "", func(http.ResponseWriter, *http.Request) {}, true, 500, 13, "response /: empty"},
		{"no content type", "GET", jobURL, "", reply(200, "", job), true, 500, 13, "content type is missing"},
		{"unmatched", "PATCH", jobURL, "{}", reply(405, "text/plain", "no"), true, 405, 0, ""},
		{"unmatched HEAD", "HEAD", jobURL, "", reply(200, js, ""), true, 200, 0, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := newChecker(t, conform.WithMaxBody(8192))
			called := false
			h := c.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				called = true
				w.Header().Set("X-From-Next", "1")
				w.Header().Del("X-Unwanted")
				tc.next(w, r)
			}))
			w := httptest.NewRecorder()
			w.Header().Set("X-From-Outside", "1")
			w.Header().Set("X-Unwanted", "1")
			h.ServeHTTP(w, incoming(tc.method, tc.url, tc.body))
			if called != tc.called || w.Code != tc.status {
				t.Fatalf("called %t, status %d: %s", called, w.Code, w.Body)
			}
			if w.Header().Get("X-From-Outside") == "" {
				t.Error("a header from outside is lost")
			}
			if tc.code == 0 && w.Header().Get("X-Unwanted") != "" {
				t.Error("a header that next took away is back")
			}
			if passes := tc.code == 0; (w.Header().Get("X-From-Next") != "") != passes {
				t.Errorf("header %v", w.Header())
			}
			if tc.code == 0 {
				return
			}
			var said struct {
				Code    int
				Message string
				Details []any
			}
			if err := json.Unmarshal(w.Body.Bytes(), &said); err != nil {
				t.Fatal(err)
			}
			if said.Code != tc.code || !strings.Contains(said.Message, tc.message) || said.Details == nil {
				t.Errorf("said %+v, want code %d and %q", said, tc.code, tc.message)
			}
			if w.Header().Get("Content-Type") != js {
				t.Errorf("content type %q", w.Header().Get("Content-Type"))
			}
		})
	}
}

func TestHandlerObserve(t *testing.T) {
	long := strings.Repeat("x", 9000)
	for _, tc := range []struct {
		name, body, answer, want string
	}{
		{"both violate", "[]", `{"dataset":1}`, " type, /dataset type"},
		{"both too long", long, long, " size,  size"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var told conform.Result
			c := newChecker(t, conform.WithMode(conform.Observe), conform.WithMaxBody(8192),
				conform.WithObserver(func(r conform.Result) { told = r }))
			var got string
			h := c.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				b, err := io.ReadAll(r.Body)
				if err != nil {
					t.Error(err)
				}
				got = string(b)
				reply(200, "application/json", tc.answer)(w, r)
				w.Header().Set("Content-Type", "text/html") // too late: it is not judged
			}))
			w := httptest.NewRecorder()
			r := incoming("POST", resumeURL, tc.body)
			original := r.Body
			h.ServeHTTP(w, r)
			if r.Body != original {
				t.Error("the server's own request was changed")
			}
			if got != tc.body || w.Body.String() != tc.answer || w.Code != 200 {
				t.Errorf("passed %d and %d bytes, status %d", len(got), w.Body.Len(), w.Code)
			}
			if broken(told) != tc.want {
				t.Errorf("told %q, want %q", broken(told), tc.want)
			}
		})
	}
}

func TestHandlerLetsAPanicThrough(t *testing.T) {
	for _, mode := range []conform.Mode{conform.Strict, conform.Observe} {
		for _, url := range []string{jobURL, "http://service.test/other"} {
			func() {
				defer func() {
					if recover() != http.ErrAbortHandler {
						t.Errorf("%s %s: the panic is lost", mode, url)
					}
				}()
				h := newChecker(t, conform.WithMode(mode)).Handler(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
					panic(http.ErrAbortHandler)
				}))
				h.ServeHTTP(httptest.NewRecorder(), incoming("GET", url, ""))
			}()
		}
	}
}
