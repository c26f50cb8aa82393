package sftj

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/fireworks-sftj/sdk/internal/redact"
)

// Event is one look at a job that is being waited for.
type Event struct {
	// Job is the job as it was read; after a look that failed, as it was read last, and
	// nil before the first look that did not.
	Job *Job
	// State is the job's, Changed whether it differs from the event before. The first
	// event is a change.
	State   State
	Changed bool
	// Percent and Epoch are the service's progress, 0 where it reports none.
	Percent, Epoch int32
	// Elapsed is the time since the wait began.
	Elapsed time.Duration
	// Remaining is an estimate of the time to the end, from how fast the percentage has
	// grown during the wait; 0 if that can't be said.
	Remaining time.Duration
	// Resumption is set on the first event of [Client.ResumeAndWait].
	Resumption *Resumption
	// Violations are those of Job: values of the response that the contract does not allow.
	Violations []Violation
	// Err is a passing failure of this look. The wait goes on.
	Err error
}

// String is one line for a log: no field in it can hold a secret.
func (e Event) String() string {
	if e.Err != nil {
		return fmt.Sprintf("%s (last look failed)", e.State.String())
	}
	return fmt.Sprintf("%s %d%% epoch %d", e.State.String(), e.Percent, e.Epoch)
}

// LogValue is String, for log/slog.
func (e Event) LogValue() slog.Value { return slog.StringValue(e.String()) }

// Format prints String for every verb, so that no verb prints the job's bytes.
func (e Event) Format(f fmt.State, verb rune) { redact.Format(f, verb, e.String()) }

// MarshalJSON returns the fields, redacted.
func (e Event) MarshalJSON() ([]byte, error) { return redact.Value(e), nil }

// watch keeps what a wait has seen.
type watch struct {
	start    time.Time
	last     Event
	active   bool      // seen at work
	before   *Job      // as it was before it was resumed, if it was
	behind   time.Time // since when all looks were older than one before; zero if the last was not
	progress struct {
		at      time.Time
		percent int32
	}
}

// look makes the event of a job that was read at now.
func (w *watch) look(job *Job, now time.Time) Event {
	ev := Event{
		Job:        job,
		State:      job.Lifecycle(),
		Elapsed:    now.Sub(w.start),
		Violations: job.Violations(),
		Changed:    w.last.Job == nil || job.Lifecycle() != w.last.State,
	}
	if p := job.JobProgress; p != nil {
		ev.Percent, ev.Epoch = p.Percent, p.Epoch
	}
	ev.Remaining = w.remaining(ev.Percent, now)
	w.active = w.active || ev.State.Active()
	w.last = ev
	return ev
}

// stale reports whether a look shows the job as it was earlier: reads may lag behind for a
// while. One that is older than another look is surely behind, and waited for four times as
// long as one that might only look so.
func (w *watch) stale(job *Job, now time.Time, settle time.Duration) bool {
	newest := w.before
	if w.last.Job != nil && (newest == nil || older(newest, w.last.Job)) {
		newest = w.last.Job
	}
	if newest != nil && older(job, newest) {
		if w.behind.IsZero() {
			w.behind = now
		}
		return now.Sub(w.behind) < 4*settle
	}
	w.behind = time.Time{}
	return w.before != nil && now.Sub(w.start) < settle &&
		job.State == w.before.State && touched(job).Equal(touched(w.before))
}

// failed makes the event of a look that failed.
func (w *watch) failed(err error, now time.Time) Event {
	ev := w.last
	ev.Err, ev.Changed, ev.Elapsed, ev.Resumption = err, false, now.Sub(w.start), nil
	return ev
}

func (w *watch) remaining(percent int32, now time.Time) time.Duration {
	if percent <= 0 || percent >= 100 {
		return 0
	}
	if w.progress.at.IsZero() || percent < w.progress.percent {
		w.progress.at, w.progress.percent = now, percent
	}
	gained := percent - w.progress.percent
	if gained == 0 {
		return 0
	}
	return time.Duration(float64(now.Sub(w.progress.at)) / float64(gained) * float64(100-percent))
}
