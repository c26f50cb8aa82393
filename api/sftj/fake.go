package sftj

import (
	"context"
	"iter"

	"github.com/fireworks-sftj/sdk/gen/client"
)

// Jobs is what a [Client] does with jobs, for programs that want to put a fake in its
// place. Methods may be added to it in any version: embed it in a fake, and what the
// fake does not have panics. Where a test is about what happens on the wire, the emulator
// is the better double.
type Jobs interface {
	Resume(ctx context.Context, job string) (*Job, error)
	EnsureResumed(ctx context.Context, job string, opts ...EnsureOption) (*Resumption, error)
	ResumeAndWait(ctx context.Context, job string, opts ...WaitOption) iter.Seq2[Event, error]
	ResumeAll(ctx context.Context, jobs iter.Seq2[string, error], opts BulkOptions) (BulkReport, error)
	Wait(ctx context.Context, job string, opts ...WaitOption) iter.Seq2[Event, error]
	Get(ctx context.Context, job string, fields ...string) (*Job, error)
	List(ctx context.Context, opts ListOptions) iter.Seq2[*Job, error]
	Create(ctx context.Context, id string, spec client.Job) (*Job, error)
	Cancel(ctx context.Context, job string) error
	Delete(ctx context.Context, job string) error
}

var _ Jobs = (*Client)(nil)

// ParseJob makes a Job of the bytes of one, as a response is read: for a fake, or for a
// body that was captured. ParseJob(job.Raw()) gives the same job again.
//
// Errors: [ErrBadResponse] for what is not, strictly, a JSON object with a dataset, or has a
// name, state, dataset or updateTime that can't be read. What else the contract does not
// allow is in [Job.Violations].
func ParseJob(raw []byte) (*Job, error) {
	job, err := decodeJob(raw, decodeOptions{})
	if err != nil {
		return nil, &Error{Message: err.Error(), kinds: []error{ErrBadResponse}}
	}
	return job, nil
}
