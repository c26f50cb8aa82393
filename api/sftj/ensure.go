package sftj

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/fireworks-sftj/sdk/internal/redact"
	"github.com/fireworks-sftj/sdk/internal/sleep"
)

// What EnsureResumed assumes about the service. None of it is public. The numbers are this
// project's, taken from what users of the service report and from what would be usual for a
// replicated store; docs/resume-verdicts.md says what follows from each.
const (
	// maxPosts is the maximum number of resume requests of one EnsureResumed, those that
	// never left included.
	maxPosts = 3
	// defaultReconcileFor is how long the job is read after a resume whose response does not
	// show the job active. [WithReconcileFor] changes it.
	defaultReconcileFor = 15 * time.Second
	// maxReadTime bounds a read after a resume: a read that hangs must not take the time of
	// the others.
	maxReadTime = 5 * time.Second
	// maxReadLag is how old the state is that a read may return.
	maxReadLag = 2 * time.Second
	// maxClockSkew is how far the clocks of the nodes that write updateTime may differ.
	maxClockSkew = 3 * time.Second
	// maxSnapshotAge is how long before a resume the last read may have been started. What
	// happened to the job after that read cannot be known.
	maxSnapshotAge = 5 * time.Second
	// maxSlowReadAge takes the place of maxSnapshotAge for a service whose reads all take
	// longer than that: for a read that repeats what the one before it showed.
	maxSlowReadAge = 10 * time.Second
	// maxStaleReads is how often the job is read again before a resume because the read
	// before had become too old, and maxSlowReads how often because it took too long.
	maxStaleReads = 10
	maxSlowReads  = 2
)

// Outcome is how a job that was to be resumed came to be active.
type Outcome string

// The outcomes of [Client.EnsureResumed].
const (
	// Resumed: the service accepted the resume, and the job is active.
	Resumed Outcome = "resumed"
	// AlreadyActive: the job was active already; no resume reached the service.
	AlreadyActive Outcome = "already active"
	// AlreadyFinished: the job had ended with a model already; no resume reached the service.
	AlreadyFinished Outcome = "already finished"
	// Reconciled: a resume was sent and its response was lost, unusable or a refusal, and
	// later reads show the job active or finished.
	Reconciled Outcome = "reconciled"
)

// Resumption is the result of a resume.
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
	ask     func(before *Job) error // called before each resume; nil for none
	maxAge  func() time.Duration    // of the last read when a resume is sent
	brief   bool                    // one read confirms that the service asks to stay away for long
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

// errStale is returned by the hook before a resume if the job was read too long ago.
var errStale = errors.New("the job was read too long ago")

// beforeEachPost sets a hook that is called before each resume is sent, with the job as it was
// read last. An error keeps the resume from being sent; after [errStale] the job is read again.
func beforeEachPost(ask func(before *Job) error) EnsureOption {
	return func(c *ensureConfig) { c.ask = ask }
}

// withSnapshotAge replaces [maxSnapshotAge] for a caller whose requests wait for their turn.
func withSnapshotAge(limit func() time.Duration) EnsureOption {
	return func(c *ensureConfig) { c.maxAge = limit }
}

// withBriefCheck ends the call after one read if the service says that it did not process the
// resume and asks to stay away for longer than the call waits. A bulk run, which ends then, must
// not be silent while one job is read for the whole time.
func withBriefCheck() EnsureOption {
	return func(c *ensureConfig) { c.brief = true }
}

// EnsureResumed ensures that a job is active and reports what actually happened. It reads the
// job first and sends a resume only if the state asks for one.
//
// After a 2xx the resume is never sent again, whatever the body of the response is. When the
// response is lost or is a refusal that the job's own history could explain, the job is read for
// 15 s ([WithReconcileFor]) before the verdict. The resume is sent again, at most three times in
// all, only if the service said that it did not process the request, or if the job's updateTime
// proves that nothing happened to it. A job that changed after it was read is never resumed.
// docs/resume-verdicts.md lists which evidence leads to which verdict.
//
// Errors: [ErrNotResumable] if the state forbids it; [ErrPausedAndChanged] if the job is still
// paused and has changed since it was read; [ErrJobFailed] if the job ended without a model;
// [ErrOutcomeUnknown] if a resume may have been applied and its outcome could not be confirmed;
// and those of [Client.Resume], the first definite one. An error that follows a lost response
// also matches ErrOutcomeUnknown, because it says nothing about the earlier request. The cause
// of the error joins the errors of all attempts, and its Before is the job as it was read first.
func (c *Client) EnsureResumed(ctx context.Context, job string, opts ...EnsureOption) (*Resumption, error) {
	account, id, err := c.jobID(job)
	if err != nil {
		return nil, inCall(err, opResume, "")
	}
	e := &ensureRun{client: c, account: account, id: id}
	e.config.maxAge = func() time.Duration { return maxSnapshotAge }
	for _, opt := range opts {
		opt(&e.config)
	}
	d := e.run(ctx)
	if d.next != done {
		return nil, e.failure(ctx, d.err)
	}
	d.resumption.Before, d.resumption.Posts = e.before.job, e.posts
	return d.resumption, nil
}

// step is what to do next.
type step int

const (
	reread step = iota // the evidence decides nothing yet: read the job again
	send               // send the resume
	done               // the job is active or finished
	fail               // give up
)

// decision is a step with its result.
type decision struct {
	next       step
	resumption *Resumption // of done
	err        error       // of fail
}

func doneWith(outcome Outcome, job *Job) decision {
	return decision{next: done, resumption: &Resumption{Outcome: outcome, Job: job}}
}

func failWith(err error) decision { return decision{next: fail, err: err} }

// observation is the job as one read showed it.
type observation struct {
	job            *Job
	started, ended time.Time // of the read
	startedWall    time.Time // started by the wall clock alone, which goes on while a computer sleeps
	date           time.Time // the service's Date, zero if it sent none
}

// age returns the time since the read was started, by the clock that says more.
func (o observation) age() time.Duration {
	return max(time.Since(o.started), time.Now().Round(0).Sub(o.startedWall))
}

// reply is what the response to a resume says about the request.
type reply int

const (
	replyNotSent      reply = iota // the request never left
	replyNotProcessed              // 429, or 503 with Retry-After: the service says that it did nothing
	replyFinal                     // about the key, the account or the job's existence, whatever the state is
	replyRefused                   // another definite failure: 400, 409, 412
	replyUnknown                   // lost, or a failure that says nothing: 408, 500, 502, 504, 520, bare 503
	replyAccepted                  // a 2xx that does not show the job active
	replyActive                    // a 2xx with the job, active or finished
)

// ensureRun is one EnsureResumed.
type ensureRun struct {
	client      *Client
	account, id string
	config      ensureConfig

	before, last observation // the first read and the last one that succeeded
	posts        int
	firstLeft    time.Time // when the first request that left was started, zero if none did
	lastLeft     time.Time // when the last request that left ended
	lastReply    reply
	replyErr     error // of the last request
	ambiguous    bool  // the outcome of an earlier or the last request is unknown, or it was accepted
	accepted     bool  // a 2xx was received
	acceptedJob  *Job  // of the 2xx, nil if its body was unusable
	stampMoved   bool  // updateTime was seen with two values

	causes []error // of the requests that failed
	tries  []Attempt
}

func (e *ensureRun) run(ctx context.Context) decision {
	first, err := e.read(ctx)
	if err != nil {
		return failWith(err) // nothing was sent
	}
	e.before = first
	d := e.config.decide(first.job)
	for d.next == send {
		if d = e.prepare(ctx); d.next == send {
			d = e.request(ctx)
		}
	}
	return d
}

// decide returns what a job's state asks for before anything is sent.
func (c ensureConfig) decide(job *Job) decision {
	s := job.Lifecycle()
	switch {
	case s.Resumable(c.also...), !s.Known() && c.unknown:
		return decision{next: send}
	case s.Active():
		return doneWith(AlreadyActive, job)
	case s.Finished():
		return doneWith(AlreadyFinished, job)
	}
	return failWith(notResumable(s))
}

// prepare makes sure that the last read is recent and that the hook agrees. It returns send, or
// the decision that a later read led to.
func (e *ensureRun) prepare(ctx context.Context) decision {
	slow := 0
	limit := e.config.maxAge()
	for range maxStaleReads {
		stale := e.last.age() > limit
		if !stale && e.config.ask != nil {
			err := e.config.ask(e.last.job)
			if err != nil && !errors.Is(err, errStale) {
				return failWith(e.unconfirmed(err))
			}
			// The hook may have waited, or the process may have been stopped in it.
			stale = err != nil || e.last.age() > limit
		}
		if !stale {
			return decision{next: send}
		}
		if d := e.watch(ctx, true); d.next != send {
			return d
		}
		limit = e.config.maxAge()
		if e.last.age() > limit {
			if slow++; slow > maxSlowReads {
				break
			}
			limit = max(limit, maxSlowReadAge)
		}
	}
	return failWith(e.unconfirmed(&Error{
		Message: "no read of the job is recent enough to send a resume on it",
		Hint:    "reads are slow or wait for their turn: try again, or with a higher rate",
	}))
}

// request sends the resume once and decides by its response.
func (e *ensureRun) request(ctx context.Context) decision {
	e.posts++
	leftBefore := !e.firstLeft.IsZero()
	started := time.Now()
	job, err := e.client.resume(withStarted(withOnce(ctx), &started), e.account, e.id)
	e.note(job, err, started)
	switch {
	case e.lastReply == replyActive:
		return doneWith(Resumed, job)
	case ctx.Err() != nil:
		return failWith(e.unconfirmed(err))
	case e.lastReply == replyFinal && !leftBefore:
		return failWith(err)
	case e.lastReply == replyNotSent, e.lastReply == replyNotProcessed:
		wait, ok := e.pause(ctx)
		if !ok {
			break
		}
		why := WaitRetry
		if e.lastReply == replyNotProcessed {
			why = WaitAsked
		}
		e.client.observe.waits(ctx, opResume, e.client.redact(e.id), why, wait)
		if ended := sleep.For(ctx, wait); ended != nil {
			return failWith(e.unconfirmed(ended))
		}
		return e.watch(ctx, true)
	}
	if e.firstLeft.IsZero() {
		return failWith(err) // no request ever left: the service knows nothing of them
	}
	return e.watch(ctx, false)
}

// note remembers the response to a resume.
func (e *ensureRun) note(job *Job, err error, started time.Time) {
	e.lastReply, e.replyErr = e.classify(job, err), err
	if e.lastReply != replyNotSent {
		if e.firstLeft.IsZero() {
			e.firstLeft = started
		}
		e.lastLeft = time.Now()
	}
	switch e.lastReply {
	case replyAccepted, replyActive:
		e.accepted, e.ambiguous, e.acceptedJob = true, true, job
	case replyUnknown:
		e.ambiguous = true
	}
	if job != nil {
		e.noteStamp(job)
	}
	if failed, ok := errors.AsType[*Error](err); ok {
		e.causes = append(e.causes, failed.cause)
		e.tries = append(e.tries, failed.Attempts...)
	}
}

// classify returns what a response says about the request.
func (e *ensureRun) classify(job *Job, err error) reply {
	failed, ok := errors.AsType[*Error](err)
	switch {
	case err == nil && job.Name != "" && e.moved(job):
		return replyActive
	case err == nil, ok && failed.Status >= 200 && failed.Status < 300:
		return replyAccepted
	case !ok, failed.Is(ErrOutcomeUnknown):
		return replyUnknown
	case len(failed.Attempts) == 0 || !failed.Attempts[len(failed.Attempts)-1].Sent:
		return replyNotSent
	case failed.Status == 0:
		return replyUnknown
	case failed.Status == http.StatusTooManyRequests, failed.Status == http.StatusServiceUnavailable:
		return replyNotProcessed // a 503 without Retry-After has an unknown outcome
	}
	final := []error{
		ErrUnauthenticated, ErrPermissionDenied, ErrPaymentRequired, ErrAccountSuspended, ErrNotFound, ErrQuotaExhausted,
	}
	if slices.ContainsFunc(final, failed.Is) {
		return replyFinal
	}
	return replyRefused
}

// moved reports whether the job left the state it was in for one that a resume leads to: active,
// finished, or a state that is not in the contract.
func (e *ensureRun) moved(job *Job) bool {
	s := job.Lifecycle()
	undocumented := !s.Known() && s.says()
	return job.State != e.before.job.State && (s.Active() || s.Finished() || undocumented)
}

// pause returns how long to wait before the resume may be sent again, and false if it may not.
func (e *ensureRun) pause(ctx context.Context) (time.Duration, bool) {
	// A quota does not fill up within minutes: one more request is enough.
	if e.posts == maxPosts || e.posts > 1 && errors.Is(e.replyErr, ErrQuotaExhausted) || errors.Is(e.replyErr, ErrUnreachable) {
		return 0, false
	}
	policy := defaultRetryPolicy()
	wait := retryAfterOf(e.replyErr)
	if wait > policy.maxRetryAfter {
		return 0, false
	}
	if wait == 0 {
		wait = policy.backoff.after(e.posts)
	}
	if e.lastReply == replyNotProcessed {
		wait = max(wait, e.client.lag()) // one read is then enough
	}
	deadline, ok := ctx.Deadline()
	return wait, !ok || time.Now().Add(wait).Before(deadline)
}

// asksForLong reports whether the service did not process the last resume and asks to stay away
// for longer than the call may wait. One read that shows the job unchanged is then enough.
func (e *ensureRun) asksForLong() bool {
	return e.config.brief && e.lastReply == replyNotProcessed && !e.ambiguous && retryAfterOf(e.replyErr) > defaultRetryPolicy().maxRetryAfter
}

// lag is [maxReadLag], less where the caller knows that reads are quicker than that.
func (c *Client) lag() time.Duration { return min(maxReadLag, c.reconcileFor/2) }

// read reads the job.
func (e *ensureRun) read(ctx context.Context) (observation, error) {
	o := observation{started: time.Now()}
	var err error
	o.job, o.date, err = e.client.get(withStarted(ctx, &o.started), e.account, e.id)
	if err != nil {
		return observation{}, err
	}
	o.startedWall, o.ended = o.started.Round(0), time.Now()
	e.last = o
	e.noteStamp(o.job)
	return o, nil
}

// watch reads the job until its state decides, or until the time to reconcile is up. With
// resend the resume is to be sent again as soon as a read shows that the job is as it was, and
// the first read is made at once; without, only when the time is up.
func (e *ensureRun) watch(ctx context.Context, resend bool) decision {
	delays := reconcileDelays(e.client.reconcileFor)
	switch {
	case resend:
		delays = append([]time.Duration{0}, delays...)
	case e.asksForLong():
		delays = append([]time.Duration{e.client.lag()}, delays...)
	}
	start := time.Now()
	next := start
	var readErr error
	for _, delay := range delays {
		if time.Since(start) > e.client.reconcileFor {
			break // the reads themselves took the time
		}
		next = next.Add(delay) // the time of a read is taken off the pause after it
		if !e.firstLeft.IsZero() && delay > 0 {
			e.client.observe.waits(ctx, opResume, e.client.redact(e.id), WaitReconcile, time.Until(start.Add(e.client.reconcileFor)))
		}
		if err := sleep.For(ctx, time.Until(next)); err != nil {
			return failWith(e.unread(err))
		}
		once := withOnce(ctx)
		if !e.firstLeft.IsZero() {
			once = withAttemptTimeout(once, maxReadTime)
		}
		var o observation
		o, readErr = e.read(once)
		switch {
		case readErr == nil:
			if d := e.judge(o, resend, false); d.next != reread {
				return d
			}
		case errors.Is(readErr, ErrNotFound), ctx.Err() != nil:
			return failWith(e.unread(readErr))
		}
	}
	if readErr != nil {
		return failWith(e.unread(readErr))
	}
	return e.judge(e.last, resend, true)
}

// reconcileDelays returns the pauses before the reads: a quarter of a second, doubled each time,
// up to the whole time.
func reconcileDelays(whole time.Duration) (delays []time.Duration) {
	for next := 250 * time.Millisecond; whole > 0; next *= 2 {
		if whole < 2*next {
			next = whole // too little is left for two
		}
		delays = append(delays, next)
		whole -= next
	}
	return delays
}

// judge decides by a read after the first one. timeUp: no other read follows.
func (e *ensureRun) judge(o observation, resend, timeUp bool) decision {
	s := o.job.Lifecycle()
	undecided := func(err error) decision {
		if timeUp {
			return failWith(err)
		}
		return decision{next: reread}
	}
	switch {
	case e.unchanged(o.job):
		return e.judgeUnchanged(o, resend, timeUp)
	case !e.afterFirstRead(o):
		// A read that lags behind may show the job as it was before the first read.
		return undecided(e.unread(contradiction(s)))
	case s.Active(), s.Finished(), e.accepted && e.moved(o.job):
		return doneWith(e.outcome(s), o.job)
	case !e.afterLastRequest(o):
		// The read may show the job as it was before the resume reached the service.
		return undecided(e.unread(contradiction(s)))
	case o.job.State == e.before.job.State:
		// The resume itself may have changed it: a service may accept first and start later.
		if e.firstLeft.IsZero() {
			timeUp = true // there is no such resume
		}
		return undecided(e.changed(o.job))
	case s.Failed(), s.Leaving():
		return failWith(e.ended(s))
	}
	return undecided(e.unread(contradiction(s))) // a state that is not in the contract
}

// judgeUnchanged decides by a read that shows the job as it was before anything was sent.
func (e *ensureRun) judgeUnchanged(o observation, resend, timeUp bool) decision {
	switch {
	case resend && (e.firstLeft.IsZero() || e.afterLastRequest(o)):
		return decision{next: send}
	case !timeUp && e.asksForLong() && e.afterLastRequest(o):
		return failWith(e.unconfirmed(e.replyErr))
	case !timeUp:
		return decision{next: reread}
	case e.accepted:
		return failWith(e.acceptedUnchanged())
	case e.lastReply == replyUnknown && e.posts < maxPosts && e.updateTimeTells(o.job):
		return decision{next: send}
	case e.lastReply == replyUnknown:
		return failWith(e.gaveUp())
	case !e.updateTimeTells(o.job):
		return failWith(e.outcomeUnknown(e.replyErr)) // the refusal may follow a request that was applied
	}
	return failWith(e.unconfirmed(e.replyErr)) // a refusal, and the job agrees with it
}

// outcome names the success of a job that was read to be active or finished.
func (e *ensureRun) outcome(s State) Outcome {
	switch {
	case e.acceptedJob != nil:
		return Resumed
	case !e.firstLeft.IsZero():
		return Reconciled
	case s.Finished():
		return AlreadyFinished
	}
	return AlreadyActive
}

// updated returns a job's updateTime to the microsecond: responses to a change have been seen
// with nanoseconds, and later reads with microseconds.
func updated(job *Job) time.Time { return job.UpdateTime.Truncate(time.Microsecond) }

// unchanged reports whether a job is as it was before anything was sent, or as the response that
// accepted the resume showed it without having started it. Where an updateTime is missing the
// state has to do.
func (e *ensureRun) unchanged(job *Job) bool {
	at, before := updated(job), updated(e.before.job)
	return job.State == e.before.job.State &&
		(at.Equal(before) || at.IsZero() || before.IsZero() || e.acceptedJob != nil && at.Equal(updated(e.acceptedJob)))
}

// afterFirstRead reports whether a read certainly shows a later version of the job than the
// first read did: it was started when the first version could be read everywhere, its updateTime
// is later by more than clocks may differ, or the job has finished, which no paused job had.
func (e *ensureRun) afterFirstRead(o observation) bool {
	if o.job.Lifecycle().Finished() && !updated(o.job).Before(updated(e.before.job)) {
		return true
	}
	return !o.started.Before(e.before.ended.Add(e.client.lag())) || clearlyNewer(o.job, e.before.job)
}

// clearlyNewer reports whether a job's updateTime is later than another's by more than clocks
// may differ.
func clearlyNewer(job, than *Job) bool {
	at, before := updated(job), updated(than)
	return !at.IsZero() && !before.IsZero() && at.Sub(before) > maxClockSkew
}

// afterLastRequest reports whether a read certainly shows the job as it was after the last
// resume that left.
func (e *ensureRun) afterLastRequest(o observation) bool {
	return e.lastLeft.IsZero() || !o.started.Before(e.lastLeft.Add(e.client.lag()))
}

// noteStamp remembers whether updateTime has been seen to move at all.
func (e *ensureRun) noteStamp(job *Job) {
	if e.before.job != nil && !updated(job).Equal(updated(e.before.job)) && !job.UpdateTime.IsZero() && !e.before.job.UpdateTime.IsZero() {
		e.stampMoved = true
	}
}

// updateTimeTells reports whether an unchanged updateTime proves that nothing happened to the
// job since it was read: it is there, it has been seen to move, and no later change can have got
// the same value.
func (e *ensureRun) updateTimeTells(job *Job) bool {
	before := e.before.job
	if job.UpdateTime.IsZero() || !e.stampMoved && !movedSinceCreation(before) {
		return false
	}
	sent := e.firstLeft
	if !e.before.date.IsZero() { // by the service's clock
		sent = e.before.date.Add(sent.Sub(e.before.ended))
	}
	return tellsApart(before.UpdateTime, sent)
}

// movedSinceCreation reports whether a job's updateTime has moved since the job was created.
func movedSinceCreation(job *Job) bool {
	return !job.CreateTime.IsZero() && updated(job).After(job.CreateTime)
}

// tellsApart reports whether a change that a resume made would have got another updateTime than
// the one before the resume was sent. In whole seconds, what was changed shortly before the
// resume and what is changed by it may have the same; within a millisecond two changes are not
// told apart.
func tellsApart(before, sent time.Time) bool {
	return !before.IsZero() && (before.Nanosecond() != 0 || sent.Sub(before) > time.Second+maxClockSkew)
}
