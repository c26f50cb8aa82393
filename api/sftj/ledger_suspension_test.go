package sftj_test

import (
	"errors"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/api/sftj"
)

// The core scenario: twelve jobs, the account is suspended after three, which pauses them; when
// the suspension is lifted, a run with the ledger finishes all twelve if it is allowed to.
func TestResumeAll_AfterASuspension_GoesOnWithTheLedger(t *testing.T) {
	for _, allowed := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			ids := bulkIDs(12)
			em, path := bulkService(ids), filepath.Join(t.TempDir(), "ledger")
			suspended := false
			run := func(opts sftj.BulkOptions) (sftj.BulkReport, map[string]error, error) {
				said := map[string]error{}
				l := openLedger(t, path)
				defer l.Close()
				opts.Ledger, opts.PerMinute, opts.Concurrency = l, 6000, 1
				done := 0
				opts.OnResult = func(r sftj.BulkResult) {
					said[r.Job] = r.Err
					if done++; done == 3 && !suspended {
						suspended = true
						em.Suspend("acme")
						for _, id := range ids[:3] {
							if err := em.Pause("acme", id, "suspended"); err != nil {
								t.Error(err)
							}
						}
					}
				}
				report, err := newClient(t, em.Transport()).ResumeAll(t.Context(), named(ids, nil), opts)
				return report, said, err
			}
			report, _, err := run(sftj.BulkOptions{})
			if !errors.Is(err, sftj.ErrAccountSuspended) || report.Resumed != 3 || report.Skipped+report.Failed != 9 {
				t.Fatalf("first run: %+v, %v", report, err)
			}
			em.Unsuspend("acme")
			time.Sleep(time.Hour)
			report, said, err := run(sftj.BulkOptions{ResumePausedAgain: allowed})
			switch {
			case allowed && (err != nil || report != sftj.BulkReport{Resumed: 12}):
				t.Errorf("allowed: %+v, %v", report, err)
			case allowed:
			case report.Resumed != 9 || report.Failed != 3 || !errors.Is(said[ids[0]], sftj.ErrPausedAgain) || !strings.Contains(said[ids[0]].Error(), "the account was suspended during the earlier run"):
				t.Errorf("not allowed: %+v, %v, %v", report, said[ids[0]], err)
			}
		})
	}
}

// A job that someone paused after the run, without any suspension, stays paused whatever is
// allowed: the permission is about suspensions.
func TestResumeAll_PausedByAPerson_IsNotResumedWithTheLedger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ids := bulkIDs(1)
		em, path := bulkService(ids), filepath.Join(t.TempDir(), "ledger")
		if report, err := runWith(t, em, path, ids); err != nil || report.Resumed != 1 {
			t.Fatal(report, err)
		}
		if err := em.Pause("acme", ids[0], "by hand"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		l := openLedger(t, path)
		defer l.Close()
		report, err := newClient(t, em.Transport()).ResumeAll(t.Context(), named(ids, nil), sftj.BulkOptions{PerMinute: 6000, Ledger: l, ResumePausedAgain: true})
		if err != nil || report != (sftj.BulkReport{Failed: 1}) || len(bulkPosts(em)) != 1 {
			t.Errorf("%+v, %v, %d POSTs", report, err, len(bulkPosts(em)))
		}
	})
}

// cutRefusal answers the first resume with a refusal whose body breaks off.
type cutRefusal struct {
	next   http.RoundTripper
	status int
	body   string
	done   bool
}

func (c *cutRefusal) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Method != http.MethodPost || c.done {
		return c.next.RoundTrip(req)
	}
	c.done = true
	return &http.Response{
		StatusCode: c.status, Header: http.Header{"Content-Type": {"application/json"}}, Request: req,
		Body: io.NopCloser(io.MultiReader(strings.NewReader(c.body), brokenBody{})), ContentLength: 4096,
	}, nil
}

type brokenBody struct{}

func (brokenBody) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// A refusal that could not be read whole is no verdict about the account: the run goes on.
func TestResumeAll_RefusalThatBreaksOff_DoesNotEndTheRun(t *testing.T) {
	for _, refusal := range []cutRefusal{
		{status: 412}, {status: 412, body: `{"code":9,"message":"the account is suspen`}, {status: 402, body: `{"co`}, {status: 401},
	} {
		synctest.Test(t, func(t *testing.T) {
			ids := bulkIDs(10)
			em := bulkService(ids)
			refusal.next = em.Transport()
			report, err := newClient(t, &refusal).ResumeAll(t.Context(), named(ids, nil), sftj.BulkOptions{PerMinute: 6000, Concurrency: 1})
			if err != nil || report.Resumed != 9 || report.Skipped != 0 || report.Failed+report.OutcomeUnknown != 1 {
				t.Errorf("%d %q: %+v, %v", refusal.status, refusal.body, report, err)
			}
		})
	}
}

// A 429 that asks for minutes ends the run within seconds, not after a minute of silence; one
// that asks for seconds is told, with its end.
func TestResumeAll_LongRetryAfter_EndsSoon(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ids := bulkIDs(5)
		em := bulkService(ids)
		em.Inject(emulator.FailStatus(429, emulator.WithRetryAfter("300")).On("resume"))
		start := time.Now()
		report, err := newClient(t, em.Transport()).ResumeAll(t.Context(), named(ids, nil), sftj.BulkOptions{PerMinute: 6000})
		if took := time.Since(start); !errors.Is(err, sftj.ErrRateLimited) || report.Skipped != 4 || took > 3*time.Second {
			t.Errorf("%+v, %v after %v", report, err, took)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		ids := bulkIDs(5)
		em := bulkService(ids)
		em.Inject(emulator.FailStatus(429, emulator.WithRetryAfter("20")).On("resume"))
		start := time.Now()
		var pause time.Duration
		report, err := newClient(t, em.Transport()).ResumeAll(t.Context(), named(ids, nil), sftj.BulkOptions{
			PerMinute: 6000, OnPause: func(until time.Time) { pause = until.Sub(start) },
		})
		if err != nil || report.Resumed != 5 || pause < 20*time.Second || pause > 21*time.Second {
			t.Errorf("%+v, %v; the pause was told to last %v, want 20 s", report, err, pause)
		}
	})
}

// playSuspension runs twelve jobs into a suspension that pauses what was resumed. The responses
// to resumes take a second, that of the first job five: it is under way at the first refusal.
func playSuspension(t *testing.T, em *emulator.Emulator, path string, ids []string) {
	t.Helper()
	em.Inject(emulator.Delay(5 * time.Second).On("resume").ForJob(ids[0]).Applied())
	em.Inject(emulator.Delay(time.Second).On("resume").Applied().Repeated(-1))
	l := openLedger(t, path)
	defer l.Close()
	time.AfterFunc(1500*time.Millisecond, func() { em.Suspend("acme") })
	report, err := newClient(t, em.Transport()).ResumeAll(t.Context(), named(ids, nil), sftj.BulkOptions{Ledger: l, PerMinute: 600, Concurrency: 8})
	if !errors.Is(err, sftj.ErrAccountSuspended) || report.Resumed < 2 || report.Failed < 1 {
		t.Fatalf("first run: %+v, %v", report, err)
	}
	for _, id := range ids {
		if job, err := newClient(t, em.Transport()).Get(t.Context(), id); err == nil && !job.Lifecycle().Paused() {
			_ = em.Pause("acme", id, "suspended")
		}
	}
}

// Resumes that were under way when the first refusal came are the suspended run's too: what it
// paused may be resumed again, and a run in between that met the suspension again changes nothing.
func TestResumeAll_UnderWayAtTheSuspension_MayBeResumedAgain(t *testing.T) {
	for _, between := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			ids := bulkIDs(12)
			em, path := bulkService(ids), filepath.Join(t.TempDir(), "ledger")
			playSuspension(t, em, path, ids)
			time.Sleep(time.Hour)
			if between {
				if report, err := runWith(t, em, path, ids); !errors.Is(err, sftj.ErrAccountSuspended) {
					t.Fatalf("still suspended: %+v, %v", report, err)
				}
				time.Sleep(time.Hour)
			}
			em.Unsuspend("acme")
			bySuspension := 0
			l := openLedger(t, path)
			_, err := newClient(t, em.Transport()).ResumeAll(t.Context(), named(ids, nil), sftj.BulkOptions{
				Ledger: l, PerMinute: 6000, OnResult: func(r sftj.BulkResult) {
					if errors.Is(r.Err, sftj.ErrPausedAgain) != r.PausedBySuspension {
						t.Errorf("%s: by the suspension %v, %v", r.Job, r.PausedBySuspension, r.Err)
					}
					if r.PausedBySuspension {
						bySuspension++
					}
				},
			})
			l.Close()
			if err != nil || bySuspension < 2 {
				t.Errorf("without permission: %d paused by the suspension, %v", bySuspension, err)
			}
			l = openLedger(t, path)
			defer l.Close()
			report, err := newClient(t, em.Transport()).ResumeAll(t.Context(), named(ids, nil), sftj.BulkOptions{Ledger: l, PerMinute: 6000, ResumePausedAgain: true})
			if err != nil || report.Failed+report.Skipped+report.OutcomeUnknown != 0 || report.Resumed != bySuspension {
				t.Errorf("with permission: %+v, %v; want %d resumed", report, err, bySuspension)
			}
		})
	}
}

// A job that was paused before the run was started that the suspension stopped was paused by
// something else: the permission is not about it.
func TestResumeAll_PausedBeforeTheSuspendedRun_IsNotResumed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ids := bulkIDs(3)
		em, path := bulkService(ids), filepath.Join(t.TempDir(), "ledger")
		if report, err := runWith(t, em, path, ids[:1]); err != nil || report.Resumed != 1 {
			t.Fatal(report, err)
		}
		time.Sleep(time.Hour)
		if err := em.Pause("acme", ids[0], "by hand"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		em.Suspend("acme")
		if report, err := runWith(t, em, path, ids); !errors.Is(err, sftj.ErrAccountSuspended) {
			t.Fatal(report, err)
		}
		em.Unsuspend("acme")
		l := openLedger(t, path)
		defer l.Close()
		report, err := newClient(t, em.Transport()).ResumeAll(t.Context(), named(ids, nil), sftj.BulkOptions{
			Ledger: l, PerMinute: 6000, ResumePausedAgain: true, OnResult: func(r sftj.BulkResult) {
				if r.Job == ids[0] && (!errors.Is(r.Err, sftj.ErrPausedAgain) || r.PausedBySuspension) {
					t.Errorf("%s: by the suspension %v, %v", r.Job, r.PausedBySuspension, r.Err)
				}
			},
		})
		if err != nil || report.Resumed != 2 || report.Failed != 1 {
			t.Errorf("%+v, %v", report, err)
		}
	})
}
