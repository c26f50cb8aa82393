package emulator

import (
	"time"

	"github.com/fireworks-sftj/sdk/gen/server"
)

// quirks are the ways in which services of this kind differ, or misbehave.
type quirks struct {
	resumable           []server.JobState
	resumedState        server.JobState
	defaultsOmitted     bool
	uniformTimes        bool
	bodyRequired        bool
	contentTypeRequired bool
	idempotent          bool
	foreignNotFound     bool
	deletedReadable     bool
	readLag             time.Duration
	nameOrder           bool
	creatingFirst       bool
	countedProgress     bool
	listedProgress      bool
	silentEnd           bool
	nodes               bool
	invalidKey401       bool
	serviceSuspends     bool
	perMinute           int
	pageSize            int
	maxPageSize         int
}

// defaultQuirks is the service as captured on 2026-09-05, and as documented where no
// capture shows it. The page sizes are the documented ones: 50 unless the request says
// otherwise, at most 200.
func defaultQuirks() quirks {
	return quirks{
		resumable:    []server.JobState{server.JobStatePaused, server.JobStateFailed, server.JobStateCancelled},
		resumedState: server.JobStatePending,
		pageSize:     50,
		maxPageSize:  200,
	}
}

// WithDefaultsOmitted leaves out every field that holds its default: zero scalars, unset
// messages and timestamps, empty lists. By default they are written out, as observed;
// proto3 JSON allows both, and a client has to read both.
func WithDefaultsOmitted() Option {
	return func(e *Emulator) { e.quirks.defaultsOmitted = true }
}

// WithUniformTimestamps makes the answer to create as coarse as every later read. By
// default it has nanoseconds where reads have microseconds, as observed, so that a client
// that compares the two sees a change that never happened.
func WithUniformTimestamps() Option {
	return func(e *Emulator) { e.quirks.uniformTimes = true }
}

// WithNameOrder sorts a list by name where the request gives no orderBy, which is the
// documented default. By default the newest job is first: every captured list is in that
// order, although the captures do not show whether it was requested.
func WithNameOrder() Option {
	return func(e *Emulator) { e.quirks.nameOrder = true }
}

// WithCreatingState starts a created job in JOB_STATE_CREATING without any progress, from
// where it is validated and queued: the order that the names of the states suggest. By
// default it starts in JOB_STATE_PENDING with a progress of zeros, as observed.
func WithCreatingState() Option {
	return func(e *Emulator) { e.quirks.creatingFirst = true }
}

// WithCountedProgress counts epochs, rows and tokens beside the percentage, as a sibling
// resource does. By default only the percentage moves: the captured jobs of this resource
// end at 100 percent with epoch 0 and every counter 0.
func WithCountedProgress() Option {
	return func(e *Emulator) { e.quirks.countedProgress = true }
}

// WithListedProgress shows the progress of a running job in lists as get does. By default
// it is null there, as observed.
func WithListedProgress() Option {
	return func(e *Emulator) { e.quirks.listedProgress = true }
}

// WithSilentCompletion leaves the status message of a completed job empty, as a sibling
// resource does. By default it is "Training completed", as observed.
func WithSilentCompletion() Option {
	return func(e *Emulator) { e.quirks.silentEnd = true }
}

// WithNodes writes the deprecated field nodes although it is 0, as the seed's example does.
// By default it is left out then: no capture has it.
func WithNodes() Option {
	return func(e *Emulator) { e.quirks.nodes = true }
}

// WithInvalidKeyUnauthenticated answers a key that is not valid with 401 in the service's
// envelope, as HTTP means it and as the inference side answers. By default it is 403 in the
// envelope of the gateway, code UNAUTHORIZED: captured on a sibling resource.
func WithInvalidKeyUnauthenticated() Option {
	return func(e *Emulator) { e.quirks.invalidKey401 = true }
}

// WithServiceSuspension answers 412 for a suspended account in the service's envelope, with
// the reason ACCOUNT_SUSPENDED. By default it is in the envelope of the gateway, code
// PRECONDITION_FAILED: seen on the inference side, and inferred for this one.
func WithServiceSuspension() Option {
	return func(e *Emulator) { e.quirks.serviceSuspends = true }
}

// WithBodyRequired refuses a resume without a body (400, code 3). Whether the service
// insists on the documented {} is not public; by default it does not.
func WithBodyRequired() Option {
	return func(e *Emulator) { e.quirks.bodyRequired = true }
}

// WithContentTypeRequired refuses a body that is announced as anything but JSON (400, code
// 3). By default a body is read as JSON whatever it is announced as, which is how
// grpc-gateway treats media types that it has no marshaler for; what the service does is
// not public.
func WithContentTypeRequired() Option {
	return func(e *Emulator) { e.quirks.contentTypeRequired = true }
}

// WithIdempotentResume answers the resume of an active job with 200 and that job, and
// changes nothing. By default it is refused like that of any other state; which of the
// two the service does is not public.
func WithIdempotentResume() Option {
	return func(e *Emulator) { e.quirks.idempotent = true }
}

// WithReadLag lets get and list go on showing a resumed job as it was before, for d after
// the resume: reads from a replica that is behind. The answer to the resume itself is
// never late. Whether the service lags is not public.
func WithReadLag(d time.Duration) Option {
	return func(e *Emulator) { e.quirks.readLag = d }
}

// WithForeignNotFound answers requests to an account that the key is not valid for with
// 404 instead of 403: a service that does not tell what it will not show.
func WithForeignNotFound() Option {
	return func(e *Emulator) { e.quirks.foreignNotFound = true }
}

// WithDeletedReadable keeps a deleted job readable, in JOB_STATE_DELETED, which the
// contract calls gone but still answering. By default it is gone at once (404).
func WithDeletedReadable() Option {
	return func(e *Emulator) { e.quirks.deletedReadable = true }
}

// WithRateLimit allows each account so many requests a minute, saved up to that many, and
// answers the others 429 with Retry-After in whole seconds. The documented limits are 10
// for an account without a payment method and up to 6,000 with one. 0 or less, which is
// the default, is no limit.
func WithRateLimit(perMinute int) Option {
	return func(e *Emulator) { e.quirks.perMinute = perMinute }
}

// WithPageSize sets how many jobs a page holds when the request does not say (documented:
// 50), and how many at most (documented: 200), so that a test needs fewer jobs to see a
// second page. A number below 1 leaves that size as it is.
func WithPageSize(usual, most int) Option {
	return func(e *Emulator) {
		if usual > 0 {
			e.quirks.pageSize = usual
		}
		if most > 0 {
			e.quirks.maxPageSize = most
		}
	}
}
