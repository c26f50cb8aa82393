package emulator_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/gen/server"
)

// both is two options in one.
func both(a, b emulator.Option) emulator.Option {
	return func(e *emulator.Emulator) {
		a(e)
		b(e)
	}
}

func TestAccountConditions(t *testing.T) {
	for name, c := range map[string]struct {
		opt          emulator.Option
		status, code int
		reason       string
	}{
		"suspended":        {both(emulator.WithSuspended("acme"), emulator.WithServiceSuspension()), 412, 9, "ACCOUNT_SUSPENDED"},
		"quota exhausted":  {emulator.WithQuotaExhausted("acme"), 429, 8, "QUOTA_EXCEEDED"},
		"payment required": {emulator.WithPaymentRequired("acme"), 402, 9, "PAYMENT_REQUIRED"},
	} {
		t.Run(name, func(t *testing.T) {
			eachDoor(t, func(t *testing.T, w wire) {
				for _, r := range []reply{
					w.send("POST", jobsPath+"/ft-1:resume", "{}"),
					w.send("POST", jobsPath, `{"dataset":"d"}`),
				} {
					if reason := r.fails(c.status, c.code); reason != c.reason {
						t.Errorf("reason %q, want %q", reason, c.reason)
					}
					if after, there := r.header["Retry-After"]; there {
						t.Errorf("Retry-After %q", after)
					}
				}
				w.send("GET", jobsPath+"/ft-1", "").ok()
				w.send("GET", jobsPath, "").ok()
				w.send("POST", jobsPath+"/ft-1:cancel", "{}").ok()
				w.send("DELETE", jobsPath+"/ft-1", "").ok()
			}, c.opt, emulator.WithJobs("acme", paused("ft-1")))
		})
	}
}

func TestSuspensionPausesJobs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := emulator.New(quick(), emulator.WithJobs("acme", server.Job{Name: "runs", State: server.JobStateRunning},
			server.Job{Name: "done", State: server.JobStateCompleted}),
			emulator.WithJobs("other", server.Job{Name: "runs", State: server.JobStateRunning}))
		w := inProcess(t, e)
		time.Sleep(10 * time.Second)
		e.Suspend("acme")
		time.Sleep(10 * time.Second)
		job, _ := e.Job("acme", "runs")
		if job.State != server.JobStatePaused || job.JobProgress.Percent != 10 || job.Status.Message == "" {
			t.Errorf("running job: %s, %d %%, %+v", job.State, job.JobProgress.Percent, job.Status)
		}
		if done, _ := e.Job("acme", "done"); done.State != server.JobStateCompleted {
			t.Errorf("completed job: %s", done.State)
		}
		if other, _ := e.Job("other", "runs"); other.State != server.JobStateRunning {
			t.Errorf("another account's job: %s", other.State)
		}
		w.send("POST", jobsPath+"/runs:resume", "{}").refused(412, "PRECONDITION_FAILED")
		e.Unsuspend("acme")
		if job, _ := e.Job("acme", "runs"); job.State != server.JobStatePaused {
			t.Errorf("the end of the suspension resumed the job: %s", job.State)
		}
		w.send("POST", jobsPath+"/runs:resume", "{}").ok()
	})
	e := emulator.New(emulator.WithSuspended("acme"), emulator.WithJobs("acme", server.Job{Name: "x", State: server.JobStateRunning}))
	if job, _ := e.Job("acme", "x"); job.State != server.JobStatePaused {
		t.Errorf("suspended from the start: %s", job.State)
	}
}

func TestRateLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := inProcess(t, emulator.New(emulator.WithRateLimit(20), emulator.WithJobs("acme", paused("x")),
			emulator.WithJobs("other", paused("x"))))
		limited := func(after string) {
			t.Helper()
			r := w.send("GET", jobsPath+"/x", "")
			r.fails(429, 8)
			if got := r.header.Get("Retry-After"); got != after {
				t.Errorf("Retry-After %q, want %q", got, after)
			}
		}
		for range 20 {
			w.send("GET", jobsPath+"/x", "").ok()
		}
		limited("3")
		w.send("GET", "/v1/accounts/other/supervisedFineTuningJobs/x", "").ok()
		time.Sleep(1500 * time.Millisecond)
		limited("2")
		time.Sleep(1500 * time.Millisecond)
		w.send("GET", jobsPath+"/x", "").ok()
		limited("3")
		time.Sleep(time.Hour)
		for range 20 {
			w.send("GET", jobsPath+"/x", "").ok()
		}
		limited("3")
	})
}
