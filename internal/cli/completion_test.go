package cli

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// hanging is a service that accepts every request and never answers.
type hanging struct{}

func (hanging) RoundTrip(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// TestCompletionNeverHangs: a shell waits two seconds for ids, and reads nothing it would
// have to show.
func TestCompletionNeverHangs(t *testing.T) {
	for _, command := range []string{"get", "resume", "watch"} {
		synctest.Test(t, func(t *testing.T) {
			env := map[string]string{"FIREWORKS_API_KEY": "fw_CANARY", "FIREWORKS_ACCOUNT_ID": "acme"}
			a := &app{clientOptions: []sftj.Option{sftj.WithTransport(hanging{})}}
			begun := time.Now()
			got := runApp(t.Context(), a, env, "__complete", command, "-v", "")
			if took := time.Since(begun); took != completionCap {
				t.Errorf("%s: took %v", command, took)
			}
			if got.code != 0 || got.stdout != ":4\n" || strings.Contains(got.stderr, "sftj:") || strings.Contains(got.stderr, "level=") {
				t.Errorf("%s: exit %d\n%s%s", command, got.code, got.stdout, got.stderr)
			}
		})
	}
}

// TestCompletionIsNotDrawnOn: what the service calls a job gets into a command line only
// if it can be an id.
func TestCompletionIsNotDrawnOn(t *testing.T) {
	s := newService(t, answering(200, `{"supervisedFineTuningJobs":[`+
		`{"name":"accounts/acme/supervisedFineTuningJobs/ft-42","dataset":"d","displayName":"`+hostileJSON+`"}]}`))
	got := sftjRun(t, s.env(), "__complete", "get", "")
	if got.stdout != "ft-42\t(empty) a [2J b 31m txt c\n:4\n" {
		t.Errorf("%q", got.stdout)
	}
}
