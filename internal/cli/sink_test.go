package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// full is a device without space.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

// TestLostOutputIsAFailure: what could not be written must not look like success.
func TestLostOutputIsAFailure(t *testing.T) {
	_, env := emulated(t)
	for _, args := range []string{
		"list", "list -o json", "list -o jsonl", "list -o yaml", "list -o name", "get p1", "get p1 -o yaml", "get p1 -o name",
		"help", "help exit-codes", "help resume", "version", "version -o json", "resume p1 --dry-run", "resume p1 p2 --yes --rate 6000",
	} {
		t.Run(args, func(t *testing.T) {
			var stderr bytes.Buffer
			a := &app{stdout: full{}, stderr: &stderr, getenv: func(k string) string { return env[k] }}
			if code := a.run(t.Context(), strings.Fields(args)); code != exitError || !strings.Contains(stderr.String(), "no space left") {
				t.Errorf("exit %d\n%s", code, stderr.String())
			}
		})
	}
}

// TestListShowsAPageBeforeTheNext: the first jobs are on stdout when the second page is
// asked for, and stay there when it fails: in every format, nothing is kept.
func TestListShowsAPageBeforeTheNext(t *testing.T) {
	for _, tt := range []struct {
		args string
		rows int
	}{{"list", 50}, {"list --page-size 3", 3}, {"list -o json", 50}, {"list -o jsonl", 50}, {"list -o yaml", 50}, {"list -o jsonpath=.name", 50}} {
		var page []string
		for i := range tt.rows {
			page = append(page, fmt.Sprintf(`{"name":"accounts/acme/supervisedFineTuningJobs/job-%d","dataset":"d"}`, i))
		}
		stdout := &ctrlC{press: func() {}, on: "never"}
		shown := 0
		s := newService(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("pageToken") == "" {
				answering(200, `{"supervisedFineTuningJobs":[`+strings.Join(page, ",")+`],"nextPageToken":"2"}`)(w, r)
				return
			}
			stdout.mu.Lock()
			shown = strings.Count(stdout.written.String(), "job-")
			stdout.mu.Unlock()
			answering(404, `{"code":5}`)(w, r)
		})
		env := s.env()
		a := &app{stdout: stdout, stderr: io.Discard, getenv: func(k string) string { return env[k] }}
		code := a.run(t.Context(), strings.Fields(tt.args))
		if code != exitError || shown != tt.rows || strings.Count(stdout.written.String(), "job-") != tt.rows {
			t.Errorf("%s: exit %d, %d shown before the second page\n%s", tt.args, code, shown, stdout.written.String())
		}
	}
}
