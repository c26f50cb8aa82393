package emulator

import (
	"time"

	"github.com/fireworks-sftj/sdk/gen/server"
)

// Timeline is how long a job stays in each phase of its life. A phase of length zero is
// passed through at once, so start from [DefaultTimeline] to change a single one.
//
// No duration of the service is public. What is public are the states; their order is an
// assumption.
type Timeline struct {
	Creating       time.Duration // CREATING
	InputDataset   time.Duration // CREATING_INPUT_DATASET, only with a dataset in S3 or Azure
	Validating     time.Duration // VALIDATING
	Pending        time.Duration // PENDING, and RE_QUEUEING
	Running        time.Duration // RUNNING from 0 to 100 percent, pauses not counted
	WritingResults time.Duration // WRITING_RESULTS
	Cancelling     time.Duration // CANCELLING
}

// DefaultTimeline is a small job on a quiet day: about half an hour in all.
func DefaultTimeline() Timeline {
	return Timeline{
		Creating:       5 * time.Second,
		InputDataset:   time.Minute,
		Validating:     30 * time.Second,
		Pending:        2 * time.Minute,
		Running:        25 * time.Minute,
		WritingResults: time.Minute,
		Cancelling:     10 * time.Second,
	}
}

// faster divides every duration by a factor above zero.
func (t Timeline) faster(factor float64) Timeline {
	div := func(d time.Duration) time.Duration { return time.Duration(float64(d) / factor) }
	return Timeline{
		Creating:       div(t.Creating),
		InputDataset:   div(t.InputDataset),
		Validating:     div(t.Validating),
		Pending:        div(t.Pending),
		Running:        div(t.Running),
		WritingResults: div(t.WritingResults),
		Cancelling:     div(t.Cancelling),
	}
}

// next says what follows the present state of a job by itself, and how long after the
// present phase began. ok is false for a state that stays.
func (t Timeline) next(rec *record) (to server.JobState, after time.Duration, ok bool) {
	switch rec.job.State {
	case server.JobStateCreating:
		if rec.job.AWSS3Config != nil || rec.job.AzureBlobStorageConfig != nil {
			return server.JobStateCreatingInputDataset, t.Creating, true
		}
		return server.JobStateValidating, t.Creating, true
	case server.JobStateCreatingInputDataset:
		return server.JobStateValidating, t.InputDataset, true
	case server.JobStateValidating:
		return server.JobStatePending, t.Validating, true
	case server.JobStatePending, server.JobStateReQueueing:
		return server.JobStateRunning, t.Pending, true
	case server.JobStateRunning:
		return server.JobStateWritingResults, t.Running - rec.trained, true
	case server.JobStateWritingResults:
		return server.JobStateCompleted, t.WritingResults, true
	case server.JobStateCancelling:
		return server.JobStateCancelled, t.Cancelling, true
	}
	return "", 0, false
}
