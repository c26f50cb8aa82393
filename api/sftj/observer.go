package sftj

import (
	"context"
	"net/http"
	"strconv"
	"time"
)

// ActivityKind is what an [Activity] is.
type ActivityKind int

// The kinds of activities.
const (
	// AttemptBegan: a request is about to be sent.
	AttemptBegan ActivityKind = iota + 1
	// AttemptEnded: its response was read to the end, or there is none.
	AttemptEnded
	// Waiting: the call waits before the next request.
	Waiting
)

// String returns the kind in words.
func (k ActivityKind) String() string {
	switch k {
	case AttemptBegan:
		return "attempt began"
	case AttemptEnded:
		return "attempt ended"
	case Waiting:
		return "waiting"
	}
	return "activity " + strconv.Itoa(int(k))
}

// WaitReason is why a call waits.
type WaitReason int

// The reasons to wait.
const (
	// WaitRetry: no usable response came, and the request is sent again.
	WaitRetry WaitReason = iota + 1
	// WaitAsked: the service asked to wait (429 or 503).
	WaitAsked
	// WaitReconcile: the job is read again to find out what became of its resume.
	WaitReconcile
	// WaitRate: the request has no turn in the rate of a bulk run yet.
	WaitRate
	// WaitPoll: the job that is waited for is read again later.
	WaitPoll
)

// String returns the reason in words.
func (r WaitReason) String() string {
	switch r {
	case WaitRetry:
		return "to send again"
	case WaitAsked:
		return "as the service asked"
	case WaitReconcile:
		return "to find out what became of the resume"
	case WaitRate:
		return "for a turn"
	case WaitPoll:
		return "to read again"
	}
	return "reason " + strconv.Itoa(int(r))
}

// Activity is one thing that a call does: an attempt of a request begins or ends, or the call
// waits. It holds nothing of what the service sent but a status.
type Activity struct {
	Kind ActivityKind
	// Operation is the call's, as in [Error]: "get", "resume", "resume all", "wait". Job is the id
	// of the job that the call or the request is about, empty for none.
	Operation, Job string
	// Attempt is the number of the attempt within its call, from 1; 0 while waiting.
	Attempt int
	// Until is when what began now ends at the latest: an attempt by its timeout, zero if it has
	// none, a wait by itself.
	Until time.Time
	// Status and Duration are those of an attempt that ended; Status is 0 if there was no
	// response, and Err says why.
	Status   int
	Duration time.Duration
	Err      error
	// Reason is why a call waits.
	Reason WaitReason
}

// WithObserver sets a function that is told what the calls of the client do: each attempt of a
// request when it begins and when it ends, and each wait when it begins. It is for metrics, and
// for programs that tell a person why nothing seems to happen. It is called from the goroutines of
// the calls, of several at the same time, with the context of the call, and must not block.
// Default: none.
func WithObserver(observe func(context.Context, Activity)) Option {
	return func(c *config) { c.observe = observe }
}

// observer calls a function of the user's, nil for none.
type observer func(context.Context, Activity)

// waits tells that a call waits for d.
func (o observer) waits(ctx context.Context, op operation, job string, why WaitReason, d time.Duration) {
	if o != nil && d > 0 {
		o(ctx, Activity{Kind: Waiting, Operation: op.name, Job: job, Reason: why, Until: time.Now().Add(d)})
	}
}

// observeTransport tells of each attempt. It stands above the reading of the body: an attempt ends
// with the last byte.
type observeTransport struct {
	next    http.RoundTripper
	observe observer
	timeout time.Duration
	mask    func(string) string
}

func (t *observeTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	if t.observe == nil {
		return t.next.RoundTrip(req)
	}
	ctx, start := req.Context(), time.Now()
	op, job := operationOf(req)
	a := Activity{Kind: AttemptBegan, Operation: op.name, Job: t.mask(job), Attempt: attemptFrom(ctx)}
	if timeout := attemptTimeout(ctx, t.timeout); timeout > 0 {
		a.Until = start.Add(timeout)
	}
	if deadline, ok := ctx.Deadline(); ok && (a.Until.IsZero() || deadline.Before(a.Until)) {
		a.Until = deadline
	}
	t.observe(ctx, a)
	resp, err := t.next.RoundTrip(req)
	a.Kind, a.Until, a.Duration, a.Err = AttemptEnded, time.Time{}, time.Since(start), hide(err, t.mask)
	if resp != nil {
		a.Status = resp.StatusCode
	}
	t.observe(ctx, a)
	return resp, err
}
