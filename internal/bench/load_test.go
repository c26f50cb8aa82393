package bench_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/gen/server"
)

const connections = 64

// BenchmarkServe is requests over loopback on 64 connections that are kept alive: to the
// emulator, with and without the guard, and to a handler that only writes the same bytes.
func BenchmarkServe(b *testing.B) {
	var given server.Job
	if err := json.Unmarshal(job, &given); err != nil {
		b.Fatal(err)
	}
	for _, op := range []struct{ name, method, path, body string }{
		{"get", http.MethodGet, strings.TrimSuffix(resumePath, ":resume"), ""},
		{"resume", http.MethodPost, resumePath, "{}"},
	} {
		fresh := func() *emulator.Emulator {
			return emulator.New(emulator.WithJobs(account, given), emulator.WithResumedState(server.JobStatePaused))
		}
		for _, to := range []struct {
			name    string
			handler http.Handler
		}{
			{"bare", http.HandlerFunc(bare)},
			{"emulator", fresh().Handler()},
			{"emulator+conform", guard(b).Handler(fresh().Handler())},
		} {
			b.Run(op.name+"/"+to.name, func(b *testing.B) {
				load(b, to.handler, op.method, op.path, op.body)
			})
		}
	}
}

// load has every connection ask as fast as it is answered.
func load(b *testing.B, h http.Handler, method, path, body string) {
	b.Helper()
	server := httptest.NewServer(h)
	defer server.Close()
	rt := &http.Transport{MaxIdleConnsPerHost: connections, MaxConnsPerHost: connections}
	defer rt.CloseIdleConnections()
	b.SetParallelism((connections + runtime.GOMAXPROCS(0) - 1) / runtime.GOMAXPROCS(0))
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			req, err := http.NewRequestWithContext(b.Context(), method, server.URL+path, strings.NewReader(body))
			if err != nil {
				b.Error(err)
				return
			}
			req.Header.Set("Authorization", "Bearer "+key)
			req.Header.Set("Content-Type", "application/json")
			resp, err := rt.RoundTrip(req)
			if err != nil {
				b.Error(err)
				return
			}
			n, err := io.Copy(io.Discard, resp.Body)
			if _ = resp.Body.Close(); err != nil || resp.StatusCode != http.StatusOK || n < 1000 {
				b.Errorf("%d, %d bytes, %v", resp.StatusCode, n, err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "req/s")
}
