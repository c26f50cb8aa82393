package emulator

import (
	"time"

	"github.com/fireworks-sftj/sdk/gen/server"
)

// advance moves a job to where it is at the given time. What it does depends on the times
// at which things happen only, never on how often a job is read.
func (e *Emulator) advance(rec *record, now time.Time) {
	for {
		to, after, ok := e.timeline.next(rec)
		if !ok {
			return
		}
		end := rec.since.Add(after)
		if now.Before(end) {
			if rec.job.State == server.JobStateRunning {
				e.train(rec, now)
			}
			return
		}
		if rec.job.State == server.JobStateRunning {
			e.train(rec, end)
			rec.trained = e.timeline.Running
		}
		e.move(rec, to, causeTime, end)
	}
}

// train counts the whole percents that were reached by the given time. The last one comes
// with the end of the training.
func (e *Emulator) train(rec *record, until time.Time) {
	step := e.timeline.Running / 100
	done := rec.trained + until.Sub(rec.since)
	for p := rec.job.JobProgress.Percent + 1; p < 100; p++ {
		reached := step * time.Duration(p)
		if reached > done {
			break
		}
		e.progress(&rec.job, p)
		rec.stamp(rec.since.Add(reached - rec.trained))
	}
}

// stop remembers how far the training has come, when it is interrupted.
func (rec *record) stop(at time.Time) {
	if rec.job.State == server.JobStateRunning {
		rec.trained += max(0, at.Sub(rec.since))
	}
}

// completionLag is the time between completedTime and updateTime of a job that completes;
// 2 to 4 ms were observed.
const completionLag = 2650 * time.Microsecond

// move changes the state of a job, and what goes with the new state.
func (e *Emulator) move(rec *record, to server.JobState, cause string, at time.Time) {
	from := rec.job.State
	rec.since = at
	rec.stamp(at)
	rec.job.State = to
	switch to {
	case server.JobStateRunning:
		if rec.job.JobProgress == nil {
			rec.job.JobProgress = &server.JobProgress{}
		}
		if s := rec.job.Status; s == nil || s.Code == server.StatusCodeResourceExhausted {
			rec.job.Status = &server.Status{Code: server.StatusCodeOK} // there is capacity now
		}
	case server.JobStateWritingResults:
		e.progress(&rec.job, 100)
	case server.JobStateCompleted:
		e.progress(&rec.job, 100)
		e.results(rec)
	}
	switch {
	case !to.Terminal():
		rec.job.CompletedTime = time.Time{}
	case rec.job.CompletedTime.IsZero() && to == server.JobStateCompleted:
		rec.job.CompletedTime = later(rec.job.UpdateTime.Add(-completionLag), rec.job.CreateTime)
	case rec.job.CompletedTime.IsZero():
		rec.job.CompletedTime = rec.job.UpdateTime
	}
	rec.transitions = latest(append(rec.transitions, Transition{From: from, To: to, Cause: cause, At: at}),
		rec.maxTransitions, DefaultTransitions)
}

// stamp moves updateTime. It always moves on, by a microsecond at least: that is what a
// read can show, and how a client notices that something happened in between.
func (rec *record) stamp(at time.Time) {
	rec.job.UpdateTime = later(at, rec.job.UpdateTime.Add(time.Microsecond))
}

// pause stops a job where it is.
func (e *Emulator) pause(rec *record, reason, cause string, at time.Time) {
	rec.stop(at)
	rec.job.Status = &server.Status{Code: server.StatusCodeOK, Message: reason}
	e.move(rec, server.JobStatePaused, cause, at)
}
