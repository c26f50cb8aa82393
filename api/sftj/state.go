package sftj

import (
	"fmt"
	"log/slog"
	"slices"

	"github.com/fireworks-sftj/sdk/gen/client"
	"github.com/fireworks-sftj/sdk/internal/redact"
)

// State is the state of a job, with methods for what it means to a caller that waits. The set is
// open: the service adds states, and an unknown one is neither active nor terminal.
//
// What the states mean is an assumption, drawn from their names and from sibling
// operations: x-lifecycle in the contract, from which [client.JobState] has the same methods.
type State client.JobState

// Active reports whether the service works on the job, or is about to.
func (s State) Active() bool { return client.JobState(s).Active() }

// Finished reports whether the job ended well: it has a model.
func (s State) Finished() bool { return client.JobState(s).Finished() }

// Failed reports whether the job ended without a model: failed, cancelled, expired,
// deleted or archived.
func (s State) Failed() bool { return client.JobState(s).Failed() }

// Terminal reports whether the job has come to an end, well or badly. A paused job has
// not: it can be resumed.
func (s State) Terminal() bool { return client.JobState(s).Terminal() }

// Leaving reports whether the job is on its way to an end that a user asked for.
func (s State) Leaving() bool { return client.JobState(s).Leaving() }

// Paused reports whether the job is paused: it does not go on until it is resumed.
func (s State) Paused() bool { return client.JobState(s).Paused() }

// Resumable reports whether the job can be resumed. That is PAUSED; the states given
// count too, for callers who know that their service resumes FAILED or CANCELLED jobs.
func (s State) Resumable(also ...State) bool {
	return s.Paused() || slices.Contains(also, s)
}

// Known reports whether the state is in the contract and is not UNSPECIFIED.
func (s State) Known() bool {
	return client.JobState(s).Valid() && s != State(client.JobStateUnspecified)
}

// String returns the state as it is on the wire, "(empty)" for none. Of a state
// that is not in the contract, what looks like a secret is masked and what is long is cut: it
// is what the service sent, and may be anything. string(s) is the state as it came.
func (s State) String() string {
	switch {
	case s == "":
		return "(empty)"
	case s.Known():
		return string(s)
	}
	const most = 64
	text := []rune(redact.Text(shorten(string(s))))
	return string(text[:min(len(text), most)])
}

// Format prints String for every verb.
func (s State) Format(f fmt.State, verb rune) { redact.Format(f, verb, s.String()) }

// says reports whether the state says anything: one that is empty or UNSPECIFIED is a state that
// the service did not send, and no state that this version does not know.
func (s State) says() bool { return s != "" && s != State(client.JobStateUnspecified) }

// LogValue is String, for log/slog.
func (s State) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText returns String, for encoding/json; of no state, nothing.
func (s State) MarshalText() ([]byte, error) {
	if s == "" {
		return nil, nil
	}
	return []byte(s.String()), nil
}
