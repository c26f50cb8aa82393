package contract

import (
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/fireworks-sftj/sdk/gen/model"
	"github.com/fireworks-sftj/sdk/internal/redact"
)

// The states that single checks ask for or name. What any state means is x-lifecycle in the
// contract, by the methods of [model.JobState].
const (
	paused    = string(model.JobStatePaused)
	running   = string(model.JobStateRunning)
	completed = string(model.JobStateCompleted)
	failed    = string(model.JobStateFailed)
	cancelled = string(model.JobStateCancelled)
	deleted   = string(model.JobStateDeleted)
	expired   = string(model.JobStateExpired)
)

// word is a state as people write it: paused. It is masked before: in small letters many a
// secret has lost its form.
func word(state string) string {
	return strings.ToLower(strings.TrimPrefix(redact.Text(state), "JOB_STATE_"))
}

func active(state string) bool  { return model.JobState(state).Active() }
func leaving(state string) bool { return model.JobState(state).Leaving() }

// outcome is what resuming a job leads to.
type outcome string

const (
	moves   outcome = "moves"   // the job leaves its state for an active one
	refused outcome = "refused" // the response is a refusal, or a 200 that changes nothing
	gone    outcome = "gone"    // the response is a refusal
	unknown outcome = "unknown" // no source says: a refusal, no change and a move are all accepted
)

// resumeOutcome returns what resuming a job in this state leads to. No source says from which
// states the service resumes. PAUSED is what the operation is for; sibling resources resume
// FAILED, CANCELLED and COMPLETED jobs, tell callers to leave RUNNING ones alone, and treat
// DELETED and ARCHIVED as gone.
func resumeOutcome(state string) outcome {
	switch s := model.JobState(state); {
	case s.Paused():
		return moves
	case s.Active():
		return refused
	case s.Gone():
		return gone
	}
	return unknown
}

// goesOn reports whether a job may come from one state into another without a request.
func goesOn(from, to string) bool {
	switch s := model.JobState(from); {
	case s.Active():
		return active(to) || slices.Contains(over, to)
	case s.Cancelling():
		return to == cancelled
	case s.Deleting():
		return model.JobState(to).Gone()
	}
	return false
}

// over are the states in which an active job may have ended by the next read.
var over = []string{completed, string(model.JobStateEarlyStopped), failed}

// comesBefore reports whether a job that gets on reaches the first state before the second.
// RE_QUEUEING and IDLE may come at any time.
func comesBefore(first, second string) bool {
	phases := []string{
		string(model.JobStateCreating), string(model.JobStateCreatingInputDataset), string(model.JobStateValidating),
		string(model.JobStatePending), running, string(model.JobStateWritingResults),
	}
	i, j := slices.Index(phases, first), slices.Index(phases, second)
	return i >= 0 && i < j
}

// mayHaveMoved reports whether a job that was in one state may be in another by now: an
// active job goes on, and one that can be resumed may have been. An ended job stays as it is.
func mayHaveMoved(from, now string) bool {
	switch {
	case active(from):
		return now != ""
	case resumeOutcome(from) == moves, from == failed, from == cancelled:
		return active(now) || now == completed && from == paused
	}
	return false
}

// volatility holds what the contract says about change: the fields that the service changes
// while it works on a job (x-volatile), in the order of the contract.
type volatility struct {
	fields  []string
	resting []string            // those of them that stay as they are in a job at rest
	within  map[string][]string // the volatile fields in a message that is not volatile itself
}

// volatileFields reads the tags of the model. A signed link is made anew for each read, so it
// changes in a job at rest too.
var volatileFields = sync.OnceValue(func() volatility {
	v := volatility{within: make(map[string][]string)}
	for f := range fieldsOf(reflect.TypeFor[model.Job]()) {
		switch message := f.Type; {
		case f.Tag.Get("volatile") == "true":
			v.fields = append(v.fields, jsonName(f))
			if f.Tag.Get("secret") != "link" {
				v.resting = append(v.resting, jsonName(f))
			}
		case message.Kind() == reflect.Pointer && message.Elem().Kind() == reflect.Struct:
			for inner := range fieldsOf(message.Elem()) {
				if inner.Tag.Get("volatile") == "true" {
					v.within[jsonName(f)] = append(v.within[jsonName(f)], jsonName(inner))
				}
			}
		}
	}
	return v
})

// fieldsOf iterates over the fields of a message of the model.
func fieldsOf(message reflect.Type) func(yield func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		for i := range message.NumField() {
			if !yield(message.Field(i)) {
				return
			}
		}
	}
}

// jsonName is the name of a field on the wire.
func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}
