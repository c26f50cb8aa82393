package bench_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"runtime/metrics"
	"strconv"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/client"
)

const pageSize = 200

// pageOf is a page of n jobs and the token of the next one.
func pageOf(n int, next string) []byte {
	return fmt.Appendf(nil, `{"supervisedFineTuningJobs":[%s],"nextPageToken":%q,"totalSize":%d}`,
		strings.TrimSuffix(strings.Repeat(string(job)+",", n), ","), next, n)
}

// cannedPage is a transport that has one page.
type cannedPage []byte

func (p cannedPage) RoundTrip(req *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Request: req,
		ContentLength: int64(len(p)), Body: io.NopCloser(bytes.NewReader(p)),
	}, nil
}

// BenchmarkPage is a page of jobs made structs: by the SDK with the call around it, by the
// standard library without.
func BenchmarkPage(b *testing.B) {
	for _, n := range []int{10, pageSize} {
		body := pageOf(n, "")
		b.Run(strconv.Itoa(n)+"/encoding-json", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				var page client.JobList
				if err := json.Unmarshal(body, &page); err != nil || len(page.Jobs) != n {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/job")
		})
		b.Run(strconv.Itoa(n)+"/sftj", func(b *testing.B) {
			c := sdkClient(b, "http://127.0.0.1:1", cannedPage(body))
			b.ReportAllocs()
			for b.Loop() {
				if got := count(b, c); got != n {
					b.Fatal(got)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/job")
		})
	}
}

func count(b *testing.B, c *sftj.Client) (n int) {
	b.Helper()
	for j, err := range c.List(b.Context(), sftj.ListOptions{PageSize: pageSize}) {
		if err == nil {
			err = named(j.Name)
		}
		if err != nil {
			b.Fatal(err)
		}
		n++
	}
	return n
}

// pages is a server of a long list that it doesn't hold. The token is the number of the
// page.
func pages(n int) http.HandlerFunc {
	head, tail, _ := strings.Cut(string(pageOf(pageSize, "NEXT")), "NEXT")
	return func(w http.ResponseWriter, r *http.Request) {
		page, _ := strconv.Atoi(r.URL.Query().Get("pageToken")) // the first page has none
		next := ""
		if page+1 < n/pageSize {
			next = strconv.Itoa(page + 1)
		}
		w.Header().Set("Content-Type", "application/json")
		for _, part := range []string{head, next, tail} {
			_, _ = io.WriteString(w, part)
		}
	}
}

// BenchmarkList is a whole list over loopback, and the most memory that the heap held on
// the way above what it held before, client and server together.
func BenchmarkList(b *testing.B) {
	for _, n := range []int{1000, 10_000, 100_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			server := httptest.NewServer(pages(n))
			defer server.Close()
			c := sdkClient(b, server.URL, server.Client().Transport)
			// What is there once is not what grows with a list.
			count(b, c) // the connection, the buffers
			runtime.GC()
			before, peak, jobs := heap(), uint64(0), 0
			for b.Loop() {
				for _, err := range c.List(b.Context(), sftj.ListOptions{PageSize: pageSize}) {
					if err != nil {
						b.Fatal(err)
					}
					if jobs++; jobs%(pageSize/2) == 0 {
						peak = max(peak, heap())
					}
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(jobs), "ns/job")
			b.ReportMetric(float64(peak-min(peak, before))/(1<<20), "MiB-above")
		})
	}
}

// heap is how many bytes the objects on the heap take, garbage included.
func heap() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}
