package sftj

import (
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"github.com/fireworks-sftj/sdk/gen/client"
	"github.com/fireworks-sftj/sdk/internal/redact"
)

// Event is one read of a job that is being waited for.
type Event struct {
	// Job is the job as it was read; after a look that failed, as it was read last, and
	// nil before the first look that did not.
	Job *Job
	// State is the job's, Changed whether it differs from the event before. The first
	// event is a change.
	State   State
	Changed bool
	// Percent and Epoch are the service's progress. They are 0 where it reports none too, as
	// [Event.ProgressKnown] and [Event.EpochKnown] say.
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

// ProgressKnown reports whether Percent is the service's: see [Job.Known].
func (e Event) ProgressKnown() bool {
	return e.Job != nil && e.Job.JobProgress != nil && e.Job.Known("/jobProgress/percent")
}

// EpochKnown reports whether Epoch is the service's.
func (e Event) EpochKnown() bool {
	return e.Job != nil && e.Job.JobProgress != nil && e.Job.Known("/jobProgress/epoch")
}

// String is one line for a log: no field in it can hold a secret. An unknown progress is "–",
// and the code of a status that is not OK follows.
func (e Event) String() string {
	switch {
	case e.Job == nil && e.Err != nil:
		return "not read yet (last look failed)"
	case e.Job == nil:
		return "not read yet"
	case e.Err != nil:
		return fmt.Sprintf("%s (last look failed)", e.State.String())
	}
	percent, epoch := "–", "–"
	if e.ProgressKnown() {
		percent = fmt.Sprintf("%d%%", e.Percent)
	}
	if e.EpochKnown() {
		epoch = strconv.Itoa(int(e.Epoch))
	}
	text := fmt.Sprintf("%s %s epoch %s", e.State.String(), percent, epoch)
	if s := e.Job.Status; s != nil && s.Code != "" && s.Code != client.StatusCodeOK {
		text += " " + redact.Text(shorten(string(s.Code)))
	}
	return text
}

// LogValue is String, for log/slog.
func (e Event) LogValue() slog.Value { return slog.StringValue(e.String()) }

// Format prints String for every verb, so that no verb prints the job's bytes.
func (e Event) Format(f fmt.State, verb rune) { redact.Format(f, verb, e.String()) }

// MarshalJSON returns the fields, redacted. Those whose value is unknown are absent: State
// before the first read, Percent and Epoch without a progress.
func (e Event) MarshalJSON() ([]byte, error) {
	out := struct {
		Job            *Job
		State          *State `json:",omitempty"`
		Changed        bool
		Percent, Epoch *int32 `json:",omitempty"`
		Elapsed        time.Duration
		Remaining      time.Duration
		Resumption     *Resumption
		Violations     []Violation
		Err            error
	}{
		Job: e.Job, Changed: e.Changed, Elapsed: e.Elapsed, Remaining: e.Remaining,
		Resumption: e.Resumption, Violations: e.Violations, Err: e.Err,
	}
	if e.Job != nil {
		out.State = &e.State
	}
	if e.ProgressKnown() {
		out.Percent = &e.Percent
	}
	if e.EpochKnown() {
		out.Epoch = &e.Epoch
	}
	return redact.Value(out), nil
}

// watch keeps what a wait has seen.
type watch struct {
	start       time.Time
	lag, settle time.Duration

	last     Event
	known    time.Time // when last.Job's version was read first
	latest   *Job      // of the last read, believed or not
	before   *Job      // as it was before it was resumed, nil if it was not
	resumed  *Job      // as it was read first after that
	active   bool      // seen active
	progress struct {
		at      time.Time
		percent int32
	}

	behindSince time.Time // since when reads show before again
	doubtSince  time.Time // since when reads show doubtState, which is not believed yet
	doubtState  State
}

// take makes the event of a read. A read that may be older than what is known is not believed:
// its event shows the job that is known.
func (w *watch) take(o observation) Event {
	w.latest = o.job
	job := o.job
	switch {
	case !w.believes(o):
		job = w.last.Job
	case w.last.Job == nil || !sameVersion(job, w.last.Job):
		w.known = o.ended
	}
	return w.event(job, o.ended)
}

// asRead returns an event with the job as the last read showed it, believed or not.
func (w *watch) asRead(ev Event) Event {
	if w.latest != nil && (ev.Job == nil || ev.State != w.latest.Lifecycle()) {
		ev.Job, ev.State = w.latest, w.latest.Lifecycle()
	}
	return ev
}

// event makes the event of a job that was read at now.
func (w *watch) event(job *Job, now time.Time) Event {
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

// sameVersion reports whether two reads show the job between the same two changes, as far as
// state and updateTime tell.
func sameVersion(a, b *Job) bool { return a.State == b.State && updated(a).Equal(updated(b)) }

// believes reports whether a read shows the job as it is, and not an older version of it. Reads
// lag behind by up to [maxReadLag], and the clocks behind updateTime differ by up to
// [maxClockSkew]: what cannot be told from one read is believed when it repeats over the lag.
func (w *watch) believes(o observation) bool {
	known := w.last.Job
	if known == nil || sameVersion(o.job, known) {
		w.behindSince, w.doubtSince = time.Time{}, time.Time{}
		return true
	}
	if w.before != nil && sameVersion(o.job, w.before) {
		return w.believesBefore(o)
	}
	w.behindSince = time.Time{}
	state := o.job.Lifecycle()
	older := !o.job.UpdateTime.IsZero() && updated(o.job).Before(updated(known))
	late := !o.started.Before(w.known.Add(w.lag)) || clearlyNewer(o.job, known)
	pause := state.Paused() && w.active && !w.last.State.Paused()
	if !older && (late || !pause) {
		w.doubtSince = time.Time{}
		return true
	}
	if w.doubtSince.IsZero() || w.doubtState != state {
		w.doubtSince, w.doubtState = o.ended, state
		return false
	}
	return !o.started.Before(w.doubtSince.Add(w.lag))
}

// believesBefore reports whether a read that shows the job exactly as it was before its resume
// shows it as it is. Where updateTime moved with the resume, such a read is old; where it did
// not, only time tells the two apart.
func (w *watch) believesBefore(o observation) bool {
	w.doubtSince = time.Time{}
	if w.behindSince.IsZero() {
		w.behindSince = o.ended
	}
	if w.stampTells() {
		return o.ended.Sub(w.behindSince) >= behindFor*w.settle
	}
	return o.ended.Sub(w.start) >= w.settle
}

// stampTells reports whether updateTime moved when the job was resumed.
func (w *watch) stampTells() bool {
	return w.before != nil && !w.before.UpdateTime.IsZero() && w.resumed != nil && !w.resumed.UpdateTime.IsZero() &&
		!updated(w.before).Equal(updated(w.resumed))
}

// failed makes the event of a read that failed.
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
