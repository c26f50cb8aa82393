package cli

import (
	"slices"
	"testing"
	"time"

	"github.com/fireworks-sftj/sdk/gen/client"
)

// TestSampleJobs_LookLikeATeams: forty jobs that differ in what a list shows, one of which
// waits for capacity as jobs of the service do.
func TestSampleJobs_LookLikeATeams(t *testing.T) {
	now := time.Date(2026, 9, 12, 9, 0, 0, 0, time.UTC)
	jobs := sampleJobs(now)
	if len(jobs) != 40 {
		t.Errorf("%d jobs, want 40", len(jobs))
	}
	differ := map[string]map[string]bool{}
	note := func(what, value string) {
		if differ[what] == nil {
			differ[what] = map[string]bool{}
		}
		differ[what][value] = true
	}
	for _, job := range jobs {
		note("id", job.Name)
		note("state", string(job.State))
		note("base model", job.BaseModel)
		note("dataset", job.Dataset)
		note("createTime", job.CreateTime.String())
		note("person", job.CreatedBy)
		if job.EstimatedCost != nil {
			note("cost", moneyText(job.EstimatedCost))
		}
		if ended := !job.CompletedTime.IsZero(); ended && (job.CompletedTime.After(job.UpdateTime) || job.UpdateTime.After(now)) {
			t.Errorf("%s ended at %v, was updated at %v", job.Name, job.CompletedTime, job.UpdateTime)
		}
		if *job.JobProgress != (client.JobProgress{Percent: job.JobProgress.Percent}) {
			t.Errorf("%s counts more than the percentage: %+v", job.Name, *job.JobProgress)
		}
	}
	for what, least := range map[string]int{
		"id": 40, "state": 9, "base model": 6, "dataset": 20, "createTime": 40, "person": 3, "cost": 15,
	} {
		if got := len(differ[what]); got < least {
			t.Errorf("%d kinds of %s, want %d at least", got, what, least)
		}
	}
	if !slices.ContainsFunc(jobs, func(job client.Job) bool {
		return job.State == client.JobStatePending && job.Status.Code == client.StatusCodeResourceExhausted
	}) {
		t.Error("no job waits for capacity")
	}
}
