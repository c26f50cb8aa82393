package sftj_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/api/sftj"
)

// lateStarter accepts resumes with a 200 that shows the job still paused, and starts a job some
// time after the first one. updateTime moves with the start.
type lateStarter struct {
	after time.Duration
	mu    sync.Mutex
	posts map[string][]time.Time
}

func (s *lateStarter) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	traced(req, true)
	s.mu.Lock()
	defer s.mu.Unlock()
	id, resume := strings.CutSuffix(req.URL.Path[strings.LastIndexByte(req.URL.Path, '/')+1:], ":resume")
	if resume {
		s.posts[id] = append(s.posts[id], time.Now())
	}
	state, updated := "PAUSED", "1999-12-31T20:00:00.123456Z"
	if sent := s.posts[id]; len(sent) > 0 && time.Since(sent[0]) >= s.after {
		state, updated = "RUNNING", sent[0].Add(s.after).UTC().Format("2006-01-02T15:04:05.000000Z")
	}
	return respond(req, http.StatusOK, fmt.Sprintf(`{"name":"accounts/acme/supervisedFineTuningJobs/%s","dataset":"d","state":"JOB_STATE_%s","createTime":"1999-01-01T00:00:00Z","updateTime":%q}`,
		id, state, updated), ""), nil
}

// A run is interrupted after the service has accepted the resumes and before it has started the
// jobs. The next run, at once or later, reads and sends nothing.
func TestResumeAll_InterruptedAfterA2xx_NextRunSendsNothing(t *testing.T) {
	for name, c := range map[string]struct {
		startsAfter, between time.Duration
		want                 sftj.BulkReport
	}{
		"at once":                       {4 * time.Second, 0, sftj.BulkReport{FromLedger: 3}},
		"when it has started":           {4 * time.Second, time.Minute, sftj.BulkReport{FromLedger: 3}},
		"a minute later, still not run": {time.Hour, time.Minute, sftj.BulkReport{OutcomeUnknown: 3}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				service := &lateStarter{after: c.startsAfter, posts: map[string][]time.Time{}}
				ids, path := bulkIDs(3), filepath.Join(t.TempDir(), "ledger")
				ctx, cancel := context.WithTimeout(t.Context(), 1500*time.Millisecond)
				defer cancel()
				l := openLedger(t, path)
				_, err := newClient(t, service).ResumeAll(ctx, named(ids, nil), sftj.BulkOptions{PerMinute: 6000, Concurrency: 3, Ledger: l})
				if l.Close(); !errors.Is(err, context.DeadlineExceeded) {
					t.Fatal(err)
				}
				time.Sleep(c.between)
				l = openLedger(t, path)
				defer l.Close()
				accepted := 0
				report, err := newClient(t, service).ResumeAll(t.Context(), named(ids, nil), sftj.BulkOptions{
					PerMinute: 6000, Ledger: l, ResumePausedAgain: true,
					OnResult: func(r sftj.BulkResult) {
						if r.Accepted {
							accepted++
						}
					},
				})
				if err != nil || report != c.want || accepted != 3 {
					t.Errorf("%+v %v, %d accepted; want %+v", report, err, accepted, c.want)
				}
				for _, id := range ids {
					if n := len(service.posts[id]); n != 1 {
						t.Errorf("%s: %d POSTs", id, n)
					}
				}
			})
		})
	}
}

// A begin without an end, as a process that was killed leaves it: the next run waits until the
// resume of that one would show, and only then sends another one.
func TestResumeAll_KilledInThePost_NextRunReadsBeforeItSends(t *testing.T) {
	for name, c := range map[string]struct {
		startsAfter time.Duration // since the POST that the ledger does not know the end of
		posts       int
		want        sftj.BulkReport
	}{
		"the resume arrived":       {4 * time.Second, 1, sftj.BulkReport{Reconciled: 1}},
		"the resume never arrived": {time.Hour, 1, sftj.BulkReport{OutcomeUnknown: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				killed := time.Now()
				service := &lateStarter{after: c.startsAfter, posts: map[string][]time.Time{}}
				if c.startsAfter < time.Minute {
					service.posts["job-0000"] = []time.Time{killed}
				}
				line := fmt.Sprintf(`{"v":1,"time":%q,"host":"api.fireworks.ai","account":"acme","job":"job-0000","event":"begin","updateTime":"1999-12-31T20:00:00.123456Z","moved":true}`,
					killed.UTC().Format(time.RFC3339Nano))
				report, err := runWithTransport(t, service, ledgerFile(t, line+"\n"), bulkIDs(1))
				posts := service.posts["job-0000"]
				if err != nil || report != c.want || len(posts) != c.posts {
					t.Fatalf("%+v %v, POSTs %v; want %+v", report, err, posts, c.want)
				}
				if last := posts[len(posts)-1]; c.startsAfter > time.Minute && last.Sub(killed) < 15*time.Second {
					t.Errorf("sent again %v after the kill", last.Sub(killed))
				}
			})
		})
	}
}

// A clock that was set back since makes no run wait for longer than it would otherwise.
func TestResumeAll_LedgerFromTheFuture_WaitsAsForTheCurrentOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		service := &lateStarter{after: 0, posts: map[string][]time.Time{}}
		begun := time.Now()
		if report, err := runWithTransport(t, service, ledgerFile(t, unchanged), bulkIDs(1)); err != nil || report.Jobs() != 1 {
			t.Fatal(report, err)
		}
		if took := time.Since(begun); took > 40*time.Second {
			t.Errorf("it took %v", took)
		}
	})
}

func runWithTransport(t *testing.T, rt http.RoundTripper, path string, jobs []string) (sftj.BulkReport, error) {
	t.Helper()
	l := openLedger(t, path)
	defer l.Close()
	return newClient(t, rt).ResumeAll(t.Context(), named(jobs, nil), sftj.BulkOptions{PerMinute: 6000, Ledger: l})
}

// The process is killed while the body of a 2xx is still to come: the acceptance is in the ledger.
func TestResumeAll_KilledInTheBodyOfA2xx_NextRunSendsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		service := &lateStarter{after: time.Hour, posts: map[string][]time.Time{}}
		hanging := roundTripper(func(req *http.Request) (*http.Response, error) {
			resp, err := service.RoundTrip(req)
			if err == nil && req.Method == http.MethodPost {
				resp.Body = &halfBody{Reader: strings.NewReader(`{"name":`), req: req, hangs: true}
			}
			return resp, err
		})
		path := filepath.Join(t.TempDir(), "ledger")
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var atTheKill []byte
		time.AfterFunc(3*time.Second, func() {
			atTheKill, _ = os.ReadFile(path)
			cancel()
		})
		l := openLedger(t, path)
		_, _ = newClient(t, hanging).ResumeAll(ctx, named(bulkIDs(1), nil), sftj.BulkOptions{PerMinute: 6000, Ledger: l})
		l.Close()
		report, err := runWithTransport(t, service, ledgerFile(t, string(atTheKill)), bulkIDs(1))
		if n := len(service.posts["job-0000"]); err != nil || n != 1 || report != (sftj.BulkReport{OutcomeUnknown: 1}) {
			t.Errorf("%d POSTs, %+v %v\n%s", n, report, err, atTheKill)
		}
	})
}

// A job that was accepted in the first run, ran for a moment and was paused by someone stays closed
// to every later run with the ledger, also when a read shows the pause as a change.
func TestResumeAll_AcceptedThenPausedBySomeone_NoLaterRunSendsAnother(t *testing.T) {
	for name, lost := range map[string]bool{"a 2xx": false, "a lost response": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				begun, posts := time.Now(), 0
				service := roundTripper(func(req *http.Request) (*http.Response, error) {
					if err := req.Context().Err(); err != nil {
						return nil, err
					}
					traced(req, true)
					state, updated := "PAUSED", "1999-12-31T20:00:00.123456Z"
					switch since := time.Since(begun); {
					case since > 1700*time.Millisecond:
						updated = "2000-01-01T00:00:01.700000Z"
					case since > 1500*time.Millisecond:
						state, updated = "RUNNING", "2000-01-01T00:00:01.500000Z"
					}
					if req.Method == http.MethodPost {
						if posts++; lost {
							return nil, errLost
						}
						return respond(req, http.StatusOK, "", ""), nil
					}
					return respond(req, http.StatusOK, fmt.Sprintf(`{"name":"accounts/acme/supervisedFineTuningJobs/job-0000","dataset":"d","state":"JOB_STATE_%s","createTime":"1999-01-01T00:00:00Z","updateTime":%q}`,
						state, updated), ""), nil
				})
				path := filepath.Join(t.TempDir(), "ledger")
				ctx, cancel := context.WithTimeout(t.Context(), 600*time.Millisecond)
				defer cancel()
				l := openLedger(t, path)
				_, _ = newClient(t, service).ResumeAll(ctx, named(bulkIDs(1), nil), sftj.BulkOptions{PerMinute: 6000, Ledger: l})
				l.Close()
				for run := 2; run <= 4; run++ {
					if report, err := runWithTransport(t, service, path, bulkIDs(1)); err != nil || report != (sftj.BulkReport{OutcomeUnknown: 1}) || posts != 1 {
						t.Errorf("run %d: %+v %v, %d POSTs", run, report, err, posts)
					}
				}
			})
		})
	}
}

// A run that cannot read a job which an earlier run left open knows as little of it as that one.
func TestResumeAll_OpenJobThatCannotBeRead_OutcomeStaysUnknown(t *testing.T) {
	for name, content := range map[string]string{"begun": unchanged, "accepted": unchanged + accepted} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				em, path := bulkService(bulkIDs(1)), ledgerFile(t, content)
				em.Inject(emulator.FailStatus(http.StatusInternalServerError).On("get").Repeated(-1))
				if report, err := runWith(t, em, path, bulkIDs(1)); err != nil || report != (sftj.BulkReport{OutcomeUnknown: 1}) {
					t.Errorf("%+v %v", report, err)
				}
				if lines := ledgerLines(t, path); lines[len(lines)-1]["event"] == "end" {
					t.Errorf("the ledger says %v", lines[len(lines)-1])
				}
			})
		})
	}
}
