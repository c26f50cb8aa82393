package cli

import (
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/gen/client"
)

// scriptOptions is an emulator with the jobs that tests know by name, which counts what it
// trains on, so that the counters can be seen to move.
func scriptOptions() []emulator.Option {
	return []emulator.Option{
		emulator.WithAccount(sampleAccount, sampleKey),
		emulator.WithAccount(rivalAccount, rivalKey),
		emulator.WithCountedProgress(),
		emulator.WithJobs(sampleAccount, scriptJobs(time.Now())...),
		emulator.WithJobs(rivalAccount, scriptJob(time.Now(), rivalJob, client.JobStatePaused, 30)),
	}
}

// scriptJobs are jobs in the states that an operator meets, with ids that say which.
func scriptJobs(now time.Time) []client.Job {
	var jobs []client.Job
	for _, s := range []struct {
		id      string
		state   client.JobState
		percent int32
	}{
		{"yibuk7xq", client.JobStatePaused, 42},
		{"paused01", client.JobStatePaused, 10},
		{"paused02", client.JobStatePaused, 35},
		{"paused03", client.JobStatePaused, 60},
		{"paused04", client.JobStatePaused, 85},
		{"running1", client.JobStateRunning, 20},
		{"complet1", client.JobStateCompleted, 100},
		{"failed01", client.JobStateFailed, 55},
		{"cancel01", client.JobStateCancelled, 15},
		{"earlyst1", client.JobStateEarlyStopped, 70},
	} {
		jobs = append(jobs, scriptJob(now, s.id, s.state, s.percent))
	}
	return jobs
}

// scriptJob is a job with every counter set.
func scriptJob(now time.Time, id string, state client.JobState, percent int32) client.Job {
	created := now.Add(-50 * time.Hour).UTC().Truncate(time.Microsecond)
	job := client.Job{
		Name:        id,
		DisplayName: "Sample " + id,
		Dataset:     "accounts/acme/datasets/routes-2026-07",
		BaseModel:   "accounts/fireworks/models/qwen3-8b",
		OutputModel: "route-classifier-" + id,
		State:       state,
		CreatedBy:   "ada@example.com",
		CreateTime:  created,
		UpdateTime:  created.Add(26 * time.Hour),
		Epochs:      3, LearningRate: 0.0001, LoraRank: 16, BatchSizeSamples: 32,
		JobProgress: &client.JobProgress{
			Percent: percent, Epoch: percent * 3 / 101,
			TotalInputRequests: 12000, TotalProcessedRequests: 120 * percent, SuccessfullyProcessedRequests: 120 * percent,
			InputTokens: 98304 * percent,
		},
		EstimatedCost: &client.Money{CurrencyCode: "USD", Units: "3", Nanos: 250000000},
	}
	switch state {
	case client.JobStatePaused:
		job.Status = &client.Status{Code: client.StatusCodeOK, Message: "paused while the account was suspended"}
	case client.JobStateFailed:
		job.Status = &client.Status{Code: client.StatusCodeInternal, Message: "the trainer ran out of memory"}
	}
	return job
}
