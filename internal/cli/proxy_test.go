package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/internal/netpath"
	"github.com/fireworks-sftj/sdk/internal/recording"
)

// runProxy runs sftj proxy before a service until stop is called, which returns how it ended.
func runProxy(t *testing.T, service string, args ...string) (base string, stop func() result) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	out := &proxyStderr{listening: make(chan string, 1)}
	var stdout bytes.Buffer
	a := &app{stdin: strings.NewReader(""), stdout: &stdout, stderr: out, getenv: func(string) string { return "" }}
	code := make(chan int, 1)
	go func() {
		code <- a.run(ctx, append([]string{"proxy", "--to", service, "--addr", "127.0.0.1:0"}, args...))
	}()
	select {
	case base = <-out.listening:
	case c := <-code:
		t.Fatalf("exit %d: %s", c, out)
	}
	return base, func() result {
		cancel()
		return result{code: <-code, stdout: stdout.String(), stderr: out.String()}
	}
}

// proxyStderr tells where the proxy listens.
type proxyStderr struct {
	mu        sync.Mutex
	text      bytes.Buffer
	listening chan string
}

func (w *proxyStderr) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if m := regexp.MustCompile(`proxy on (http://[^,]+),`).FindSubmatch(p); m != nil {
		w.listening <- string(m[1])
	}
	return w.text.Write(p)
}

func (w *proxyStderr) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.String()
}

// call sends a request as it is and returns the response with its body.
func call(ctx context.Context, t *testing.T, base, method, path, body string) (http.Header, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, method, base+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+sampleKey)
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Error(err)
		return nil, ""
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Error(err)
	}
	return resp.Header, string(b)
}

// Under 64 connections every body is the same on both sides of the proxy, the recording is
// whole and holds no key, and what violates the contract is reported.
func TestProxy_64Connections_BodiesAreIdentical(t *testing.T) {
	em := emulator.New(scriptOptions()...)
	var mu sync.Mutex
	sent := map[string]string{} // body of each response by its request id
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := httptest.NewRecorder()
		em.Handler().ServeHTTP(rec, r)
		body := rec.Body.String()
		if strings.HasSuffix(r.URL.Path, "/running1") {
			body = strings.Replace(body, `"epochs":3`, `"epochs":"three"`, 1) // a server that breaks the contract
		}
		mu.Lock()
		sent[rec.Header().Get("X-Request-Id")] = body
		mu.Unlock()
		for k, v := range rec.Header() {
			if k != "Content-Length" {
				w.Header()[k] = v
			}
		}
		w.WriteHeader(rec.Code)
		_, _ = io.WriteString(w, body)
	}))
	defer service.Close()
	path := filepath.Join(t.TempDir(), "session.txtar")
	base, stop := runProxy(t, service.URL, "--record", path)

	const connections, each = 64, 6
	jobs := "/v1/accounts/" + sampleAccount + "/supervisedFineTuningJobs"
	var clients sync.WaitGroup
	for i := range connections {
		clients.Go(func() {
			for j := range each {
				path := []string{jobs, jobs + "/yibuk7xq", jobs + "/running1", jobs + "/nosuch", jobs + "?pageSize=3", "/elsewhere"}[(i+j)%6]
				header, got := call(t.Context(), t, base, http.MethodGet, path, "")
				mu.Lock()
				want, known := sent[header.Get("X-Request-Id")]
				mu.Unlock()
				if !known || got != want {
					t.Errorf("%s: %d bytes through the proxy, %d from the service", path, len(got), len(want))
				}
			}
		})
	}
	clients.Wait()
	got := stop()
	if got.code != 1 || !strings.Contains(got.stdout, "broken  type  get /epochs") {
		t.Errorf("exit %d\n%s%s", got.code, got.stdout, got.stderr)
	}
	if n := strings.Count(got.stderr, "contract: Gateway_GetSupervisedFineTuningJob response /epochs: type"); n != 1 {
		t.Errorf("the violation was reported %d times while it passed, want 1:\n%.500s", n, got.stderr)
	}
	log, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	exchanges, err := recording.Parse(log)
	if err != nil || len(exchanges) != connections*each || bytes.Contains(log, []byte(sampleKey)) {
		t.Errorf("%d exchanges recorded, %v; the key is in it: %v", len(exchanges), err, bytes.Contains(log, []byte(sampleKey)))
	}
}

// A service that breaks the connection off is not covered up by a response of the proxy's.
func TestProxy_ServiceWithoutResponse_ClientGetsNone(t *testing.T) {
	service := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	defer service.Close()
	base, stop := runProxy(t, service.URL)
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/v1/accounts/acme/supervisedFineTuningJobs/a:resume", strings.NewReader("{}"))
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err == nil {
		resp.Body.Close()
		t.Errorf("the client received %s", resp.Status)
	}
	if got := stop(); !strings.Contains(got.stderr, "proxy: POST /v1/accounts/acme/supervisedFineTuningJobs/a:resume: ") {
		t.Errorf("the reason was not reported:\n%s", got.stderr)
	}
}

func TestSARIF_FindingsOfAllKinds_AreValidBySchema(t *testing.T) {
	dir := t.TempDir()
	body, out := filepath.Join(dir, "a body.json"), filepath.Join(dir, "findings.sarif")
	for _, content := range []string{`{"dataset":"d"}`, `{"dataset":7,"tomorrow":{},"state":"JOB_STATE_DREAMING"}`, `<html>`, ``} {
		if err := os.WriteFile(body, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		got := sftjRun(t, nil, "validate", body, "--sarif", out)
		b, err := os.ReadFile(out)
		if err != nil {
			t.Fatalf("exit %d: %s", got.code, got.stderr)
		}
		var report sarif.Report
		if err := json.Unmarshal(b, &report); err != nil {
			t.Fatal(err)
		}
		if err := report.Validate(); err != nil {
			t.Errorf("%q: %v", content, err)
		}
	}
}

// A violation of what the contract only assumes is reported as that, by validate and in SARIF.
func TestSARIF_BrokenAssumption_IsReportedAsThat(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "findings.sarif")
	operation, status := assumedStatus(t)
	for _, tc := range []struct {
		name, operation, status, body, source string
		assumed                               bool
	}{
		{"an assumed status", operation, status, "{", "assumption", true},
		{"a documented field", "resume", "200", `{"dataset":7}`, "documented", false},
		{"an observed field", "resume", "200", `{"dataset":"d","loraAlpha":"8"}`, "observed", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := sftjRun(t, nil, "validate", write(t, "body.json", []byte(tc.body)), "--operation", tc.operation, "--status", tc.status, "--sarif", out)
			if got.code != exitError || strings.Contains(got.stdout, "(the contract assumes this)") != tc.assumed {
				t.Errorf("exit %d\n%s", got.code, got.stdout)
			}
			b, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			var report sarif.Report
			if err := json.Unmarshal(b, &report); err != nil {
				t.Fatal(err)
			}
			if err := report.Validate(); err != nil {
				t.Error(err)
			}
			if strings.Contains(string(b), "(the contract assumes this)") != tc.assumed || !regexp.MustCompile(`"source": ?"`+tc.source+`"`).Match(b) {
				t.Errorf("%s", b)
			}
		})
	}
}

// assumedStatus is a status that the contract still assumes: which they are changes with each
// make evidence.
func assumedStatus(t *testing.T) (operation, status string) {
	t.Helper()
	ck, err := conform.New()
	if err != nil {
		t.Fatal(err)
	}
	list, err := ck.Statements()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range list {
		operation, status, _ = strings.Cut(s.Name, " ")
		if s.Kind == conform.StatementStatus && s.Source == conform.SourceAssumed && status != "default" {
			return operation, status
		}
	}
	t.Skip("the contract assumes no status any more")
	return "", ""
}

// BenchmarkProxy compares the proxy with a plain httputil.ReverseProxy, 64 connections each:
//
//	go test ./internal/cli -run '^$' -bench Proxy -count 6
func BenchmarkProxy(b *testing.B) {
	service := httptest.NewServer(emulator.New(scriptOptions()...).Handler())
	defer service.Close()
	to, err := url.Parse(service.URL)
	if err != nil {
		b.Fatal(err)
	}
	plain := httputil.NewSingleHostReverseProxy(to)
	plain.Transport = proxyTransport(netpath.Settings{})
	plainServer := httptest.NewServer(plain)
	defer plainServer.Close()

	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	out := &proxyStderr{listening: make(chan string, 1)}
	a := &app{stdin: strings.NewReader(""), stdout: io.Discard, stderr: out, getenv: func(string) string { return "" }}
	go a.run(ctx, []string{"proxy", "--to", service.URL, "--addr", "127.0.0.1:0"})
	for _, target := range []struct{ name, base string }{{"plain", plainServer.URL}, {"sftj", <-out.listening}} {
		b.Run(target.name, func(b *testing.B) {
			client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
			b.SetParallelism(32)
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					req, _ := http.NewRequestWithContext(ctx, http.MethodGet, target.base+"/v1/accounts/"+sampleAccount+"/supervisedFineTuningJobs/yibuk7xq", nil)
					req.Header.Set("Authorization", "Bearer "+sampleKey)
					resp, err := client.Do(req)
					if err != nil {
						b.Error(fmt.Errorf("%s: %w", target.name, err))
						return
					}
					_, _ = io.Copy(io.Discard, resp.Body)
					resp.Body.Close()
				}
			})
		})
	}
}
