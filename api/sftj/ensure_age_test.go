package sftj_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/server"
)

// errTooOld stands for an error without a sentinel.
var errTooOld = errors.New("no read of the job is recent enough")

// slowReads delays the response to the first reads.
type slowReads struct {
	next   http.RoundTripper
	delays []time.Duration
}

func (s *slowReads) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := s.next.RoundTrip(req)
	if req.Method == http.MethodGet && len(s.delays) > 0 {
		time.Sleep(s.delays[0])
		s.delays = s.delays[1:]
	}
	return resp, err
}

// A resume is never sent on a read that was started long ago: what happened to the job while the
// response was on its way counts.
func TestEnsureResumed_SlowRead_ReadsAgainBeforeTheResume(t *testing.T) {
	pauseAgain := func(em *emulator.Emulator) {
		_ = em.Move("acme", "ft-42", server.JobStateRunning)
		_ = em.Pause("acme", "ft-42", "")
	}
	cancelJob := func(em *emulator.Emulator) { _ = em.Cancel("acme", "ft-42") }
	goOn := func(em *emulator.Emulator) { _ = em.Move("acme", "ft-42", server.JobStateRunning) }
	for _, tt := range []struct {
		name      string
		delays    []time.Duration
		meanwhile func(*emulator.Emulator)
		outcome   sftj.Outcome
		is        error
		posts     int
		reads     int
	}{
		{"4 s, and nothing happened", []time.Duration{4 * time.Second}, nil, sftj.Resumed, nil, 1, 1},
		{"25 s, and nothing happened", []time.Duration{25 * time.Second}, nil, sftj.Resumed, nil, 1, 2},
		{"25 s, resumed and paused again", []time.Duration{25 * time.Second}, pauseAgain, "", sftj.ErrPausedAndChanged, 0, 2},
		{"25 s, cancelled", []time.Duration{25 * time.Second}, cancelJob, "", sftj.ErrNotResumable, 0, 2},
		{"25 s, resumed", []time.Duration{25 * time.Second}, goOn, sftj.AlreadyActive, nil, 0, 2},
		{"every read takes 7 s", slices.Repeat([]time.Duration{7 * time.Second}, 9), nil, sftj.Resumed, nil, 1, 2},
		{"every read takes 25 s", slices.Repeat([]time.Duration{25 * time.Second}, 9), nil, "", errTooOld, 0, 4},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				em := emulator.New(emulator.WithAccount("acme", testKey), emulator.WithJobs("acme", server.Job{Name: "ft-42", Dataset: "d", State: server.JobStatePaused}))
				if tt.meanwhile != nil {
					time.AfterFunc(10*time.Second, func() { tt.meanwhile(em) })
				}
				r, err := newClient(t, &slowReads{em.Transport(), tt.delays}).EnsureResumed(t.Context(), "ft-42")
				if (err == nil) != (tt.is == nil) || !errors.Is(err, tt.is) && !strings.Contains(fmt.Sprint(err), fmt.Sprint(tt.is)) || err == nil && r.Outcome != tt.outcome || errors.Is(err, sftj.ErrOutcomeUnknown) {
					t.Errorf("%v %v, want %q %v", r, err, tt.outcome, tt.is)
				}
				reads := 0
				for _, a := range em.Attempts() {
					if a.Operation == "get" {
						reads++
					}
				}
				if posts := len(bulkPosts(em)); posts != tt.posts || reads != tt.reads {
					t.Errorf("%d POSTs and %d reads, want %d and %d", posts, reads, tt.posts, tt.reads)
				}
			})
		})
	}
}

// The same in a bulk run, whose reads and resumes wait for their turn as well.
func TestResumeAll_SlowRead_ReadsAgainBeforeTheResume(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		em := bulkService([]string{"ft-1"})
		time.AfterFunc(10*time.Second, func() {
			_ = em.Move("acme", "ft-1", server.JobStateRunning)
			_ = em.Pause("acme", "ft-1", "")
		})
		var got error
		_, err := newClient(t, &slowReads{em.Transport(), []time.Duration{25 * time.Second}}).ResumeAll(t.Context(), named([]string{"ft-1"}, nil),
			sftj.BulkOptions{OnResult: func(r sftj.BulkResult) { got = r.Err }})
		if err != nil || !errors.Is(got, sftj.ErrPausedAndChanged) || len(bulkPosts(em)) != 0 {
			t.Errorf("%v, %d POSTs, %v", got, len(bulkPosts(em)), err)
		}
	})
}

// At the lowest rate a resume waits longer for its turn than a read may be old otherwise.
func TestResumeAll_LowestRate_ResumesWithOneReadEach(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		em := bulkService(bulkIDs(3))
		report, err := newClient(t, em.Transport()).ResumeAll(t.Context(), named(bulkIDs(3), nil), sftj.BulkOptions{PerMinute: 10})
		if err != nil || report.Resumed != 3 || len(em.Attempts()) != 6 {
			t.Errorf("%+v, %d requests, %v", report, len(em.Attempts()), err)
		}
	})
}

// updateTime in whole seconds, close to the resume: the resume and a pause after it may have the
// value that was there before.
func TestEnsureResumed_WholeSeconds_UnchangedProvesNothingNearTheResume(t *testing.T) {
	for _, tt := range []struct {
		name  string
		ago   time.Duration // the last change, before the service's clock
		ahead time.Duration // of the service's clock
		date  bool          // the service sends a Date
		posts int
	}{
		{"changed a minute ago", time.Minute, 0, true, 3},
		{"changed in the same second", 0, 0, true, 1},
		{"changed two seconds ago", 2 * time.Second, 0, true, 1},
		{"changed a minute ago, the service's clock is an hour ahead", time.Minute, time.Hour, true, 3},
		{"changed just now, the service's clock is an hour behind", 0, -time.Hour, true, 1},
		{"changed a minute ago, no Date", time.Minute, 0, false, 3},
		{"changed just now, no Date", 0, 0, false, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				now := func() time.Time { return time.Now().Add(tt.ahead).UTC() }
				updated := now().Add(-tt.ago).Format(time.RFC3339)
				posts := 0
				rt := roundTripper(func(req *http.Request) (*http.Response, error) {
					a := ok(strings.Replace(jobBody, `"JOB_STATE_PENDING"`, `"JOB_STATE_PAUSED","createTime":"1999-01-01T00:00:00Z","updateTime":"`+updated+`"`, 1))
					if req.Method == http.MethodPost {
						posts++
						a = failure(502, "")
					}
					if tt.date {
						a.header = map[string]string{"Date": now().Format(http.TimeFormat)}
					}
					return (&stub{script: []answer{a}}).RoundTrip(req)
				})
				_, err := newClient(t, rt).EnsureResumed(t.Context(), "ft-42")
				if !errors.Is(err, sftj.ErrOutcomeUnknown) || posts != tt.posts {
					t.Errorf("%d POSTs, %v; want %d", posts, err, tt.posts)
				}
			})
		})
	}
}
