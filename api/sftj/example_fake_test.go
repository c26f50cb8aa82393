package sftj_test

import (
	"context"
	"fmt"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// fakeJobs is a service that resumes everything.
type fakeJobs struct{ sftj.Jobs }

func (fakeJobs) EnsureResumed(_ context.Context, id string, _ ...sftj.EnsureOption) (*sftj.Resumption, error) {
	job, err := sftj.ParseJob([]byte(`{"name":"accounts/acme/supervisedFineTuningJobs/` + id + `","dataset":"d","state":"JOB_STATE_RUNNING"}`))
	return &sftj.Resumption{Outcome: sftj.Resumed, Job: job}, err
}

func ExampleJobs_fake() {
	// What is tested takes the interface.
	report := func(ctx context.Context, jobs sftj.Jobs, id string) string {
		r, err := jobs.EnsureResumed(ctx, id)
		if err != nil {
			return err.Error()
		}
		return fmt.Sprint(r.Outcome, " ", r.Job.ID())
	}
	fmt.Println(report(context.Background(), fakeJobs{}, "ft-42"))
	// Output: resumed ft-42
}

func ExampleParseJob() {
	job, err := sftj.ParseJob([]byte(`{"dataset":"accounts/acme/datasets/d","state":"JOB_STATE_DREAMING","gpuHours":2.5}`))
	fmt.Println(job.State, job.Lifecycle().Known(), job.UnknownFields(), err)
	_, err = sftj.ParseJob([]byte(`{"state":"JOB_STATE_PAUSED"}`))
	fmt.Println(err)
	// Output:
	// JOB_STATE_DREAMING false [gpuHours] <nil>
	// sftj: bad response: the job has no dataset, which the contract requires
}
