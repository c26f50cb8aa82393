package contract

import (
	"fmt"

	"github.com/fireworks-sftj/sdk/internal/redact"
)

// No value of this package prints a secret, with whatever verb of fmt, log/slog handler or
// encoding/json. Reports are masked when they are made; a Target holds the API key.

// Format prints String for every verb.
func (c Compared) Format(f fmt.State, verb rune) { redact.Format(f, verb, redact.Shapes(c.String())) }

// MarshalJSON returns the fields, redacted.
func (c Compared) MarshalJSON() ([]byte, error) { return redact.Shown(c), nil }

// Format prints String for every verb.
func (p Probe) Format(f fmt.State, verb rune) { redact.Format(f, verb, redact.Shapes(p.String())) }

// MarshalJSON returns the fields, redacted.
func (p Probe) MarshalJSON() ([]byte, error) { return redact.Shown(p), nil }

// Format prints the check as JSON, redacted, for every verb.
func (c Check) Format(f fmt.State, verb rune) { redact.Format(f, verb, string(redact.Shown(c))) }

// MarshalJSON returns the fields, redacted.
func (c Check) MarshalJSON() ([]byte, error) { return redact.Shown(c), nil }

// Format prints the difference as JSON, redacted, for every verb.
func (d CheckDifference) Format(f fmt.State, verb rune) {
	redact.Format(f, verb, string(redact.Shown(d)))
}

// MarshalJSON returns the fields, redacted.
func (d CheckDifference) MarshalJSON() ([]byte, error) { return redact.Shown(d), nil }

// Format prints the comparison as JSON, redacted, for every verb.
func (c Comparison) Format(f fmt.State, verb rune) { redact.Format(f, verb, string(redact.Shown(c))) }

// MarshalJSON returns the fields, redacted.
func (c Comparison) MarshalJSON() ([]byte, error) { return redact.Shown(c), nil }

// Format prints the difference as JSON, redacted, for every verb.
func (d CoverageDifference) Format(f fmt.State, verb rune) {
	redact.Format(f, verb, string(redact.Shown(d)))
}

// MarshalJSON returns the fields, redacted.
func (d CoverageDifference) MarshalJSON() ([]byte, error) { return redact.Shown(d), nil }

// Format prints the exchange as JSON, redacted, for every verb.
func (x Exchange) Format(f fmt.State, verb rune) { redact.Format(f, verb, string(redact.Shown(x))) }

// MarshalJSON returns the fields, redacted.
func (x Exchange) MarshalJSON() ([]byte, error) { return redact.Shown(x), nil }

// Format prints the finding as JSON, redacted, for every verb.
func (t Finding) Format(f fmt.State, verb rune) { redact.Format(f, verb, string(redact.Shown(t))) }

// MarshalJSON returns the fields, redacted.
func (t Finding) MarshalJSON() ([]byte, error) { return redact.Shown(t), nil }

// Format prints the job as JSON, redacted, for every verb.
func (t Foreign) Format(f fmt.State, verb rune) { redact.Format(f, verb, string(redact.Shown(t))) }

// MarshalJSON returns the fields, redacted.
func (t Foreign) MarshalJSON() ([]byte, error) { return redact.Shown(t), nil }

// Format prints the ids as JSON, redacted, for every verb.
func (j Jobs) Format(f fmt.State, verb rune) { redact.Format(f, verb, string(redact.Shown(j))) }

// MarshalJSON returns the fields, redacted.
func (j Jobs) MarshalJSON() ([]byte, error) { return redact.Shown(j), nil }

// Format prints the report as JSON, redacted, for every verb.
func (r Report) Format(f fmt.State, verb rune) { redact.Format(f, verb, string(redact.Shown(r))) }

// MarshalJSON returns the fields, redacted.
func (r Report) MarshalJSON() ([]byte, error) { return redact.Shown(r), nil }

// Format prints the result as JSON, redacted, for every verb.
func (r Result) Format(f fmt.State, verb rune) { redact.Format(f, verb, string(redact.Shown(r))) }

// MarshalJSON returns the fields, redacted.
func (r Result) MarshalJSON() ([]byte, error) { return redact.Shown(r), nil }

// Format prints the step as JSON, redacted, for every verb.
func (s Step) Format(f fmt.State, verb rune) { redact.Format(f, verb, string(redact.Shown(s))) }

// MarshalJSON returns the fields, redacted.
func (s Step) MarshalJSON() ([]byte, error) { return redact.Shown(s), nil }

// Format prints the target as JSON, redacted, for every verb.
func (t Target) Format(f fmt.State, verb rune) { redact.Format(f, verb, string(redact.Shown(t))) }

// MarshalJSON returns the fields, redacted.
func (t Target) MarshalJSON() ([]byte, error) { return redact.Shown(t), nil }
