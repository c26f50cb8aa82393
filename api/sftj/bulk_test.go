package sftj_test

import (
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/server"
)

// bulkIDs are the ids of n jobs.
func bulkIDs(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprintf("job-%04d", i)
	}
	return ids
}

// bulkService is a service with these jobs paused.
func bulkService(ids []string, opts ...emulator.Option) *emulator.Emulator {
	jobs := make([]server.Job, len(ids))
	for i, id := range ids {
		jobs[i] = server.Job{Name: id, State: server.JobStatePaused, CreateTime: time.Now().Add(-2 * time.Hour), UpdateTime: time.Now().Add(-time.Hour)}
	}
	return emulator.New(append([]emulator.Option{
		emulator.WithAccount("acme", testKey), emulator.WithJobs("acme", jobs...),
	}, opts...)...)
}

// named is a sequence of these jobs, and an error behind them unless it is nil.
func named(jobs []string, err error) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for _, job := range jobs {
			if !yield(job, nil) {
				return
			}
		}
		if err != nil {
			yield("", err)
		}
	}
}

// bulkResumes counts how often the service took up a resume of a job.
func bulkResumes(em *emulator.Emulator, id string) (n int) {
	for _, tr := range em.Transitions("acme", id) {
		if tr.Cause == "resume" {
			n++
		}
	}
	return n
}

// bulkPosts returns the resume requests that the service saw.
func bulkPosts(em *emulator.Emulator) []emulator.Attempt {
	return slices.DeleteFunc(em.Attempts(), func(a emulator.Attempt) bool { return a.Operation != "resume" })
}

// A thousand jobs, with one of twelve faults for six in ten resumes and one of six for
// three in ten reads: each is resumed once, and the report says what the service did.
func TestResumeAllThroughEveryFault(t *testing.T) {
	posts := []emulator.Fault{
		emulator.Refuse(), emulator.DropBeforeRead(), emulator.DropAfterApply(), emulator.Reset(),
		emulator.Hang(), emulator.HangAfterApply(), emulator.Truncate(20),
		emulator.FailStatus(500).Applied(), emulator.FailStatus(502), emulator.FailStatus(502).Applied(),
		emulator.FailStatus(503), emulator.FailStatus(429, emulator.WithRetryAfter("2")),
	}
	reads := []emulator.Fault{
		emulator.Refuse(), emulator.Reset(), emulator.Hang(), emulator.Truncate(20), emulator.FailStatus(503),
		emulator.FailStatus(429, emulator.WithRetryAfter("1")),
	}
	synctest.Test(t, func(t *testing.T) {
		ids := bulkIDs(1000)
		em := bulkService(ids)
		random := rand.New(rand.NewPCG(1, 2))
		const each = 50 // 5 % of the jobs
		for operation, faults := range map[string][]emulator.Fault{"resume": posts, "get": reads} {
			struck := random.Perm(len(ids))
			for i, fault := range faults {
				for _, job := range struck[i*each : (i+1)*each] {
					em.Inject(fault.On(operation).ForJob(ids[job]))
				}
			}
		}
		results := 0
		report, err := newClient(t, em.Transport()).ResumeAll(t.Context(), named(ids, nil), sftj.BulkOptions{
			PerMinute: 6000, Concurrency: 8,
			OnResult: func(r sftj.BulkResult) {
				results++
				if r.Err != nil {
					t.Errorf("%s: %v", r.Job, r.Err)
				}
			},
		})
		resumed := 0
		for _, id := range ids {
			n := bulkResumes(em, id)
			if n != 1 {
				t.Errorf("%s was resumed %d times", id, n)
			}
			resumed += n
		}
		if err != nil || report.Resumed+report.Reconciled != resumed || report.Jobs() != len(ids) || results != len(ids) {
			t.Errorf("%d results, report %+v of %d resumed, %v", results, report, resumed, err)
		}
		if lost := 5 * each; report.Reconciled != lost { // five of the faults lose the answer to a resume that took effect
			t.Errorf("%d reconciled, want %d", report.Reconciled, lost)
		}
	})
}

func TestResumeAllTellsJobsApart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		em := bulkService([]string{"paused"}, emulator.WithJobs("acme",
			server.Job{Name: "active", State: server.JobStateRunning},
			server.Job{Name: "finished", State: server.JobStateCompleted},
			server.Job{Name: "failed", State: server.JobStateFailed},
		))
		var results []string
		report, err := newClient(t, em.Transport()).ResumeAll(t.Context(), named([]string{
			"paused", "active", "finished", "failed", "missing", "", "a/b",
			"paused", "accounts/acme/supervisedFineTuningJobs/paused", "a/b",
		}, nil), sftj.BulkOptions{Concurrency: 1, OnResult: func(r sftj.BulkResult) {
			results = append(results, fmt.Sprintf("%s %s %t %t %d", r.Job, r.Outcome, r.Err != nil, r.Skipped, r.Posts))
		}})
		want := sftj.BulkReport{Resumed: 1, AlreadyActive: 1, AlreadyFinished: 1, Failed: 4, Duplicates: 3}
		if err != nil || report != want {
			t.Errorf("report %+v, %v", report, err)
		}
		if want := []string{
			"paused resumed false false 1", "active already active false false 0", "finished already finished false false 0",
			"failed  true false 0", "missing  true false 0", "  true false 0", "a/b  true false 0",
		}; !slices.Equal(results, want) {
			t.Errorf("results %q", results)
		}
	})
}

// The error of the sequence ends the reading; what was under way is done and counted.
func TestResumeAllReturnsTheSequencesError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		em := bulkService(bulkIDs(6))
		em.Inject(emulator.Delay(time.Second).On("resume").Repeated(-1))
		broken := errors.New("the page could not be read")
		report, err := newClient(t, em.Transport()).ResumeAll(t.Context(), named(bulkIDs(6), broken), sftj.BulkOptions{})
		if !errors.Is(err, broken) || report.Resumed != 6 || !report.Cut || report.Stopped != nil {
			t.Errorf("%+v, %v", report, err)
		}
	})
}

func TestResumeAllRefusesImpossibleSettings(t *testing.T) {
	for name, opts := range map[string]sftj.BulkOptions{
		"no rate": {PerMinute: -1}, "above the documented limit": {PerMinute: 6001}, "no job at a time": {Concurrency: -1}, "a crowd": {Concurrency: 65},
	} {
		s := &stub{script: []answer{ok(jobBody)}}
		_, err := newClient(t, s).ResumeAll(t.Context(), named([]string{"ft-42"}, nil), opts)
		if !errors.Is(err, sftj.ErrInvalidArgument) || s.count() != 0 {
			t.Errorf("%s: %v, %d requests", name, err, s.count())
		}
	}
}

// A panic of the sequence reaches the caller, and nothing is left running behind it.
func TestResumeAllLetsTheSequencePanic(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		em := bulkService(bulkIDs(1))
		defer func() {
			if recover() != "sequence" || bulkResumes(em, "job-0000") != 1 {
				t.Error("the panic was lost, or the job under way was")
			}
		}()
		_, _ = newClient(t, em.Transport()).ResumeAll(t.Context(), func(yield func(string, error) bool) {
			yield("job-0000", nil)
			panic("sequence")
		}, sftj.BulkOptions{})
	})
}
