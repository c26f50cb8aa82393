package conform_test

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/fireworks-sftj/sdk/api/conform"
)

// What a handler may do with its writer beside writing, over a real connection.
func TestHandlerObserveStreams(t *testing.T) {
	told := make(chan conform.Result, 4)
	c := newChecker(t, conform.WithMode(conform.Observe), conform.WithObserver(func(r conform.Result) { told <- r }))
	release := make(chan struct{})
	server := httptest.NewServer(c.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rc := http.NewResponseController(w)
		if err := rc.SetWriteDeadline(time.Time{}); err != nil {
			t.Errorf("no deadline: %v", err)
		}
		if r.Header.Get("Hijack") != "" {
			conn, _, err := rc.Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
			_ = conn.Close()
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusEarlyHints)
		_, _ = io.WriteString(w, `{"dataset":`)
		w.(http.Flusher).Flush()
		<-release
		_, _ = io.WriteString(w, `"d"}`)
	})))
	defer server.Close()
	path := "/v1/accounts/acme/supervisedFineTuningJobs/a"

	res, err := http.Get(server.URL + path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	head, err := bufio.NewReader(res.Body).Peek(11)
	if err != nil || string(head) != `{"dataset":` {
		t.Errorf("flushed %q, %v", head, err)
	}
	close(release)
	if r := <-told; broken(r) != "" || r.Status != 200 {
		t.Errorf("status %d, violations %q", r.Status, broken(r))
	}

	req, err := http.NewRequest("GET", server.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Hijack", "1")
	taken, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = taken.Body.Close()
	if r := <-told; r.Status != 0 || broken(r) != "" {
		t.Errorf("a hijacked connection was judged: %d, %q", r.Status, broken(r))
	}
}

func TestHandlerStrictHoldsBack(t *testing.T) {
	c := newChecker(t)
	job := readBody(t, "job.json")
	w := httptest.NewRecorder()
	h := c.Handler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusEarlyHints)
		w.(http.Flusher).Flush()
		w.Header().Set("Content-Type", "text/html") // too late
		_, _ = io.WriteString(w, job)
		if err := http.NewResponseController(w).Flush(); err != nil {
			t.Error(err)
		}
		if _, _, err := http.NewResponseController(w).Hijack(); !errors.Is(err, http.ErrNotSupported) {
			t.Errorf("hijack: %v", err)
		}
	}))
	h.ServeHTTP(w, incoming("GET", jobURL, ""))
	if w.Code != 200 || w.Body.String() != job || w.Header().Get("Content-Type") != "application/json" {
		t.Errorf("status %d, %d bytes, %v", w.Code, w.Body.Len(), w.Header())
	}
	if w.Flushed {
		t.Error("flushed before it was judged")
	}
}

func TestHandlerBrokenRequest(t *testing.T) {
	for _, mode := range []conform.Mode{conform.Strict, conform.Observe} {
		var read error
		h := newChecker(t, conform.WithMode(mode)).Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, read = io.ReadAll(r.Body)
			reply(400, "application/json", `{"code":3}`)(w, r)
		}))
		r := incoming("POST", resumeURL, "{}")
		r.Body = io.NopCloser(io.MultiReader(strings.NewReader(`{"data`), cut{net.ErrClosed}))
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if !errors.Is(read, net.ErrClosed) || w.Code != 400 || w.Body.String() != `{"code":3}` {
			t.Errorf("%s: next read %v; status %d: %s", mode, read, w.Code, w.Body)
		}
	}
}
