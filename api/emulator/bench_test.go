package emulator_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/gen/server"
)

// ask sends one request of a benchmark, and reads the answer.
func ask(b *testing.B, to http.RoundTripper, method, path, body string) string {
	b.Helper()
	req, err := http.NewRequestWithContext(b.Context(), method, "http://emulator.test"+path, strings.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer key-of-acme")
	resp, err := to.RoundTrip(req)
	if err != nil {
		b.Fatal(err)
	}
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		b.Fatal(resp.StatusCode, err)
	}
	return string(text)
}

func BenchmarkGet(b *testing.B) {
	e := emulator.New(emulator.WithJobs("acme", paused("ft-42")))
	to := e.Transport()
	b.ReportAllocs()
	for b.Loop() {
		ask(b, to, http.MethodGet, jobsPath+"/ft-42", "")
	}
}

func BenchmarkResume(b *testing.B) {
	e := emulator.New(emulator.WithJobs("acme", paused("ft-42")), emulator.WithResumedState(server.JobStatePaused))
	to := e.Transport()
	b.ReportAllocs()
	for b.Loop() {
		ask(b, to, http.MethodPost, jobsPath+"/ft-42:resume", "{}")
	}
}

// A page of a million jobs, at the beginning of the list and at its end.
func BenchmarkPage(b *testing.B) {
	const pages, size = 5000, 200
	jobs := make([]server.Job, pages*size)
	for i := range jobs {
		jobs[i] = paused(fmt.Sprintf("ft-%07d", i))
	}
	to := emulator.New(emulator.WithJobs("acme", jobs...)).Transport()
	path := jobsPath + fmt.Sprintf("?pageSize=%d", size)
	last := path
	for range pages - 1 {
		_, rest, _ := strings.Cut(ask(b, to, http.MethodGet, last, ""), `"nextPageToken":"`)
		token, _, _ := strings.Cut(rest, `"`)
		last = path + "&pageToken=" + token
	}
	for _, at := range []struct{ name, path string }{{"1", path}, {"5000", last}} {
		b.Run(at.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				ask(b, to, http.MethodGet, at.path, "")
			}
		})
	}
}
