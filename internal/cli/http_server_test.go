package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strings"
	"testing"
)

// heap returns the number of bytes in use, garbage not counted.
func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// servedHandler is what sftj serve puts on a port.
func servedHandler(t *testing.T, hosts ...string) http.Handler {
	t.Helper()
	h, err := (&app{stderr: io.Discard}).serveHandler(1, hosts...)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// servedOnPort listens as sftj serve does, and returns its address.
func servedOnPort(t *testing.T) string {
	t.Helper()
	var listen net.ListenConfig
	l, err := listen.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- serveUntilDone(ctx, l, newServer(servedHandler(t), writeTimeout)) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return l.Addr().String()
}

// raw sends bytes over a connection of their own, and reads the response.
func raw(t *testing.T, addr, request string) (*http.Response, string) {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if _, err := io.WriteString(conn, request); err != nil {
		t.Fatal(err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatalf("%.80q: %v", request, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(body)
}

// What net/http refuses before a handler is called is answered in the error shape.
func TestServe_RefusalsOfNetHTTP_HaveTheErrorShape(t *testing.T) {
	addr := servedOnPort(t)
	for name, tc := range map[string]struct {
		request string
		status  int
		code    float64
	}{
		"no request line":         {"nonsense\r\n\r\n", 400, 3},
		"no host":                 {"GET / HTTP/1.1\r\n\r\n", 400, 3},
		"two hosts":               {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400, 3},
		"a header without a name": {"GET / HTTP/1.1\r\nHost: localhost\r\n: x\r\n\r\n", 400, 3},
		"a header too long":       {"GET / HTTP/1.1\r\nHost: localhost\r\nA: " + strings.Repeat("a", 70<<10) + "\r\n\r\n", 431, 3},
		"a query too long":        {"GET /?" + strings.Repeat("q", 70<<10) + " HTTP/1.1\r\nHost: localhost\r\n\r\n", 431, 3},
		"an unknown coding":       {"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: x\r\n\r\n", 501, 12},
		"an unknown version":      {"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n", 505, 12},
		"an unknown expectation":  {"GET / HTTP/1.1\r\nHost: localhost\r\nExpect: x\r\n\r\n", 417, 3},
		"options of everything":   {"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n", 404, 5},
		"another host":            {"GET / HTTP/1.1\r\nHost: evil.example:80\r\n\r\n", 421, 3},
	} {
		t.Run(name, func(t *testing.T) {
			resp, body := raw(t, addr, tc.request)
			var got struct {
				Code    float64 `json:"code"`
				Message string  `json:"message"`
				Details *[]any  `json:"details"`
			}
			err := json.Unmarshal([]byte(body), &got)
			if resp.StatusCode != tc.status || resp.Header.Get("Content-Type") != "application/json" || err != nil ||
				got.Code != tc.code || got.Message == "" || got.Details == nil {
				t.Errorf("%s %v\n%s", resp.Status, resp.Header, body)
			}
		})
	}
}

// A request whose body was begun and not ended is answered at once when it has no key.
func TestServe_HalfABodyWithoutAKey_IsAnsweredAtOnce(t *testing.T) {
	addr := servedOnPort(t)
	for _, head := range []string{"Content-Length: 1000000", "Content-Length: 100", "Transfer-Encoding: chunked"} {
		resp, body := raw(t, addr, "POST "+jobsPath+" HTTP/1.1\r\nHost: localhost\r\n"+head+"\r\n\r\n1")
		if resp.StatusCode != 401 || !strings.Contains(body, `"code":16`) {
			t.Errorf("%s: %s\n%s", head, resp.Status, body)
		}
	}
}

func TestOnlyHosts_AllowsThisServerAlone(t *testing.T) {
	h := onlyHosts(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}), "Build.Example", "")
	all := onlyHosts(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}), "*")
	for host, want := range map[string]int{
		"localhost:8080": 200, "LOCALHOST": 200, "api.localhost:1": 200, "127.0.0.1:8080": 200, "[::1]:8080": 200, "[::1]": 200,
		"192.168.1.2": 200, "build.example:80": 200, "build.example.": 200, "": 200,
		"evil.example": 421, "evil.example:8080": 421, "localhost.evil.example": 421, "127.0.0.1.evil.example": 421, "build.example.evil": 421,
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Host = host
		w := httptest.NewRecorder()
		if h.ServeHTTP(w, r); w.Code != want {
			t.Errorf("host %q: %d, want %d", host, w.Code, want)
		}
		w = httptest.NewRecorder()
		if all.ServeHTTP(w, r); w.Code != 200 {
			t.Errorf("host %q with *: %d", host, w.Code)
		}
	}
}

// waiting is a body that stays unfinished until it is released.
type waiting struct{ release, reading chan struct{} }

func (b waiting) Read([]byte) (int, error) {
	b.reading <- struct{}{}
	<-b.release
	return 0, io.EOF
}

// Bodies that are read at the same time have a limit together; small ones do not count.
func TestLimitInFlight_TooManyBodies_AreRefused(t *testing.T) {
	h := limitInFlight(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { _, _ = io.ReadAll(r.Body) }), 1<<20, 2<<20)
	body := waiting{release: make(chan struct{}), reading: make(chan struct{})}
	done := make(chan struct{})
	for _, length := range []int64{1 << 20, -1} {
		go func() {
			r := httptest.NewRequest("POST", "/", body)
			r.ContentLength = length
			h.ServeHTTP(httptest.NewRecorder(), r)
			done <- struct{}{}
		}()
		<-body.reading
	}
	send := func(size int) int {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("POST", "/", strings.NewReader(strings.Repeat("x", size))))
		return w.Code
	}
	if got := send(smallBody); got != 200 {
		t.Errorf("a small body: %d", got)
	}
	if got := send(smallBody + 1); got != 503 {
		t.Errorf("one body too many: %d", got)
	}
	close(body.release)
	<-done
	<-done
	if got := send(smallBody + 1); got != 200 {
		t.Errorf("when the others are gone: %d", got)
	}
}

// One POST of 32 MB without a key took 64 s: nothing of it is read or judged.
func TestServe_LargeBodyWithoutAKey_IsNotRead(t *testing.T) {
	h := servedHandler(t)
	for key, status := range map[string]int{"": 401, "Bearer nonsense": 403} {
		body := &endless{head: `{"dataset":[`, item: "0,"}
		r := httptest.NewRequest("POST", jobsPath, io.LimitReader(body, 32<<20))
		r.Host, r.ContentLength = "localhost", 32<<20
		r.Header.Set("Authorization", key)
		w := httptest.NewRecorder()
		if h.ServeHTTP(w, r); w.Code != status || body.read > 0 {
			t.Errorf("%d after %d bytes were read", w.Code, body.read)
		}
	}
	body := &endless{head: `{"dataset":[`, item: "0,"}
	r := httptest.NewRequest("POST", jobsPath, io.LimitReader(body, 32<<20))
	r.Host = "localhost"
	r.Header.Set("Authorization", "Bearer "+sampleKey)
	w := httptest.NewRecorder()
	if h.ServeHTTP(w, r); w.Code != 400 || body.read > 2<<20 {
		t.Errorf("with the key: %d after %d bytes were read\n%s", w.Code, body.read, w.Body)
	}
}

// TestSoak_Serve_LeavesMemoryFlat sends 10,000 requests through all that serve puts on a
// port, or a million with SFTJ_SOAK=1.
func TestSoak_Serve_LeavesMemoryFlat(t *testing.T) {
	n := 10_000
	if os.Getenv("SFTJ_SOAK") == "1" {
		n = 1_000_000
	}
	h := servedHandler(t)
	send := func(i int) {
		method, path, body := "GET", jobsPath, ""
		switch i % 6 {
		case 0:
			path = fmt.Sprintf("%s/j%d?k%d=%s", jobsPath, i, i, strings.Repeat("q", 5000))
		case 1:
			method, path, body = "POST", fmt.Sprintf("%s?supervisedFineTuningJobId=n%d", jobsPath, i/6), fmt.Sprintf(`{"dataset":"d","k%d":1}`, i)
		case 2:
			method, path = "DELETE", fmt.Sprintf("%s/n%d", jobsPath, i/6)
		case 3:
			method, path = fmt.Sprintf("M%d", i), fmt.Sprintf("/v%d/x", i)
		case 4:
			method, path, body = "POST", fmt.Sprintf("%s/j%d:resume", jobsPath, i), fmt.Sprintf(`{"k%d":`, i)
		}
		r := httptest.NewRequest(method, path, bytes.NewReader([]byte(body)))
		r.Host = "localhost"
		r.Header.Set("Authorization", "Bearer "+sampleKey)
		r.Header.Set("Content-Type", "application/json")
		h.ServeHTTP(httptest.NewRecorder(), r)
	}
	for i := range n / 2 {
		send(i)
	}
	before := heap()
	for i := n / 2; i < n; i++ {
		send(i)
	}
	after := heap()
	runtime.KeepAlive(h)
	t.Logf("%d requests: %d bytes in use after half of them, %d after all", n, before, after)
	if after-before > 4<<20 {
		t.Errorf("%d bytes more in use after %d more requests", after-before, n-n/2)
	}
}
