package sftj_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/server"
)

// ensureCase is a cell of the fault matrix: what goes wrong, and the truth about it.
type ensureCase struct {
	name   string
	faults []emulator.Fault
	// meanwhile is what another user does during the call.
	meanwhile func(*emulator.Emulator)
	opts      []emulator.Option
	ensure    []sftj.EnsureOption

	outcome sftj.Outcome // empty for an error
	is, not []error
	posts   int // that the service saw, those that were refused included
	resumed int // how often the job was set going by a resume
	// prompt: the verdict comes without 15 s of looking.
	prompt bool
	// within: the verdict comes in this time, if it is set.
	within time.Duration
}

func (c ensureCase) run(t *testing.T) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		em := emulator.New(append([]emulator.Option{
			emulator.WithAccount("acme", testKey),
			emulator.WithJobs("acme", server.Job{Name: "ft-42", Dataset: "d", State: server.JobStatePaused}),
		}, c.opts...)...)
		em.Inject(c.faults...)
		if c.meanwhile != nil {
			c.meanwhile(em)
		}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		start := time.Now()
		r, err := newClient(t, em.Transport()).EnsureResumed(ctx, "ft-42", c.ensure...)
		if took := time.Since(start); c.prompt && took > time.Second || c.within > 0 && took > c.within {
			t.Errorf("took %v", took)
		}
		switch {
		case c.outcome == "" && err == nil:
			t.Errorf("outcome %q, want an error", r.Outcome)
		case c.outcome != "" && (err != nil || r.Outcome != c.outcome):
			t.Errorf("%v %v, want outcome %q", r, err, c.outcome)
		}
		for _, target := range c.is {
			if !errors.Is(err, target) {
				t.Errorf("%v\nis not %v", err, target)
			}
		}
		for _, target := range c.not {
			if errors.Is(err, target) {
				t.Errorf("%v\nmust not be %v", err, target)
			}
		}
		posts := 0
		for _, a := range em.Attempts() {
			if a.Operation == "resume" {
				posts++
			}
		}
		if resumed := resumes(em); posts != c.posts || posts > 3 || resumed != c.resumed || resumed > 1 {
			t.Errorf("%d POSTs and %d transitions, want %d and %d", posts, resumed, c.posts, c.resumed)
		}
		if err == nil && c.outcome != sftj.AlreadyFinished && !r.Job.Active() && r.Job.Lifecycle().Known() {
			t.Errorf("a success with a job that is %v", r.Job)
		}
	})
}

// resumes counts how often the job was set going by a resume.
func resumes(em *emulator.Emulator) (n int) {
	for _, tr := range em.Transitions("acme", "ft-42") {
		if tr.Cause == "resume" {
			n++
		}
	}
	return n
}

// TestFaultMatrix: every kind of fault, under three kinds of service. Whatever happens,
// the verdict is the truth and the job is set going once at most.
func TestFaultMatrix(t *testing.T) {
	html := []byte("<html><title>gateway</title></html>")
	type fault struct {
		name  string
		fault emulator.Fault
		// applied: the service did it, so the job must be read and not resumed again.
		applied bool
	}
	faults := []fault{
		{"no fault", emulator.Delay(0), false},
		{"refused", emulator.Refuse(), false},
		{"dropped before it is read", emulator.DropBeforeRead(), false},
		{"dropped after it is applied", emulator.DropAfterApply(), true},
		{"reset", emulator.Reset(), false},
		{"reset after it is applied", emulator.Reset().Applied(), true},
		{"hangs", emulator.Hang(), false},
		{"hangs after it is applied", emulator.HangAfterApply(), true},
		{"cut in its body", emulator.Truncate(40), true},
		{"cut after no byte", emulator.Truncate(0), true},
		{"shorter than it is", emulator.WrongLength(30), true},
		{"dripping for too long", emulator.Drip(2 * time.Minute), true},
		{"408", emulator.FailStatus(408), false},
		{"429 with Retry-After", emulator.FailStatus(429, emulator.WithRetryAfter("3")), false},
		{"500", emulator.FailStatus(500), false},
		{"500 after it is applied", emulator.FailStatus(500).Applied(), true},
		{"502", emulator.Body(502, "text/html", html), false},
		{"502 after it is applied", emulator.Body(502, "text/html", html).Applied(), true},
		{"503 with Retry-After", emulator.FailStatus(503, emulator.WithRetryAfter("2")), false},
		{"bare 503", emulator.FailStatus(503), false},
		{"bare 503 after it is applied", emulator.FailStatus(503).Applied(), true},
		{"504 after it is applied", emulator.FailStatus(504).Applied(), true},
		{"520 after it is applied", emulator.FailStatus(520).Applied(), true},
		{"200 in HTML", emulator.Body(200, "text/html", html), false},
		{"200 in HTML after it is applied", emulator.Body(200, "text/html", html).Applied(), true},
		{"redirect", emulator.Redirect(302, "https://elsewhere.example.com/"), false},
		{"redirect after it is applied", emulator.Redirect(303, "https://elsewhere.example.com/").Applied(), true},
	}
	for _, service := range []struct {
		name string
		opts []emulator.Option
	}{
		{"refuses what is not paused", nil},
		{"takes a second resume for none", []emulator.Option{emulator.WithIdempotentResume()}},
		{"reads lag behind", []emulator.Option{emulator.WithReadLag(6 * time.Second)}},
	} {
		for _, f := range faults {
			c := ensureCase{
				name: service.name + "/" + f.name, faults: []emulator.Fault{f.fault.On("resume")}, opts: service.opts,
				outcome: sftj.Resumed, posts: 2, resumed: 1,
			}
			switch {
			case f.applied:
				c.outcome, c.posts = sftj.Reconciled, 1
			case f.name == "no fault":
				c.posts = 1
			case f.name == "200 in HTML": // accepted, whatever it says
				c.outcome, c.posts, c.resumed, c.is = "", 1, 0, []error{sftj.ErrOutcomeUnknown}
			}
			t.Run(c.name, c.run)
		}
	}
}

// TestRefusalsAreReturned: what the service says for certain is not argued with.
func TestRefusalsAreReturned(t *testing.T) {
	fail := func(status int, opts ...emulator.AnswerOption) []emulator.Fault {
		return []emulator.Fault{emulator.FailStatus(status, opts...).On("resume").Repeated(-1)}
	}
	for _, c := range []ensureCase{
		{name: "400", faults: fail(400, emulator.WithCode(9)), is: []error{sftj.ErrNotResumable}, posts: 1},
		{name: "409", faults: fail(409), posts: 1},
		{name: "412 for a shape", faults: fail(412), posts: 1, not: []error{sftj.ErrAccountSuspended}},
		{name: "412 without a word", faults: []emulator.Fault{emulator.Body(412, "application/json", []byte(`{"code":9,"message":"","details":[]}`)).On("resume")}, not: []error{sftj.ErrAccountSuspended}, posts: 1},
		{name: "412 of a suspended account", opts: []emulator.Option{emulator.WithSuspended("acme")}, is: []error{sftj.ErrAccountSuspended}, posts: 1, prompt: true},
		{name: "401", faults: fail(401), is: []error{sftj.ErrUnauthenticated}, posts: 1, prompt: true},
		{name: "402", opts: []emulator.Option{emulator.WithPaymentRequired("acme")}, is: []error{sftj.ErrPaymentRequired}, posts: 1, prompt: true},
		{name: "403", faults: fail(403), is: []error{sftj.ErrPermissionDenied}, posts: 1, prompt: true},
		{name: "404", faults: fail(404), is: []error{sftj.ErrNotFound}, posts: 1, prompt: true},
		{name: "429 each time", faults: fail(429, emulator.WithRetryAfter("1")), is: []error{sftj.ErrRateLimited}, posts: 3},
		{name: "429 with an hour", faults: fail(429, emulator.WithRetryAfter("3600")), is: []error{sftj.ErrRateLimited}, posts: 1},
		{name: "a quota", faults: fail(429), is: []error{sftj.ErrQuotaExhausted}, posts: 2},
	} {
		c.not = append(c.not, sftj.ErrOutcomeUnknown)
		t.Run(c.name, c.run)
	}
}

// TestOthersAreAtWorkToo: another user pauses, cancels, resumes or deletes the job while the
// resume is under way. The resume must not undo that.
func TestOthersAreAtWorkToo(t *testing.T) {
	after := func(d time.Duration, do func(*emulator.Emulator)) func(*emulator.Emulator) {
		return func(em *emulator.Emulator) { time.AfterFunc(d, func() { do(em) }) }
	}
	pause := func(em *emulator.Emulator) { _ = em.Pause("acme", "ft-42", "suspended again") }
	cancelJob := func(em *emulator.Emulator) { _ = em.Cancel("acme", "ft-42") }
	remove := func(em *emulator.Emulator) { _ = em.Remove("acme", "ft-42") }
	goOn := func(em *emulator.Emulator) { _ = em.Move("acme", "ft-42", server.JobStateRunning) }
	later := []emulator.Fault{emulator.FailStatus(429, emulator.WithRetryAfter("5")).On("resume")}
	lostAfter := []emulator.Fault{emulator.DropAfterApply().On("resume")}
	lostBefore := []emulator.Fault{emulator.DropBeforeRead().On("resume")}
	changed, again := []error{sftj.ErrPausedAndChanged, sftj.ErrPaused, sftj.ErrOutcomeUnknown}, []error{sftj.ErrPausedAgain}
	const soon, second = 100 * time.Millisecond, time.Second
	for _, c := range []ensureCase{
		{name: "paused again, answer lost", faults: lostAfter, meanwhile: after(soon, pause), is: changed, not: again, posts: 1, resumed: 1},
		{name: "paused again, 500", faults: []emulator.Fault{emulator.FailStatus(500).On("resume").Applied()}, meanwhile: after(soon, pause), is: changed, not: again, posts: 1, resumed: 1},
		{name: "paused again, answer cut", faults: []emulator.Fault{emulator.Truncate(9).On("resume")}, meanwhile: after(soon, pause), is: changed, not: again, posts: 1, resumed: 1},
		{name: "paused once more, request lost", faults: lostBefore, meanwhile: after(soon, pause), is: changed, not: again, posts: 1},
		{name: "cancelled, answer lost", faults: lostAfter, meanwhile: after(soon, cancelJob), is: []error{sftj.ErrJobFailed}, posts: 1, resumed: 1},
		{name: "cancelled, request lost", faults: lostBefore, meanwhile: after(soon, cancelJob), is: []error{sftj.ErrJobFailed}, posts: 1},
		{name: "cancelled while one is to wait", faults: later, meanwhile: after(second, cancelJob), is: []error{sftj.ErrNotResumable}, posts: 1},
		{name: "paused anew while one is to wait", faults: later, meanwhile: after(second, pause), is: changed, not: again, posts: 1},
		{name: "resumed while one is to wait", faults: later, meanwhile: after(second, goOn), outcome: sftj.Reconciled, posts: 1},
		{name: "suspended while one is to wait", faults: later, meanwhile: after(second, func(em *emulator.Emulator) { em.Suspend("acme") }), is: []error{sftj.ErrAccountSuspended}, posts: 2},
		{name: "resumed by another user, request lost", faults: lostBefore, meanwhile: after(soon, goOn), outcome: sftj.Reconciled, posts: 1},
		{name: "deleted, answer lost", faults: lostAfter, meanwhile: after(soon, remove), is: []error{sftj.ErrNotFound, sftj.ErrOutcomeUnknown}, posts: 1, prompt: true},
		{name: "finished at once, answer lost", faults: lostAfter, opts: []emulator.Option{emulator.WithTimeline(emulator.Timeline{Running: time.Minute})}, outcome: sftj.Reconciled, posts: 1, resumed: 1},
	} {
		if len(c.is) == 1 { // the verdict alone counts, not what the attempts ended with
			c.not = append(c.not, sftj.ErrOutcomeUnknown, sftj.ErrRateLimited)
		}
		t.Run(c.name, c.run)
	}
}

// TestWhatCannotBeKnownIsSaid: no verdict is made up.
func TestWhatCannotBeKnownIsSaid(t *testing.T) {
	blind := func(em *emulator.Emulator) {
		time.AfterFunc(time.Second, func() { em.Inject(emulator.FailStatus(503).On("get").Repeated(-1)) })
	}
	paused := []byte(strings.Replace(jobBody, "PENDING", "PAUSED", 1))
	for _, c := range []ensureCase{
		{name: "lost three times", faults: []emulator.Fault{emulator.DropBeforeRead().On("resume").Repeated(-1)}, is: []error{sftj.ErrOutcomeUnknown}, posts: 3},
		{name: "never sent", faults: []emulator.Fault{emulator.Refuse().On("resume").Repeated(-1)}, not: []error{sftj.ErrOutcomeUnknown}, posts: 3},
		{name: "lost, and no read", faults: []emulator.Fault{emulator.HangAfterApply().On("resume")}, meanwhile: blind, is: []error{sftj.ErrOutcomeUnknown}, posts: 1, resumed: 1},
		{name: "refused, and no read before", faults: []emulator.Fault{emulator.FailStatus(503).On("get").Repeated(-1)}, not: []error{sftj.ErrOutcomeUnknown}},
		{name: "accepted, and paused in every read", faults: []emulator.Fault{emulator.Body(200, "application/json", paused).On("resume")}, is: []error{sftj.ErrOutcomeUnknown, sftj.ErrPaused}, posts: 1},
		{name: "accepted, and read late", faults: []emulator.Fault{emulator.Body(200, "application/json", paused).On("resume").Applied()}, outcome: sftj.Resumed, posts: 1, resumed: 1},
		{name: "lost, and reads hang", faults: []emulator.Fault{emulator.HangAfterApply().On("resume"), emulator.Delay(0).On("get"), emulator.Hang().On("get").Repeated(-1)}, is: []error{sftj.ErrOutcomeUnknown}, posts: 1, resumed: 1, within: 50 * time.Second},
		{name: "lost, and reads are limited", faults: []emulator.Fault{emulator.DropAfterApply().On("resume"), emulator.Delay(0).On("get"), emulator.FailStatus(429, emulator.WithRetryAfter("55")).On("get").Repeated(-1)}, is: []error{sftj.ErrOutcomeUnknown}, posts: 1, resumed: 1, within: 20 * time.Second},
		{name: "accepted, into a state that is new", opts: []emulator.Option{emulator.WithResumedState("JOB_STATE_RESUMING")}, outcome: sftj.Resumed, posts: 1, resumed: 1},
		// Reads that lag for longer than the call waits: the second POST is refused, and a
		// later read shows an active job.
		{name: "answer lost, reads lag for 20 s", faults: []emulator.Fault{emulator.DropAfterApply().On("resume")}, opts: []emulator.Option{emulator.WithReadLag(20 * time.Second)}, outcome: sftj.Reconciled, posts: 2, resumed: 1},
		{name: "the same, with an idempotent service", faults: []emulator.Fault{emulator.DropAfterApply().On("resume")}, opts: []emulator.Option{emulator.WithReadLag(20 * time.Second), emulator.WithIdempotentResume()}, outcome: sftj.Resumed, posts: 2, resumed: 1},
	} {
		t.Run(c.name, c.run)
	}
}
