package sftj_test

import (
	"context"
	"errors"
	"net/http"
	"path"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/api/sftj"
)

// An outage ends the run after five jobs in a row. One during which a request succeeds now and
// then does not.
func TestOutageStopsTheRun(t *testing.T) {
	fail := func(f emulator.Fault, jobs ...string) (faults []emulator.Fault) {
		for _, job := range jobs {
			faults = append(faults, f.ForJob(job).Repeated(-1))
		}
		return faults
	}
	first4 := bulkIDs(4)
	for name, c := range map[string]struct {
		faults []emulator.Fault
		stops  bool
		says   string
		want   sftj.BulkReport
	}{
		"resumes fail":              {fail(emulator.FailStatus(502).On("resume"), ""), true, "502 Bad Gateway", sftj.BulkReport{OutcomeUnknown: 5, Skipped: 15}},
		"reads fail":                {fail(emulator.FailStatus(500).On("get"), ""), true, "500 Internal", sftj.BulkReport{Failed: 5, Skipped: 15}},
		"too many requests, always": {fail(emulator.FailStatus(429, emulator.WithRetryAfter("1")).On("resume"), ""), true, "429", sftj.BulkReport{Failed: 5, Skipped: 15}},
		"no way there":              {fail(emulator.Refuse(), ""), true, "", sftj.BulkReport{Failed: 5, Skipped: 15}},
		"412 without a word":        {fail(emulator.Body(412, "", nil).On("resume"), ""), true, "412 Precondition", sftj.BulkReport{Failed: 5, Skipped: 15}},
		"412 without a word, once":  {[]emulator.Fault{emulator.Body(412, "", nil).On("resume").ForJob("job-0003")}, false, "", sftj.BulkReport{Resumed: 19, Failed: 1}},
		"four":                      {fail(emulator.FailStatus(502), first4...), false, "", sftj.BulkReport{Resumed: 16, Failed: 4}},
		"four and four": {fail(emulator.FailStatus(502), append(first4, "job-0005", "job-0006", "job-0007", "job-0008")...), false, "",
			sftj.BulkReport{Resumed: 12, Failed: 8}},
		"refusals in between do not count": {append(fail(emulator.FailStatus(502), first4...), fail(emulator.FailStatus(403), "job-0004", "job-0005")...),
			false, "", sftj.BulkReport{Resumed: 14, Failed: 6}},
		"nor do they end the row": {append(fail(emulator.FailStatus(502), append(first4, "job-0005")...), fail(emulator.FailStatus(403), "job-0004")...),
			true, "502", sftj.BulkReport{Failed: 6, Skipped: 14}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				em := bulkService(bulkIDs(20))
				em.Inject(c.faults...)
				report, err := newClient(t, em.Transport()).ResumeAll(t.Context(), named(bulkIDs(20), nil), sftj.BulkOptions{
					PerMinute: 6000, Concurrency: 1,
					OnResult: func(r sftj.BulkResult) {
						if r.Skipped && errors.Is(r.Err, sftj.ErrOutcomeUnknown) {
							t.Errorf("%s was skipped with another job's error: %v", r.Job, r.Err)
						}
					},
				})
				if stopped := report.Stopped != nil; stopped != c.stops || stopped != (err != nil) {
					t.Errorf("stopped by %v, returned %v", report.Stopped, err)
				}
				if c.stops && (!strings.Contains(err.Error(), "5 consecutive jobs failed without a usable response") || !strings.Contains(err.Error(), c.says)) {
					t.Errorf("it says %v", err)
				}
				if report.Stopped = nil; report != c.want {
					t.Errorf("report %+v, want %+v", report, c.want)
				}
			})
		})
	}
}

// A service that asks for an hour is left alone, by a 429 or a 503, to a read or a resume.
func TestLongWaitStopsTheRun(t *testing.T) {
	for name, c := range map[string]struct {
		fault emulator.Fault
		stops bool
	}{
		"429 to a read":   {emulator.FailStatus(429, emulator.WithRetryAfter("3600")).On("get"), true},
		"429 to a resume": {emulator.FailStatus(429, emulator.WithRetryAfter("61")).On("resume"), true},
		"503 to a read":   {emulator.FailStatus(503, emulator.WithRetryAfter("3600")).On("get"), true},
		"503 to a resume": {emulator.FailStatus(503, emulator.WithRetryAfter("3600")).On("resume"), true},
		"a minute":        {emulator.FailStatus(429, emulator.WithRetryAfter("60")).On("get"), false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				em := bulkService(bulkIDs(50))
				em.Inject(c.fault)
				start := time.Now()
				report, err := newClient(t, em.Transport()).ResumeAll(t.Context(), named(bulkIDs(50), nil), sftj.BulkOptions{PerMinute: 6000})
				if !c.stops {
					if err != nil || report.Resumed != 50 {
						t.Errorf("%+v, %v", report, err)
					}
					return
				}
				stopped, ok := errors.AsType[*sftj.Error](report.Stopped)
				if !ok || stopped.RetryAfter <= time.Minute || report.Failed != 1 || report.Skipped == 0 || report.Jobs() != 50 {
					t.Errorf("%+v, %v", report, err)
				}
				if took := time.Since(start); took > time.Minute+time.Second {
					t.Errorf("it took %v", took)
				}
			})
		})
	}
}

// The end of the context is no outage, however many resumes were under way.
func TestCancelledRunIsNoOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		em := bulkService(bulkIDs(30))
		em.Inject(emulator.Delay(time.Minute).On("resume").Repeated(-1))
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		report, err := newClient(t, em.Transport()).ResumeAll(ctx, named(bulkIDs(30), nil), sftj.BulkOptions{PerMinute: 6000, Concurrency: 8})
		if !errors.Is(err, context.DeadlineExceeded) || report.Stopped != nil || report.OutcomeUnknown != 8 || !report.Cut {
			t.Errorf("%+v, %v", report, err)
		}
	})
}

// A job that was read to have been stopped again says nothing about the others, whatever
// came before that.
func TestVerdictIsNoOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		em := bulkService(bulkIDs(10))
		em.Inject(emulator.DropAfterApply().On("resume").Repeated(-1))
		report, err := newClient(t, roundTripper(func(req *http.Request) (*http.Response, error) {
			resp, err := em.Transport().RoundTrip(req)
			if id, resume := strings.CutSuffix(path.Base(req.URL.Path), ":resume"); resume {
				if err := em.Pause("acme", id, ""); err != nil {
					t.Error(err)
				}
			}
			return resp, err
		})).ResumeAll(t.Context(), named(bulkIDs(10), nil), sftj.BulkOptions{PerMinute: 6000, Concurrency: 1})
		if want := (sftj.BulkReport{OutcomeUnknown: 10}); err != nil || report != want {
			t.Errorf("%+v, %v", report, err)
		}
	})
}
