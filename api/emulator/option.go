package emulator

import (
	"slices"
	"time"

	"github.com/fireworks-sftj/sdk/gen/server"
)

// Option sets one thing about the service that [New] makes. The order of options does not
// matter, but that of several WithJobs for one account.
type Option func(*Emulator)

// WithAccount adds an account and an API key that is valid for it. Call it again to
// register several keys for an account, or one key for several accounts.
func WithAccount(account, apiKey string) Option {
	key := hashOf(apiKey)
	return func(e *Emulator) {
		e.account(account).keys[key] = true
		e.keys[key] = true
	}
}

// WithJobs adds jobs to an account, and the account when it is new. An account without a
// key of its own takes any key but those of other accounts.
//
// The name of a job may be its bare id or a full resource name, of which the last segment
// counts; without one it gets an id. What else is missing is filled in: the dataset, the
// times, OK as the status, JOB_STATE_PENDING as the state. A job that is given as active
// moves on from where it is; every other state stays until something happens. A later job
// with the id of an earlier one replaces it.
func WithJobs(account string, jobs ...server.Job) Option {
	return func(e *Emulator) {
		e.account(account)
		e.seeds = append(e.seeds, seed{account: account, jobs: jobs})
	}
}

// WithClock makes the service tell the time by a clock of the caller's, time.Now by
// default. The clock must not call the emulator. Delays of a [Fault] are waited for in
// real time, or in the time of a synctest bubble.
func WithClock(clock func() time.Time) Option {
	return func(e *Emulator) { e.clock = clock }
}

// WithTimeline sets how long the phases of a job take, [DefaultTimeline] by default.
func WithTimeline(t Timeline) Option {
	return func(e *Emulator) { e.timeline = t }
}

// WithSpeed divides every duration of the timeline by factor: 60 makes a minute a second.
// A factor that is not above zero changes nothing.
func WithSpeed(factor float64) Option {
	return func(e *Emulator) {
		if factor > 0 {
			e.speed = factor
		}
	}
}

// WithIDs sets who makes the ids of jobs that are created without one: eight random
// characters of a–z and 0–9 by default, as the service does.
func WithIDs(next func() string) Option {
	return func(e *Emulator) { e.newID = next }
}

// WithResumable sets the states a job may be resumed from. By default these are PAUSED,
// FAILED and CANCELLED: nothing is public about this operation, and these are what the
// same verb of sibling resources accepts without doubt. A job in any other state is
// answered 400, code 9, reason JOB_NOT_RESUMABLE.
func WithResumable(states ...server.JobState) Option {
	return func(e *Emulator) { e.quirks.resumable = slices.Clone(states) }
}

// WithResumedState sets the state that a resumed job is in at first, JOB_STATE_PENDING by
// default. That the job goes back into the queue is an assumption.
func WithResumedState(state server.JobState) Option {
	return func(e *Emulator) { e.quirks.resumedState = state }
}
