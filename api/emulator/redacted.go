package emulator

import (
	"fmt"

	"github.com/fireworks-sftj/sdk/internal/redact"
)

// No value of this package prints a secret, with whatever verb of fmt, log/slog handler or
// encoding/json: jobs may have been captured from a real service, and requests may hold keys.

// String names the emulator, and none of its keys and jobs.
func (e *Emulator) String() string { return "emulator of the fine-tuning service" }

// Format prints String for every verb.
func (e *Emulator) Format(f fmt.State, verb rune) { redact.Format(f, verb, e.String()) }

// Format prints the attempt as JSON, redacted, for every verb.
func (a Attempt) Format(f fmt.State, verb rune) { redact.Format(f, verb, string(redact.Value(a))) }

// MarshalJSON returns the fields, redacted.
func (a Attempt) MarshalJSON() ([]byte, error) { return redact.Value(a), nil }

// Format prints the fault as JSON, redacted, for every verb.
func (t Fault) Format(f fmt.State, verb rune) { redact.Format(f, verb, string(redact.Value(t))) }

// MarshalJSON returns the fields, redacted.
func (t Fault) MarshalJSON() ([]byte, error) { return redact.Value(t), nil }

// Format prints the phases as JSON, redacted, for every verb.
func (t Timeline) Format(f fmt.State, verb rune) { redact.Format(f, verb, string(redact.Value(t))) }

// MarshalJSON returns the fields, redacted.
func (t Timeline) MarshalJSON() ([]byte, error) { return redact.Value(t), nil }

// Format prints the transition as JSON, redacted, for every verb.
func (t Transition) Format(f fmt.State, verb rune) { redact.Format(f, verb, string(redact.Value(t))) }

// MarshalJSON returns the fields, redacted.
func (t Transition) MarshalJSON() ([]byte, error) { return redact.Value(t), nil }
