package conform_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/openapi"
)

const (
	jobOnWire = "/v1/accounts/acme/supervisedFineTuningJobs/ft-1"
	goodJob   = `{"name":"accounts/acme/supervisedFineTuningJobs/ft-1","dataset":"d","state":"JOB_STATE_PAUSED"}`
	badJob    = `{"name":"accounts/acme/supervisedFineTuningJobs/ft-1","dataset":"d","state":"paused"}`
)

// answering is a server with one response for everything, which may be below any prefix.
func answering(body string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, body)
	})
}

// withServer is the contract with other servers.
func withServer(servers string) conform.Option {
	return conform.WithDocument([]byte(strings.Replace(string(openapi.Document()), "  - url: https://api.fireworks.ai\n    description: The vendor's production host.\n", servers, 1)))
}

// Below a prefix the guard judges by the path without it, and keeps a bad response back.
func TestHandler_BelowABasePath_JudgesTheExchange(t *testing.T) {
	for name, tc := range map[string]struct {
		opts   []conform.Option
		path   string
		judged bool
	}{
		"no base path":                       {nil, jobOnWire, true},
		"a prefix that is not named":         {nil, "/api" + jobOnWire, false},
		"a prefix":                           {[]conform.Option{conform.WithBasePath("/api")}, "/api" + jobOnWire, true},
		"a prefix with a slash at its end":   {[]conform.Option{conform.WithBasePath("/api/")}, "/api" + jobOnWire, true},
		"a prefix of two parts":              {[]conform.Option{conform.WithBasePath("/a/b")}, "/a/b" + jobOnWire, true},
		"a prefix that needs escapes":        {[]conform.Option{conform.WithBasePath("/my%20api")}, "/my%20api" + jobOnWire, true},
		"the prefix alone as the path":       {[]conform.Option{conform.WithBasePath("/api")}, "/api", false},
		"a longer name than the prefix":      {[]conform.Option{conform.WithBasePath("/api")}, "/apis" + jobOnWire, false},
		"not below the prefix":               {[]conform.Option{conform.WithBasePath("/api")}, jobOnWire, false},
		"an escaped verb below a prefix":     {[]conform.Option{conform.WithBasePath("/api")}, "/api/v1/accounts/acme/supervisedFineTuningJobs/ft%2D1", true},
		"a server with a path":               {[]conform.Option{withServer("  - url: https://gw.example/inference/\n")}, "/inference" + jobOnWire, true},
		"a server with a path, without it":   {[]conform.Option{withServer("  - url: https://gw.example/inference\n")}, jobOnWire, false},
		"one of two servers":                 {[]conform.Option{withServer("  - url: https://gw.example/a\n  - url: https://b.example\n")}, "/a" + jobOnWire, true},
		"the other of two servers":           {[]conform.Option{withServer("  - url: https://gw.example/a\n  - url: https://b.example\n")}, jobOnWire, true},
		"a server with a variable":           {[]conform.Option{withServer("  - url: https://gw.example/{stage}\n    variables: {stage: {default: test}}\n")}, "/test" + jobOnWire, true},
		"a relative server":                  {[]conform.Option{withServer("  - url: /api\n")}, "/api" + jobOnWire, true},
		"the caller's base path, not theirs": {[]conform.Option{withServer("  - url: https://gw.example/a\n"), conform.WithBasePath("")}, jobOnWire, true},
	} {
		t.Run(name, func(t *testing.T) {
			var told []conform.Result
			ck := newChecker(t, append(tc.opts, conform.WithObserver(func(r conform.Result) { told = append(told, r) }))...)
			for _, query := range []string{"", "?readMask=name"} { // without and with the fast way
				w := httptest.NewRecorder()
				ck.Handler(answering(badJob)).ServeHTTP(w, httptest.NewRequest("GET", tc.path+query, nil))
				if held := w.Code == 500; held != tc.judged {
					t.Errorf("%s: status %d: %s", query, w.Code, w.Body)
				}
			}
			r := ck.Ledger().Report()
			var unjudged int64
			for _, u := range r.Unjudged {
				unjudged += u.Seen
			}
			if tc.judged && (r.Judged != 2 || unjudged != 0) || !tc.judged && (r.Judged != 0 || unjudged != 2) || len(told) != 2 {
				t.Errorf("%d judged, unjudged: %v, %d told", r.Judged, r.Unjudged, len(told))
			}
			if !tc.judged && told[0].Unjudged != conform.UnjudgedNoOperation {
				t.Errorf("told %+v", told[0])
			}
		})
	}
}

// A client whose base URL has a path can be guarded.
func TestTransport_BaseURLWithAPath_Passes(t *testing.T) {
	server := httptest.NewServer(http.StripPrefix("/fireworks", answering(goodJob)))
	defer server.Close()
	get := func(ck *conform.Checker) error {
		resp, err := (&http.Client{Transport: ck.Transport(nil)}).Get(server.URL + "/fireworks" + jobOnWire)
		if err == nil {
			_ = resp.Body.Close()
		}
		return err
	}
	if err := get(newChecker(t, conform.WithBasePath("/fireworks"))); err != nil {
		t.Error(err)
	}
	if err := get(newChecker(t)); err == nil || !strings.Contains(err.Error(), "no operation has this path") {
		t.Errorf("without the base path: %v", err)
	}
	if err := get(newChecker(t, conform.WithBasePath("/other"))); err == nil || !strings.Contains(err.Error(), "not below a base path") {
		t.Errorf("with another base path: %v", err)
	}
}

// Requests that are none of the contract's pass or are refused, as is chosen, and are
// counted either way.
func TestWithUnmatched_Strict_PassesOrRefuses(t *testing.T) {
	for _, tc := range []struct {
		name         string
		opts         []conform.Option
		method, path string
		handler      int // the status
		transport    bool
		allow        string
	}{
		{"the default, elsewhere", nil, "GET", "/healthz", 200, false, ""},
		{"pass, elsewhere", []conform.Option{conform.WithUnmatched(conform.PassUnmatched)}, "GET", "/healthz", 200, true, ""},
		{"refuse, elsewhere", []conform.Option{conform.WithUnmatched(conform.RefuseUnmatched)}, "GET", "/healthz", 404, false, ""},
		{"refuse, another method", []conform.Option{conform.WithUnmatched(conform.RefuseUnmatched)}, "PUT", jobOnWire, 405, false, "DELETE, GET"},
		{"refuse, a contract's request", []conform.Option{conform.WithUnmatched(conform.RefuseUnmatched)}, "GET", jobOnWire, 200, true, ""},
		{"refuse, but only observed", []conform.Option{conform.WithUnmatched(conform.RefuseUnmatched), conform.WithMode(conform.Observe)}, "GET", "/healthz", 200, true, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			ck := newChecker(t, tc.opts...)
			w := httptest.NewRecorder()
			ck.Handler(answering(goodJob)).ServeHTTP(w, httptest.NewRequest(tc.method, tc.path, nil))
			if w.Code != tc.handler || w.Header().Get("Allow") != tc.allow {
				t.Errorf("status %d, Allow %q: %s", w.Code, w.Header().Get("Allow"), w.Body)
			}
			if tc.handler != 200 {
				r, err := newChecker(t).CheckResponse(t.Context(), "get", w.Code, w.Header(), w.Body.Bytes())
				if err != nil || len(r.Violations) > 0 {
					t.Errorf("the refusal violates the contract: %v %v", err, r.Violations)
				}
			}
			r, err := http.NewRequestWithContext(t.Context(), tc.method, "http://x.example"+tc.path, nil)
			if err != nil {
				t.Fatal(err)
			}
			resp, err := ck.Transport(answers{answering(goodJob)}).RoundTrip(r)
			if passed := err == nil; passed != tc.transport {
				t.Errorf("the transport returns %v", err)
			}
			if err == nil {
				_ = resp.Body.Close()
			}
			report := ck.Ledger().Report()
			want := []conform.Unjudged{{Reason: conform.UnjudgedNoOperation, Seen: 2}}
			if tc.path == jobOnWire && tc.method == "GET" {
				want = []conform.Unjudged{}
			}
			if !slices.Equal(report.Unjudged, want) {
				t.Errorf("unjudged %v, want %v", report.Unjudged, want)
			}
		})
	}
}

// answers is a round tripper that a handler answers for.
type answers struct{ http.Handler }

func (a answers) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	a.ServeHTTP(w, r)
	return w.Result(), nil
}

// Nothing passes without being counted: what breaks off and what is no message is told.
func TestReport_WhatCannotBeJudged_IsCounted(t *testing.T) {
	ck := newChecker(t, conform.WithMode(conform.Observe))
	send := func(next http.HandlerFunc, body io.Reader) {
		defer func() { _ = recover() }()
		r := httptest.NewRequest("POST", jobOnWire+":resume", body)
		r.Header.Set("Content-Type", "application/json")
		ck.Handler(next).ServeHTTP(httptest.NewRecorder(), r)
	}
	fine := answering(goodJob).ServeHTTP
	send(fine, strings.NewReader("{}"))
	send(fine, io.MultiReader(strings.NewReader("{"), brokenOff{}))
	send(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, strings.NewReader("{}"))
	r, err := http.NewRequestWithContext(t.Context(), "GET", "http://x.example"+jobOnWire, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := ck.Transport(roundTrip(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(brokenOff{})}, nil
	})).RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	want := []conform.Unjudged{
		{Reason: conform.UnjudgedRequestBody, Seen: 1}, {Reason: conform.UnjudgedResponseBody, Seen: 1}, {Reason: conform.UnjudgedPanic, Seen: 1},
	}
	if got := ck.Ledger().Report(); got.Judged != 1 || !slices.Equal(got.Unjudged, want) {
		t.Errorf("%d judged, unjudged %v, want %v", got.Judged, got.Unjudged, want)
	}
}

type brokenOff struct{}

func (brokenOff) Read([]byte) (int, error) { return 0, errors.New("broken off") }

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestNew_UnusableBasePathOrChoice_Fails(t *testing.T) {
	for name, opt := range map[string]conform.Option{
		"not from the root": conform.WithBasePath("api"), "a dot segment": conform.WithBasePath("/a/../b"),
		"a query": conform.WithBasePath("/a?b"), "a broken escape": conform.WithBasePath("/%zz"), "an unknown choice": conform.WithUnmatched("maybe"),
		"no findings": conform.WithMaxFindings(0, 1),
	} {
		if _, err := conform.New(opt); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
