package cli

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// result is what one run of the program left behind.
type result struct {
	code           int
	stdout, stderr string
}

// sftj runs the program with an environment of its own.
func sftjRun(t *testing.T, env map[string]string, args ...string) result {
	t.Helper()
	return runWith(t.Context(), "", env, args...)
}

func runWith(ctx context.Context, stdin string, env map[string]string, args ...string) result {
	return runApp(ctx, &app{stdin: strings.NewReader(stdin)}, env, args...)
}

// runApp runs the program as a test has prepared it.
func runApp(ctx context.Context, a *app, env map[string]string, args ...string) result {
	var stdout, stderr bytes.Buffer
	a.stdout, a.stderr, a.getenv = &stdout, &stderr, func(k string) string { return env[k] }
	code := a.run(ctx, args)
	return result{code, stdout.String(), stderr.String()}
}

// service is an HTTP server that records the request lines and answers as told.
type service struct {
	*httptest.Server
	mu       sync.Mutex
	requests []string
}

func newService(t *testing.T, handler http.HandlerFunc) *service {
	t.Helper()
	s := &service{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.requests = append(s.requests, r.Method+" "+r.RequestURI)
		s.mu.Unlock()
		handler(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *service) env() map[string]string {
	return map[string]string{
		"FIREWORKS_API_KEY": "fw_CANARYKEY", "FIREWORKS_ACCOUNT_ID": "acme", "FIREWORKS_BASE_URL": s.URL,
	}
}

// answering answers every request with one body.
func answering(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}
