package sftj

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/fireworks-sftj/sdk/internal/redact"
)

// Outcome is how a job that was to be resumed came to be at work.
type Outcome string

// The outcomes of [Client.EnsureResumed].
const (
	// Resumed: the service accepted the resume.
	Resumed Outcome = "resumed"
	// AlreadyActive: the job was at work already; nothing was sent.
	AlreadyActive Outcome = "already active"
	// AlreadyFinished: the job was at its end already, with a model; nothing was sent.
	AlreadyFinished Outcome = "already finished"
	// Reconciled: a resume was sent and its answer was lost or a refusal, and the job was
	// then read to be at work.
	Reconciled Outcome = "reconciled"
)

// Resumption is what came of a resume.
type Resumption struct {
	Outcome Outcome
	// Job is the job as it was read last.
	Job *Job
	// Before is the job as it was read before anything was sent.
	Before *Job
	// Posts is how many resume requests were made, those that never left included.
	Posts int
}

// String returns the outcome and the job's id and state, and nothing that could be a secret.
func (r Resumption) String() string {
	text := redact.Text(string(r.Outcome))
	if r.Job != nil {
		text += " " + r.Job.String()
	}
	return text
}

// LogValue is String, for log/slog.
func (r Resumption) LogValue() slog.Value { return slog.StringValue(r.String()) }

// Format prints String for every verb, so that no verb prints the jobs' bytes.
func (r Resumption) Format(f fmt.State, verb rune) { redact.Format(f, verb, r.String()) }

// MarshalJSON returns the fields, redacted.
func (r Resumption) MarshalJSON() ([]byte, error) { return redact.Value(r), nil }

// EnsureOption is a setting of [Client.EnsureResumed].
type EnsureOption func(*ensureConfig)

type ensureConfig struct {
	also    []State
	unknown bool
	ask     func(before *Job) error // before each resume is sent; nil: nobody
}

// AlsoFrom allows a resume from further states, as in
// AlsoFrom(sftj.State(client.JobStateFailed)). Which states the service resumes besides
// PAUSED is not public.
func AlsoFrom(states ...State) EnsureOption {
	return func(c *ensureConfig) { c.also = append(c.also, states...) }
}

// FromUnknownStates allows a resume from a state that is not in the contract.
func FromUnknownStates() EnsureOption {
	return func(c *ensureConfig) { c.unknown = true }
}

// beforeEachPost lets somebody know of a resume before it is sent, or keep it from being.
func beforeEachPost(ask func(before *Job) error) EnsureOption {
	return func(c *ensureConfig) { c.ask = ask }
}

// EnsureResumed makes sure that a job is at work, and says the truth about it whatever
// happens on the way. It reads the job and sends the resume only if the job needs one.
// When the answer is lost, or is a refusal that the job's own history could explain, it
// reads the job again, for 15 s, before it decides; it sends the resume again only if the
// job is then surely as it was, and three times at most. A job that was paused again in
// the meantime is not resumed behind the back of whoever paused it.
//
// Errors: [ErrNotResumable] if its state forbids it, [ErrPausedAgain],
// [ErrJobFailed] if it was resumed and failed, [ErrOutcomeUnknown] if the service can't
// be asked what became of it; and those of [Client.Resume], the first definite one. One that
// comes behind a lost answer matches [ErrOutcomeUnknown] too: it says nothing of the request
// before. The error's cause joins what every attempt ended with, and its Before is the job as
// it was.
func (c *Client) EnsureResumed(ctx context.Context, job string, opts ...EnsureOption) (*Resumption, error) {
	account, id, err := c.jobID(job)
	if err != nil {
		return nil, inCall(err, opResume, "")
	}
	e := &ensuring{client: c, account: account, id: id}
	for _, opt := range opts {
		opt(&e.config)
	}
	r, err := e.run(ctx)
	if err != nil {
		return nil, e.failure(ctx, err)
	}
	r.Before, r.Posts = e.before, e.posts
	return r, nil
}

// need says what a job's state asks for: nothing more (a Resumption), a resume (neither),
// or giving up (an error).
func (c ensureConfig) need(job *Job) (*Resumption, error) {
	s := job.Lifecycle()
	switch {
	case s.Resumable(c.also...):
		return nil, nil
	case s.Active():
		return &Resumption{Outcome: AlreadyActive, Job: job}, nil
	case s.Finished():
		return &Resumption{Outcome: AlreadyFinished, Job: job}, nil
	case !s.Known() && c.unknown:
		return nil, nil
	case !s.Known():
		return nil, &Error{
			Message: "state " + s.String() + " is not in the contract",
			Hint:    "if you know that it can be resumed, allow it by name",
			kinds:   []error{ErrNotResumable},
		}
	}
	return nil, &Error{Message: "the job is in state " + s.String(), kinds: []error{ErrNotResumable}}
}
