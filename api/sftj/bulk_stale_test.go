package sftj_test

import (
	"errors"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/api/sftj"
)

// A 429 to one job holds up the resume of another one for a minute, and in that minute
// another user changes the other job: the run must not act on what it read before.
func TestJobThatChangesWhileItsResumeWaits(t *testing.T) {
	for name, c := range map[string]struct {
		change func(em *emulator.Emulator) error
		want   error
	}{
		"nothing":   {func(*emulator.Emulator) error { return nil }, nil},
		"cancelled": {func(em *emulator.Emulator) error { return em.Cancel("acme", "held-up") }, sftj.ErrNotResumable},
		"paused again": {func(em *emulator.Emulator) error {
			return errors.Join(em.Move("acme", "held-up", "JOB_STATE_RUNNING"), em.Pause("acme", "held-up", ""))
		}, sftj.ErrPausedAndChanged},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				em := bulkService([]string{"limited", "held-up"})
				em.Inject(
					emulator.FailStatus(429, emulator.WithRetryAfter("60")).On("resume").ForJob("limited"),
					// Whichever is read first, both reads are out before the 429, and the second
					// one is answered after it.
					emulator.Delay(50*time.Millisecond).On("get").ForJob("limited"),
					emulator.Delay(300*time.Millisecond).On("get").ForJob("held-up"),
				)
				time.AfterFunc(10*time.Second, func() {
					if err := c.change(em); err != nil {
						t.Error(err)
					}
				})
				file := filepath.Join(t.TempDir(), "ledger")
				l := openLedger(t, file)
				defer l.Close()
				var got error
				report, err := newClient(t, em.Transport()).ResumeAll(t.Context(), named([]string{"limited", "held-up"}, nil), sftj.BulkOptions{
					PerMinute: 6000, Concurrency: 2, Ledger: l,
					OnResult: func(r sftj.BulkResult) {
						if r.Job == "held-up" {
							got = r.Err
						}
					},
				})
				if err != nil || !errors.Is(got, c.want) || report.Resumed == 0 {
					t.Errorf("%v, report %+v, %v", got, report, err)
				}
				begins := 0
				for _, line := range ledgerLines(t, file) {
					if line["event"] == "begin" && line["job"] == "held-up" {
						begins++
					}
				}
				want := 1
				if c.want != nil {
					want = 0
				}
				if n := bulkResumes(em, "held-up"); n != want || begins != want {
					t.Errorf("%d resumes, %d begins in the ledger, want %d", n, begins, want)
				}
			})
		})
	}
}

// The first reads of all jobs are answered at once, and their resumes queue up: none is sent
// on a read that is older than allowed, all jobs are resumed, and the rate holds.
func TestResumesThatQueueUpAreReadAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const jobs = 32
		em := bulkService(bulkIDs(jobs))
		start := time.Now()
		var mu sync.Mutex
		answered, sent := map[string]time.Time{}, 0
		rt := roundTripper(func(req *http.Request) (*http.Response, error) {
			id, resume := strings.CutSuffix(path.Base(req.URL.Path), ":resume")
			mu.Lock()
			if age := time.Since(answered[id]); resume && age > 4*time.Second {
				t.Errorf("%s was read %v before", id, age)
			}
			if resume {
				sent++
			}
			mu.Unlock()
			time.Sleep(time.Until(start.Add(40 * time.Second)))
			resp, err := em.Transport().RoundTrip(req)
			mu.Lock()
			answered[id] = time.Now()
			mu.Unlock()
			return resp, err
		})
		var leaving []time.Time
		paced := roundTripper(func(req *http.Request) (*http.Response, error) {
			mu.Lock()
			leaving = append(leaving, time.Now())
			mu.Unlock()
			return rt(req)
		})
		c := newClient(t, paced, sftj.WithAttemptTimeout(time.Minute))
		report, err := c.ResumeAll(t.Context(), named(bulkIDs(jobs), nil), sftj.BulkOptions{Concurrency: jobs})
		if err != nil || report.Resumed != jobs || sent != jobs {
			t.Errorf("%d sent, %+v, %v", sent, report, err)
		}
		for i := range leaving[1:] {
			if gap := leaving[i+1].Sub(leaving[i]); gap < time.Second {
				t.Errorf("a request left %v after the one before", gap)
			}
		}
		if n := len(leaving); n <= 2*jobs || n > 3*jobs {
			t.Errorf("%d requests for %d jobs", n, jobs)
		}
	})
}

// The ledger fails when one job has its turn, while another one's resume is being looked
// into: the turn is given back, and the other job's fate is found out.
func TestTurnIsGivenBackWhenTheLedgerFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		em := bulkService(bulkIDs(2))
		l := openLedger(t, filepath.Join(t.TempDir(), "ledger"))
		em.Inject(emulator.DropAfterApply().On("resume").ForJob("job-0000"), emulator.Delay(20*time.Millisecond).On("get").ForJob("job-0001"))
		rt := roundTripper(func(req *http.Request) (*http.Response, error) {
			if strings.HasSuffix(req.URL.Path, ":resume") {
				l.Close()
			}
			return em.Transport().RoundTrip(req)
		})
		report, err := newClient(t, rt).ResumeAll(t.Context(), named(bulkIDs(2), nil), sftj.BulkOptions{PerMinute: 6000, Concurrency: 2, Ledger: l})
		if !errors.Is(err, os.ErrClosed) || report.Reconciled != 1 || report.Skipped != 1 {
			t.Errorf("%+v, %v", report, err)
		}
	})
}
