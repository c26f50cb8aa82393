package conform_test

import (
	"testing"

	"github.com/fireworks-sftj/sdk/api/conform"
)

// One exchange with a complete job, both sides.
func BenchmarkCheck(b *testing.B) {
	c := newChecker(b)
	job := []byte(readBody(b, "job.json"))
	x := conform.Exchange{
		Request: request(b, "POST", resumeURL, "application/json"), RequestBody: []byte("{}"),
		Status: 200, Header: jsonHeader, Body: job,
	}
	b.SetBytes(int64(len(job)))
	b.ReportAllocs()
	for b.Loop() {
		if r := c.Check(b.Context(), x); len(r.Violations) > 0 {
			b.Fatal(r.Violations)
		}
	}
}
