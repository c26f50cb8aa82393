package conform

import (
	"fmt"

	"github.com/fireworks-sftj/sdk/internal/redact"
)

// No value of this package prints a secret, with whatever verb of fmt, log/slog handler or
// encoding/json. What a Checker finds is masked when it is found; an Exchange holds bodies and
// headers as they were on the wire.

// Format prints String for every verb.
func (d Difference) Format(f fmt.State, verb rune) { redact.Format(f, verb, redact.Shapes(d.String())) }

// MarshalJSON returns the fields, redacted.
func (d Difference) MarshalJSON() ([]byte, error) { return redact.Shown(d), nil }

// Format prints String for every verb.
func (d Drift) Format(f fmt.State, verb rune) { redact.Format(f, verb, redact.Shapes(d.String())) }

// MarshalJSON returns the fields, redacted.
func (d Drift) MarshalJSON() ([]byte, error) { return redact.Shown(d), nil }

// Format prints String for every verb.
func (v Violation) Format(f fmt.State, verb rune) { redact.Format(f, verb, redact.Shapes(v.String())) }

// MarshalJSON returns the fields, redacted.
func (v Violation) MarshalJSON() ([]byte, error) { return redact.Shown(v), nil }

// Format prints the exchange as JSON, redacted, for every verb.
func (x Exchange) Format(f fmt.State, verb rune) { redact.Format(f, verb, string(redact.Shown(x))) }

// MarshalJSON returns the fields, redacted.
func (x Exchange) MarshalJSON() ([]byte, error) { return redact.Shown(x), nil }

// Format prints the report as JSON, redacted, for every verb.
func (r Report) Format(f fmt.State, verb rune) { redact.Format(f, verb, string(redact.Shown(r))) }

// MarshalJSON returns the fields, redacted.
func (r Report) MarshalJSON() ([]byte, error) { return redact.Shown(r), nil }

// Format prints the result as JSON, redacted, for every verb.
func (r Result) Format(f fmt.State, verb rune) { redact.Format(f, verb, string(redact.Shown(r))) }

// MarshalJSON returns the fields, redacted.
func (r Result) MarshalJSON() ([]byte, error) { return redact.Shown(r), nil }

// Format prints the sighting as JSON, redacted, for every verb.
func (s Seen) Format(f fmt.State, verb rune) { redact.Format(f, verb, string(redact.Shown(s))) }

// MarshalJSON returns the fields, redacted.
func (s Seen) MarshalJSON() ([]byte, error) { return redact.Shown(s), nil }

// Format prints the sightings as JSON, redacted, for every verb.
func (s SeenOperation) Format(f fmt.State, verb rune) {
	redact.Format(f, verb, string(redact.Shown(s)))
}

// MarshalJSON returns the fields, redacted.
func (s SeenOperation) MarshalJSON() ([]byte, error) { return redact.Shown(s), nil }

// Format prints the sightings as JSON, redacted, for every verb.
func (s SeenStatus) Format(f fmt.State, verb rune) { redact.Format(f, verb, string(redact.Shown(s))) }

// MarshalJSON returns the fields, redacted.
func (s SeenStatus) MarshalJSON() ([]byte, error) { return redact.Shown(s), nil }

// Format prints the sightings as JSON, redacted, for every verb.
func (s SeenUnknown) Format(f fmt.State, verb rune) { redact.Format(f, verb, string(redact.Shown(s))) }

// MarshalJSON returns the fields, redacted.
func (s SeenUnknown) MarshalJSON() ([]byte, error) { return redact.Shown(s), nil }

// Format prints the sightings as JSON, redacted, for every verb.
func (u Unknown) Format(f fmt.State, verb rune) { redact.Format(f, verb, string(redact.Shown(u))) }

// MarshalJSON returns the fields, redacted.
func (u Unknown) MarshalJSON() ([]byte, error) { return redact.Shown(u), nil }

// Format prints the operation as JSON, redacted, for every verb.
func (o Operation) Format(f fmt.State, verb rune) { redact.Format(f, verb, string(redact.Shown(o))) }

// MarshalJSON returns the fields, redacted.
func (o Operation) MarshalJSON() ([]byte, error) { return redact.Shown(o), nil }

// Format prints the line of Error for every verb.
func (e Error) Format(f fmt.State, verb rune) { redact.Format(f, verb, redact.Shapes(e.Error())) }

// MarshalJSON returns the fields, redacted.
func (e Error) MarshalJSON() ([]byte, error) { return redact.Shown(e.Result), nil }

// Format prints the count as JSON, redacted, for every verb.
func (u Unjudged) Format(f fmt.State, verb rune) { redact.Format(f, verb, string(redact.Shown(u))) }

// MarshalJSON returns the fields, redacted.
func (u Unjudged) MarshalJSON() ([]byte, error) { return redact.Shown(u), nil }

// Format prints the confirmation as JSON, redacted, for every verb.
func (c Confirmation) Format(f fmt.State, verb rune) {
	redact.Format(f, verb, string(redact.Shown(c)))
}

// MarshalJSON returns the fields, redacted.
func (c Confirmation) MarshalJSON() ([]byte, error) { return redact.Shown(c), nil }

// Format prints the statement as JSON, redacted, for every verb.
func (s Statement) Format(f fmt.State, verb rune) { redact.Format(f, verb, string(redact.Shown(s))) }

// MarshalJSON returns the fields, redacted.
func (s Statement) MarshalJSON() ([]byte, error) { return redact.Shown(s), nil }

// Format prints the observation as JSON, redacted, for every verb.
func (o Observation) Format(f fmt.State, verb rune) { redact.Format(f, verb, string(redact.Shown(o))) }

// MarshalJSON returns the fields, redacted.
func (o Observation) MarshalJSON() ([]byte, error) { return redact.Shown(o), nil }

// Format prints the origin as JSON, redacted, for every verb.
func (o EvidenceOrigin) Format(f fmt.State, verb rune) {
	redact.Format(f, verb, string(redact.Shown(o)))
}

// MarshalJSON returns the fields, redacted.
func (o EvidenceOrigin) MarshalJSON() ([]byte, error) { return redact.Shown(o), nil }
