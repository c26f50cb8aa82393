package sftj_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// The oracle knows the whole history of a world and says where a verdict of the SDK, or
// what it sent, contradicts it. It returns a sentence for each contradiction.

// snapshotAge is how old a snapshot may be when a resume is sent: what happened within it
// and the lag of a read cannot be known to anyone.
const snapshotAge = 5 * time.Second

// oracle collects contradictions.
type oracle struct {
	*world
	began    time.Time     // of the call, or of the first run with the ledger
	since    time.Time     // of the call, or of the present run
	earlier  int           // POSTs of an earlier run
	age      time.Duration // of a snapshot when a resume is sent, at the most
	problems []string
}

func (w *world) oracle(began time.Time) *oracle {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.advance(time.Now())
	return &oracle{world: w, began: began, since: began, age: snapshotAge}
}

func (o *oracle) wrong(format string, args ...any) {
	o.problems = append(o.problems, fmt.Sprintf(format, args...))
}

// held reports whether the job was in such a state at some moment from one time to another.
func (o *oracle) held(from, to time.Time, is func(state string) bool) bool {
	for i, v := range o.versions {
		ended := i+1 < len(o.versions) && !o.versions[i+1].at.After(from)
		if !ended && !v.at.After(to) && is(v.state) {
			return true
		}
	}
	return false
}

// pausedAfterActive reports whether the job was active at some moment from a time on, and
// paused after that.
func (o *oracle) pausedAfterActive(from time.Time) bool {
	wasActive := false
	for i, v := range o.versions {
		if i+1 < len(o.versions) && !o.versions[i+1].at.After(from) {
			continue
		}
		if wasActive && v.state == "PAUSED" {
			return true
		}
		wasActive = wasActive || active(v.state)
	}
	return false
}

func (o *oracle) applied() bool {
	for _, p := range o.posts {
		if !p.applied.IsZero() {
			return true
		}
	}
	for _, a := range o.pending {
		if a.what == "effect" {
			return true // it will be
		}
	}
	return false
}

// sent counts the requests that left the client.
func (o *oracle) sent() (n int) {
	for _, p := range o.posts {
		if p.fate != "never sent" {
			n++
		}
	}
	return n
}

// seenActive reports whether the client was shown an active job since a time.
func (o *oracle) seenActive(since time.Time) bool {
	for _, p := range o.posts {
		if p.clean && !p.sent.Before(since) {
			return true
		}
	}
	for _, r := range o.reads {
		if active(r.state) && !r.told.Before(since) {
			return true
		}
	}
	return false
}

// reached is the earliest moment that the last n reads can speak of.
func (o *oracle) reached(n int) time.Time {
	if len(o.reads) == 0 {
		return o.began
	}
	return o.reads[max(0, len(o.reads)-n)].seen.Add(-o.maxLag)
}

func is(states ...string) func(string) bool {
	return func(state string) bool { return slices.Contains(states, state) }
}

func finished(state string) bool      { return state == "COMPLETED" }
func notResumable(state string) bool  { return state != "PAUSED" }
func stampsCanTell(w *world) bool     { return !w.missing && !w.constant && w.resolution < time.Second }
func running(state string) bool       { return active(state) || finished(state) }
func wireState(s sftj.State) string   { return string(s)[min(len(s), len("JOB_STATE_")):] }
func says(err error, kind error) bool { return errors.Is(err, kind) }

// sending judges what was sent, whatever was said. What an earlier run with the ledger received
// counts too.
func (o *oracle) sending() {
	if n := len(o.posts) - o.earlier; n > 3 {
		o.wrong("%d POSTs", n)
	}
	for j, p := range o.posts {
		if j >= o.earlier && slices.ContainsFunc(o.posts[:j], func(p post) bool { return p.status/100 == 2 }) {
			o.wrong("POST %d was sent after a 2xx", j+1)
		}
		if p.fate != "never sent" {
			o.resurrection(j)
		}
	}
}

// resurrection judges whether the jth POST was sent behind the back of a person who had
// paused the job again.
func (o *oracle) resurrection(j int) {
	sent := o.posts[j].sent
	for i, v := range o.versions {
		if v.by != "person" || v.state != "PAUSED" || i == 0 || o.versions[i-1].state == "PAUSED" || !v.at.Before(sent) || v.at.Before(o.began) {
			continue
		}
		for _, earlier := range o.posts[:j] {
			// Where the service says that it did nothing, and updateTime cannot tell either, the
			// pause cannot be known.
			if !earlier.applied.IsZero() && earlier.applied.Before(v.at) && (stampsCanTell(o.world) || !claimsNotProcessed(earlier.status)) {
				o.wrong("POST %d was sent after a person paused what POST %q had resumed", j+1, earlier.fate)
				return
			}
		}
		if !stampsCanTell(o.world) || !v.at.Add(o.age+o.maxLag).Before(sent) {
			continue
		}
		for _, r := range o.reads {
			if r.seen.Before(v.at) && !r.asked.Before(o.since) && r.told.Before(sent) && !active(r.state) {
				o.wrong("POST %d was sent although the job had been resumed and paused since it was read", j+1)
				return
			}
		}
	}
}

func claimsNotProcessed(status int) bool {
	return status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable
}

// ensured judges the result of EnsureResumed.
func (o *oracle) ensured(r *sftj.Resumption, err error) {
	now := time.Now()
	o.sending()
	if took := now.Sub(o.began); took > 5*time.Minute {
		o.wrong("it took %v", took)
	}
	from := o.began.Add(-o.maxLag)
	if err == nil {
		o.outcome(r, from, now)
		return
	}
	o.ensuredErr(err, len(o.posts), o.applied(), now)
}

// ensuredErr judges an error after so many POSTs, of which one was applied or none.
func (o *oracle) ensuredErr(err error, posts int, applied bool, now time.Time) {
	from := o.began.Add(-o.maxLag)
	switch {
	case says(err, sftj.ErrPausedAgain):
		if !o.pausedAfterActive(from) {
			o.wrong("paused again is said of a job that did not become active")
		}
		if !o.seenActive(o.began) {
			o.wrong("paused again is said although no one saw the job active")
		}
		if !o.held(o.reached(2), now, is("PAUSED")) {
			o.wrong("paused again is said of a job that is not paused")
		}
	case says(err, sftj.ErrJobFailed):
		if !o.held(from, now, failedState) {
			o.wrong("failed is said of a job that did not fail")
		}
	case says(err, sftj.ErrOutcomeUnknown):
		o.unknown(now)
	case says(err, sftj.ErrNotResumable) && posts == 0:
		if !o.held(from, now, notResumable) {
			o.wrong("not resumable is said of a job that was paused all the time")
		}
	case applied:
		o.wrong("a definite failure is said of a resume that was applied")
	}
}

func (o *oracle) outcome(r *sftj.Resumption, from, now time.Time) {
	switch r.Outcome {
	case sftj.AlreadyActive:
		if o.sent() > 0 || !o.held(from, now, active) {
			o.wrong("already active")
		}
	case sftj.AlreadyFinished:
		if o.sent() > 0 || !o.held(from, now, finished) {
			o.wrong("already finished")
		}
	case sftj.Resumed, sftj.Reconciled:
		if len(o.posts) == 0 || !o.held(o.posts[0].sent.Add(-o.maxLag), now, running) {
			o.wrong("%s is said of a job that did not become active", r.Outcome)
		}
	default:
		o.wrong("outcome %q", r.Outcome)
	}
	if r.Posts != len(o.posts) {
		o.wrong("%d POSTs are told, %d were made", r.Posts, len(o.posts))
	}
	if s := wireState(r.Job.Lifecycle()); !o.held(from, now, is(s)) {
		o.wrong("the job is told to be %s, which it was not", s)
	}
}

// unknown judges the verdict that cannot be wrong, but lazy.
func (o *oracle) unknown(now time.Time) {
	const plenty = 6 * time.Second // for reads that lag, and another look
	switch {
	case len(o.posts) == 0 && o.since.Equal(o.began): // a crash may lie between the ledger's line and the request
		o.wrong("the outcome is called unknown, and nothing was sent")
	case o.readFaults == 0 && !o.held(now.Add(-plenty), now, func(s string) bool { return !running(s) }):
		o.wrong("the outcome is called unknown of a job that has been %s for %v", o.now().state, plenty)
	case len(o.posts) == 1 && o.posts[0].clean && o.readFaults == 0:
		o.wrong("the outcome is called unknown after a whole response with an active job")
	}
}

// waited judges the end of a wait.
func (o *oracle) waited(last sftj.Event, err error, deadline time.Time) {
	now := time.Now()
	from := o.began.Add(-o.maxLag)
	recent := o.reached(2)
	state := wireState(last.State)
	switch {
	case err == nil:
		if !o.held(from, now, finished) {
			o.wrong("finished is said of a job that did not finish")
		}
	case says(err, sftj.ErrWaitTimeout):
		if now.Before(deadline.Add(-10 * time.Second)) {
			o.wrong("timed out %v before the deadline", deadline.Sub(now))
		}
		if last.Job != nil && !o.held(recent, now, is(state)) {
			o.wrong("timed out as %s, which the last reads did not say", state)
		}
	case says(err, sftj.ErrOutcomeUnknown):
		o.wrong("a wait says that the outcome is unknown")
	case says(err, sftj.ErrPausedAgain):
		if !o.pausedAfterActive(from) || !o.held(recent, now, is("PAUSED")) {
			o.wrong("paused again is said, and it is not so")
		}
	case says(err, sftj.ErrPaused):
		if !o.held(recent, now, is("PAUSED")) {
			o.wrong("paused is said, and it is not so")
		}
	case says(err, sftj.ErrJobFailed):
		if !o.held(from, now, failedState) {
			o.wrong("failed is said of a job that did not fail")
		}
	case o.readFaults == 0:
		o.wrong("the wait ended with %v", err)
	}
	o.late()
}

// late judges whether the wait went on although reads said that the job had ended.
func (o *oracle) late() {
	const enough = 3 // reads that say so
	n := 0
	for i, v := range o.versions {
		if i+1 < len(o.versions) || !finished(v.state) && !failedState(v.state) {
			continue
		}
		for _, r := range o.reads {
			if r.seen.Add(-o.maxLag).After(v.at) && !r.told.Before(o.began) {
				n++
			}
		}
	}
	if n > enough {
		o.wrong("the wait went on for %d reads of a job that had ended", n)
	}
}
