package sftj_test

import (
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/api/sftj"
)

// gaps are the times between one request and the next.
func gaps(em *emulator.Emulator) []time.Duration {
	var out []time.Duration
	attempts := em.Attempts()
	for i := range attempts[1:] {
		out = append(out, attempts[i+1].At.Sub(attempts[i].At).Round(time.Millisecond))
	}
	return out
}

func TestRateOfARun(t *testing.T) {
	seconds := func(s ...float64) (out []time.Duration) {
		for _, s := range s {
			out = append(out, time.Duration(s*float64(time.Second)))
		}
		return out
	}
	limited := func(operation, job, after string) emulator.Fault {
		return emulator.FailStatus(429, emulator.WithRetryAfter(after)).On(operation).ForJob(job)
	}
	for name, c := range map[string]struct {
		perMinute, jobs int
		faults          []emulator.Fault
		want            []time.Duration // the gaps, as far as given
	}{
		"one a second unless told": {0, 2, nil, seconds(1, 1, 1)},
		"as told":                  {6, 2, nil, seconds(10, 10, 10)},
		"halved by a 429":          {60, 3, []emulator.Fault{limited("get", "job-0001", "1")}, seconds(1, 1, 2, 2, 2, 2)},
		"held as long as asked":    {60, 3, []emulator.Fault{limited("get", "job-0001", "9")}, seconds(1, 1, 9, 2, 2, 2)},
		"not under the floor": {20, 3, []emulator.Fault{limited("get", "job-0000", "1"), limited("get", "job-0001", "1")},
			seconds(6, 6, 6, 6, 6, 6, 6)},
		"a lower setting is its own floor": {5, 2, []emulator.Fault{limited("get", "job-0000", "1")}, seconds(12, 12, 12, 12)},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				em := bulkService(bulkIDs(c.jobs))
				em.Inject(c.faults...)
				report, err := newClient(t, em.Transport()).ResumeAll(t.Context(), named(bulkIDs(c.jobs), nil),
					sftj.BulkOptions{PerMinute: c.perMinute, Concurrency: 1})
				if err != nil || report.Resumed != c.jobs {
					t.Errorf("%+v, %v", report, err)
				}
				if got := gaps(em); !slices.Equal(got, c.want) {
					t.Errorf("gaps %v, want %v", got, c.want)
				}
			})
		})
	}
}

// Eight 429s to requests that were under way together are one: the rate is 60, then 30.
func TestRefusalsTogetherHalveTheRateOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		em := bulkService(bulkIDs(40))
		for _, id := range bulkIDs(8) {
			em.Inject(emulator.FailStatus(429, emulator.WithRetryAfter("20")).On("resume").ForJob(id))
		}
		slow := roundTripper(func(req *http.Request) (*http.Response, error) {
			resp, err := em.Transport().RoundTrip(req)
			if req.Method == http.MethodPost {
				time.Sleep(25 * time.Second)
			}
			return resp, err
		})
		if _, err := newClient(t, slow).ResumeAll(t.Context(), named(bulkIDs(40), nil), sftj.BulkOptions{Concurrency: 8}); err != nil {
			t.Error(err)
		}
		// Once halved, the rate has gaps of 2 s, and twice halved of 4 s.
		pauses := slices.DeleteFunc(gaps(em), func(gap time.Duration) bool { return gap < 4*time.Second })
		if len(pauses) != 1 {
			t.Errorf("pauses of %v, want the one that was asked for", pauses)
		}
	})
}

// After the 429 the rate grows by a tenth of the setting a minute, and not beyond it.
func TestRateRecovers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const jobs = 300
		em := bulkService(bulkIDs(jobs))
		em.Inject(emulator.FailStatus(429, emulator.WithRetryAfter("1")).On("get"))
		if _, err := newClient(t, em.Transport()).ResumeAll(t.Context(), named(bulkIDs(jobs), nil), sftj.BulkOptions{Concurrency: 1}); err != nil {
			t.Error(err)
		}
		attempts := em.Attempts()
		perMinute := map[time.Duration]int{}
		for _, a := range attempts[1:] {
			perMinute[a.At.Sub(attempts[1].At)/time.Minute]++
		}
		for minute, want := range map[time.Duration]int{0: 30, 1: 36, 2: 42, 3: 48, 4: 54, 5: 60, 6: 60} {
			if got := perMinute[minute]; got < want-1 || got > want+1 {
				t.Errorf("%d requests in minute %d, want %d", got, minute, want)
			}
		}
	})
}

// However many jobs wait to be read, a resume follows its read within three slots, behind
// one read and one other resume: what was read is not old when it is sent.
func TestResumeFollowsItsReadClosely(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		em := bulkService(bulkIDs(50))
		if _, err := newClient(t, em.Transport()).ResumeAll(t.Context(), named(bulkIDs(50), nil), sftj.BulkOptions{Concurrency: 20}); err != nil {
			t.Error(err)
		}
		read := map[string]time.Time{}
		for _, a := range em.Attempts() {
			if a.Operation == "get" {
				read[a.JobID] = a.At
			} else if age := a.At.Sub(read[a.JobID]); age > 3*time.Second {
				t.Errorf("%s was read %v before", a.JobID, age)
			}
		}
	})
}

// An account without a payment method has ten requests a minute, and the run is told sixty.
func TestRunFindsTheRateOfTheAccount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		em := bulkService(bulkIDs(60), emulator.WithRateLimit(10))
		report, err := newClient(t, em.Transport()).ResumeAll(t.Context(), named(bulkIDs(60), nil), sftj.BulkOptions{
			OnResult: func(r sftj.BulkResult) {
				if r.Err != nil {
					t.Error(r.Err)
				}
			},
		})
		if err != nil || report.Resumed != 60 {
			t.Errorf("%+v, %v", report, err)
		}
	})
}
