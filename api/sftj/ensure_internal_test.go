package sftj

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// The monotonic clock stands while a computer sleeps, the wall clock does not; the wall clock
// may be set back. The age of a read is what the clock says that went further.
func TestObservation_Age_IsByTheClockThatWentFurther(t *testing.T) {
	now := time.Now()
	for name, o := range map[string]observation{
		"both clocks":              {started: now.Add(-time.Hour), startedWall: now.Add(-time.Hour).Round(0)},
		"slept for an hour":        {started: now, startedWall: now.Add(-time.Hour).Round(0)},
		"the wall clock went back": {started: now.Add(-time.Hour), startedWall: now.Round(0).Add(time.Hour)},
	} {
		if age := o.age(); age < time.Hour || age > time.Hour+time.Minute {
			t.Errorf("%s: %v old, want an hour", name, age)
		}
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// The hook before a resume may take its time, or the process may be stopped in it: the job is
// read again, and the hook is asked again.
func TestEnsureResumed_SlowHook_ReadsAgainBeforeTheResume(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var sent []string
		c, err := New(WithEnvironment(nil), WithAPIKey("k"), WithAccount("acme"), WithTransport(roundTrip(func(req *http.Request) (*http.Response, error) {
			sent = append(sent, req.Method)
			state := "PAUSED"
			if req.Method == http.MethodPost {
				state = "PENDING"
			}
			body := `{"name":"accounts/acme/supervisedFineTuningJobs/ft-42","dataset":"d","state":"JOB_STATE_` + state + `"}`
			return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: req}, nil
		})))
		if err != nil {
			t.Fatal(err)
		}
		pauses := []time.Duration{time.Minute, maxSnapshotAge + time.Millisecond, maxSnapshotAge}
		r, err := c.EnsureResumed(t.Context(), "ft-42", beforeEachPost(func(*Job) error {
			time.Sleep(pauses[0])
			pauses = pauses[1:]
			return nil
		}))
		if got := strings.Join(sent, " "); err != nil || r.Outcome != Resumed || got != "GET GET GET POST" {
			t.Errorf("%v %v after %s", r, err, got)
		}
	})
}
