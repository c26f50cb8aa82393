package contract

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/fireworks-sftj/sdk/api/conform"
)

// run is one run: the plan, what is left of the limits, and all that was seen.
type run struct {
	Target
	settings
	root    *url.URL
	guard   *conform.Checker
	steps   []step
	client  http.RoundTripper
	kept    http.RoundTripper
	pace    *pace
	mu      sync.Mutex
	answers []*answer // all of them, in order
	hung    int
	// resumedJobs are those that this run resumed, by id.
	resumedJobs map[string]wasResumed
	// pictures are those of all jobs around each resume; busy, that jobs which were not given
	// came or went while the list was only read.
	pictures []pictured
	busy     bool
	stopped  *stopError        // why no more is sent, nil while requests are sent
	sentAll  int               // how many requests were let out
	causes   map[string]string // the first check that found a cause
	// What is known of the service being there: see vanished.
	life      *Probe     // the read that it answered first
	lives     int        // how many reads asked for a sign of it
	unreached bool       // it never answered
	gone      *goneError // it answered, and then went away
	goneTold  bool       // a check has said so
	cause     string     // either, in full
}

func newRun(t Target, opts []Option) (*run, error) {
	s := defaults()
	for _, opt := range opts {
		if err := opt(&s); err != nil {
			return nil, err
		}
	}
	t, err := t.byID()
	if err != nil {
		return nil, err
	}
	root, err := t.base()
	if err != nil {
		return nil, err
	}
	guard, err := conform.New(append([]conform.Option{
		conform.WithMaxBody(maxBody),
		conform.WithBasePath(root.EscapedPath()),
		conform.WithMaxFindings(conform.DefaultMaxViolations, maxDrift),
	}, s.conform...)...)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrTarget, err)
	}
	r := &run{
		Target: t, settings: s, root: root, guard: guard, steps: plan(t, s),
		causes: make(map[string]string), pace: newPace(s.rate), client: t.Transport,
	}
	if r.timeout == 0 {
		r.timeout = enough(r.steps, r.rate)
	}
	r.kept = r.client
	if r.client == nil {
		r.client, r.kept = newTransport(r.proxy, r.roots), newKept(r.proxy, r.roots)
	}
	return r, nil
}

func (r *run) close() {
	if t, ok := r.kept.(*http.Transport); ok && r.Transport == nil {
		t.CloseIdleConnections()
	}
}

// all runs the steps and reports. A step that the run did not get to is skipped.
func (r *run) all(ctx context.Context) *Report {
	rep := r.begin()
	for i, st := range r.steps {
		if why := r.outOfTime(ctx, st, r.steps[i+1:]); why != "" {
			st.skip, st.cause = why, SkipTime
		}
		res := r.one(ctx, st)
		if res.SkipCause.Incomplete() && ctx.Err() != nil {
			r.stop(causeOf(context.Cause(ctx)), context.Cause(ctx).Error())
		}
		if st.ID == answersID && res.Verdict == Skip {
			res.Verdict, res.SkipCause = Error, "" // nothing was judged, and nothing will be
		}
		rep.Results = append(rep.Results, res)
		r.progress(res)
	}
	return r.end(rep)
}

// one runs a single check.
func (r *run) one(ctx context.Context, st step) (res Result) {
	s := &session{run: r, ctx: ctx, step: st, sent: make([]int, len(st.probes))}
	start, before := time.Now(), len(r.answers)
	defer func() {
		res.Took, res.Requests = time.Since(start), len(r.answers)-before
		r.demand(&res)
		r.excuse(&res)
		r.group(&res)
	}()
	switch {
	case st.skip != "":
		return s.skipped(st.cause, st.skip)
	case r.stopReason() != "" && (st.probes != nil || r.unreached):
		return s.skipped(r.stopError().cause, r.stopError().Error())
	case st.probes != nil && ctx.Err() != nil:
		return s.skipped(causeOf(context.Cause(ctx)), context.Cause(ctx).Error())
	}
	return s.conclude()
}

// stop ends the sending for the whole run. The first reason stays.
func (r *run) stop(cause SkipCause, why string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stopped == nil {
		r.stopped = &stopError{cause, why}
	}
}

// stopError is why the run was stopped, nil while it was not.
func (r *run) stopError() *stopError {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.stopped
}

// stopReason is that in words, "" while requests are sent.
func (r *run) stopReason() string {
	if err := r.stopError(); err != nil {
		return err.why
	}
	return ""
}
