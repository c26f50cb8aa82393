package emulator_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/gen/server"
)

func TestCancel(t *testing.T) {
	for from, allowed := range map[server.JobState]bool{
		server.JobStateCreating: true, server.JobStateRunning: true, server.JobStatePaused: true, server.JobStateIdle: true,
		server.JobStateCompleted: false, server.JobStateFailed: false, server.JobStateCancelled: false,
		server.JobStateCancelling: false, server.JobStateDeleting: false, server.JobStateUnspecified: false,
	} {
		t.Run(string(from), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e := emulator.New(quick(), emulator.WithJobs("acme", server.Job{Name: "x", State: from}))
				w := inProcess(t, e)
				r := w.send("POST", jobsPath+"/x:cancel", "{}")
				if !allowed {
					if reason := r.fails(400, 9); reason != "JOB_NOT_CANCELLABLE" {
						t.Errorf("reason %q", reason)
					}
					return
				}
				if r.ok().body != "{}" {
					t.Errorf("body %s", r.body)
				}
				if job := w.send("GET", jobsPath+"/x", "").ok().job(); job.State != server.JobStateCancelling || !job.CompletedTime.IsZero() {
					t.Errorf("at once %s, completed %v", job.State, job.CompletedTime)
				}
				time.Sleep(6 * time.Second)
				if job := w.send("GET", jobsPath+"/x", "").ok().job(); job.State != server.JobStateCancelled || !job.CompletedTime.Equal(job.UpdateTime) {
					t.Errorf("then %s, completed %v", job.State, job.CompletedTime)
				}
			})
		})
	}
}

func TestDelete(t *testing.T) {
	eachDoor(t, func(t *testing.T, w wire) {
		for _, id := range []string{"ft-1", "ft-2"} {
			if got := w.send("DELETE", jobsPath+"/"+id, "").ok().body; got != "{}" {
				t.Errorf("body %s", got)
			}
			w.send("GET", jobsPath+"/"+id, "").fails(404, 5)
			w.send("DELETE", jobsPath+"/"+id, "").fails(404, 5)
			w.send("POST", jobsPath+"/"+id+":resume", "{}").fails(404, 5)
		}
		if ids, _ := w.send("GET", jobsPath, "").ids(); len(ids) != 0 {
			t.Errorf("listed %v", ids)
		}
		w.send("POST", jobsPath+"?supervisedFineTuningJobId=ft-1", `{"dataset":"d"}`).ok()
	}, emulator.WithJobs("acme", paused("ft-1"), server.Job{Name: "ft-2", State: server.JobStateRunning}))
}

func TestDeletedReadable(t *testing.T) {
	e := emulator.New(emulator.WithDeletedReadable(), emulator.WithJobs("acme", paused("ft-1")))
	w := inProcess(t, e)
	w.send("DELETE", jobsPath+"/ft-1", "").ok()
	first := w.send("GET", jobsPath+"/ft-1", "").ok()
	if first.job().State != server.JobStateDeleted {
		t.Errorf("state %s", first.job().State)
	}
	w.send("DELETE", jobsPath+"/ft-1", "").ok()
	if again := w.send("GET", jobsPath+"/ft-1", "").ok(); again.body != first.body {
		t.Errorf("deleting it again changed it: %s", again.body)
	}
	w.send("POST", jobsPath+"/ft-1:resume", "{}").fails(400, 9)
}
