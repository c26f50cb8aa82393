package bench_test

import (
	"bytes"
	_ "embed"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

// job is a full job, every field of the contract set or null, as compact as the service
// writes it.
//
//go:embed testdata/job.json
var job []byte

// canned is a transport that costs next to nothing: what is left is the client.
type canned struct{}

func (canned) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		if _, err := io.Copy(io.Discard, req.Body); err != nil {
			return nil, err
		}
		if err := req.Body.Close(); err != nil {
			return nil, err
		}
	}
	return &http.Response{
		Status: "200 OK", StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:        http.Header{"Content-Type": {"application/json"}},
		ContentLength: int64(len(job)),
		Body:          io.NopCloser(bytes.NewReader(job)),
		Request:       req,
	}, nil
}

// bare is a server that costs next to nothing.
func bare(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(job)
}

// BenchmarkResume is one call, from the method to the decoded job.
func BenchmarkResume(b *testing.B) {
	run := func(where, base string, rt http.RoundTripper) {
		for _, c := range callers(b, base, rt) {
			b.Run(where+"/"+c.name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if err := c.resume(b.Context()); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
	// The stub tells the clients apart; over loopback most of the time is the network's.
	run("stub", "http://127.0.0.1:1", canned{})
	server := httptest.NewServer(http.HandlerFunc(bare))
	defer server.Close()
	run("loopback", server.URL, server.Client().Transport)
}
