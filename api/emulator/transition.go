package emulator

import (
	"slices"
	"time"

	"github.com/fireworks-sftj/sdk/gen/server"
)

// Transition is one change of a job's state.
type Transition struct {
	From, To server.JobState
	Cause    string    // one of the words below
	At       time.Time // by the emulator's clock; updateTime may be a few microseconds later
}

// What changes a job's state: the passing of time, an operation of the API, a suspension
// of the account, or the test (a control).
const (
	causeTime    = "time"
	causeResume  = "resume"
	causeCancel  = "cancel"
	causeDelete  = "delete"
	causeSuspend = "suspend"
	causeControl = "control"
)

// Transitions returns the changes of a job's state, oldest first, the latest 1000 of them
// unless [WithLimits] says otherwise; being created or given is none. It returns nil for a job that is not there.
func (e *Emulator) Transitions(account, id string) []Transition {
	e.mu.Lock()
	defer e.mu.Unlock()
	rec := e.find(account, id)
	if rec == nil {
		return nil
	}
	return slices.Clone(rec.transitions)
}
