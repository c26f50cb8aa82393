package contract

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

//go:embed transitions.json
var transitionTable []byte

// transitions is what resuming does, as data: see transitions.json for the words.
type transitions struct {
	Active []string     `json:"active"`
	Resume []transition `json:"resume"`
}

// transition is a row of the table.
type transition struct {
	From   string  `json:"from"`
	Result outcome `json:"result"`
}

// outcome is what resuming a job comes to.
type outcome string

const (
	moves   outcome = "moves"
	refused outcome = "refused"
	gone    outcome = "gone"
	unknown outcome = "unknown"
)

func loadTransitions() (transitions, error) {
	var t transitions
	if err := json.Unmarshal(transitionTable, &t); err != nil {
		return t, fmt.Errorf("contract: transitions.json: %w", err)
	}
	return t, nil
}

// active tells whether the service works on a job in this state.
func (t transitions) active(state string) bool { return slices.Contains(t.Active, state) }

// of is what resuming a job in this state comes to.
func (t transitions) of(state string) outcome {
	for _, row := range t.Resume {
		if row.From == state {
			return row.Result
		}
	}
	if t.active(state) {
		return refused
	}
	return unknown
}

// goesOn tells whether a job may come from one state into another while nobody touches it.
func (t transitions) goesOn(from, to string) bool {
	switch {
	case t.active(from):
		return t.active(to) || slices.Contains(over, to)
	case from == "JOB_STATE_CANCELLING":
		return to == cancelled
	}
	return strings.HasPrefix(from, "JOB_STATE_DELETING") && t.of(to) == gone
}

// before tells whether a job that gets on comes to the one state before it comes to the other.
// RE_QUEUEING and IDLE may come at any time.
func (t transitions) before(first, second string) bool {
	i, j := slices.Index(phases, first), slices.Index(phases, second)
	return i >= 0 && i < j
}

var phases = []string{
	"JOB_STATE_CREATING", "JOB_STATE_CREATING_INPUT_DATASET", "JOB_STATE_VALIDATING", "JOB_STATE_PENDING",
	running, "JOB_STATE_WRITING_RESULTS",
}

// over are the states in which a job that was at work may have ended by the next read.
var over = []string{completed, "JOB_STATE_EARLY_STOPPED", failed}

// mayHaveMoved tells whether a job that was in one state may be in another by now, without
// a lie: what runs goes on, and what can be resumed may have been. What is over stays as it
// is.
func (t transitions) mayHaveMoved(from, now string) bool {
	switch {
	case t.active(from):
		return now != ""
	case t.of(from) == moves, from == failed, from == cancelled:
		return t.active(now) || now == completed && from == paused
	}
	return false
}
