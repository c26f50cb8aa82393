package emulator

import (
	"encoding/json"
	"fmt"

	"github.com/fireworks-sftj/sdk/gen/server"
)

// Job returns a copy of a job as it is now, times in full precision and fields the model
// does not know left out; ok is false when there is no such job. Reads that lag don't
// concern it.
func (e *Emulator) Job(account, id string) (job server.Job, ok bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	rec := e.find(account, id)
	if rec == nil {
		return server.Job{}, false
	}
	return clone(rec.job), true
}

// Pause pauses a job, whatever its state, with reason as the message of its status. The
// training goes on from the same point when it is resumed. Errors: no such job.
func (e *Emulator) Pause(account, id, reason string) error {
	return e.control(account, id, func(rec *record) { e.pause(rec, reason, causeControl, e.now()) })
}

// Finish completes a job at once, results included. Errors: no such job.
func (e *Emulator) Finish(account, id string) error {
	return e.Move(account, id, server.JobStateCompleted)
}

// Fail makes a job fail, with the status INTERNAL and a message. Errors: no such job.
func (e *Emulator) Fail(account, id, message string) error {
	return e.control(account, id, func(rec *record) {
		now := e.now()
		rec.stop(now)
		rec.job.Status = &server.Status{Code: server.StatusCodeInternal, Message: message}
		e.move(rec, server.JobStateFailed, causeControl, now)
	})
}

// Cancel cancels a job at once, as if someone else had done so a while ago. Errors: no
// such job.
func (e *Emulator) Cancel(account, id string) error {
	return e.Move(account, id, server.JobStateCancelled)
}

// Move puts a job into any state, also one that the contract does not know. From a state
// that is active it moves on by itself. Errors: no such job.
func (e *Emulator) Move(account, id string, state server.JobState) error {
	return e.control(account, id, func(rec *record) {
		now := e.now()
		rec.stop(now)
		e.move(rec, state, causeControl, now)
	})
}

// Remove takes a job away without a trace. Errors: no such job.
func (e *Emulator) Remove(account, id string) error {
	return e.control(account, id, func(rec *record) { e.accounts[account].jobs.remove(rec) })
}

// SetRaw makes every later answer show value, byte for byte, as a field of the job: one
// that the model does not know, or one that it does (an enum value of tomorrow). A field
// inside a message is named with a dot, jobProgress.stage, and shows while the message is
// set. Only what is shown changes, not what the job does; nil takes it back.
//
// Errors: no such job, value is not JSON, what stands before a dot is not a message.
func (e *Emulator) SetRaw(account, id, field string, value json.RawMessage) error {
	if value != nil && !json.Valid(value) {
		return fmt.Errorf("emulator: set %s of job %s: the value is not JSON", field, id)
	}
	var failed error
	err := e.control(account, id, func(rec *record) {
		if rec.raw == nil {
			rec.raw = newExtras()
		}
		if !rec.raw.set(e.schema, field, value) {
			failed = fmt.Errorf("emulator: set %s of job %s: not a field of a message", field, id)
		}
	})
	if err != nil {
		return err
	}
	return failed
}

// control does something to a job as it is now.
func (e *Emulator) control(account, id string, do func(*record)) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	rec := e.find(account, id)
	if rec == nil {
		return fmt.Errorf("emulator: account %s has no job %s", account, id)
	}
	do(rec)
	return nil
}
