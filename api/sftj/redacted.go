package sftj

import (
	"fmt"

	"github.com/fireworks-sftj/sdk/internal/redact"
)

// No value of this package prints a secret, by whatever road: every verb of fmt, log/slog,
// encoding/json. fmt does not call the methods of what is behind an unexported field, so each
// exported type that holds text has its own; those that a type has other methods beside are
// there. The one explicit road to the bytes is Job.Raw.

// String names the account that the client is for. The key is not in it.
func (c *Client) String() string { return "sftj client of account " + redact.Text(c.account) }

// Format prints String for every verb: the transport has the key in it.
func (c *Client) Format(f fmt.State, verb rune) { redact.Format(f, verb, c.String()) }

// String names the type alone: the ledger's path may have a name or a key in it.
func (l *Ledger) String() string { return "sftj ledger" }

// Format prints String for every verb. Without it fmt would print the path, and the entries
// while a run writes them.
func (l *Ledger) Format(f fmt.State, verb rune) { redact.Format(f, verb, l.String()) }

// Format prints the activity as JSON, redacted, for every verb.
func (a Activity) Format(f fmt.State, verb rune) { redact.Format(f, verb, string(redact.Value(a))) }

// MarshalJSON returns the fields, redacted.
func (a Activity) MarshalJSON() ([]byte, error) { return redact.Value(a), nil }

// Format prints the attempt as JSON, redacted, for every verb.
func (a Attempt) Format(f fmt.State, verb rune) { redact.Format(f, verb, string(redact.Value(a))) }

// MarshalJSON returns the fields, redacted.
func (a Attempt) MarshalJSON() ([]byte, error) { return redact.Value(a), nil }

// Format prints the options as JSON, redacted, for every verb.
func (o BulkOptions) Format(f fmt.State, verb rune) {
	redact.Format(f, verb, string(redact.Value(o)))
}

// MarshalJSON returns the fields that are data, redacted.
func (o BulkOptions) MarshalJSON() ([]byte, error) { return redact.Value(o), nil }

// Format prints the report as JSON, redacted, for every verb.
func (r BulkReport) Format(f fmt.State, verb rune) { redact.Format(f, verb, string(redact.Value(r))) }

// MarshalJSON returns the fields, redacted.
func (r BulkReport) MarshalJSON() ([]byte, error) { return redact.Value(r), nil }

// Format prints the result as JSON, redacted, for every verb.
func (r BulkResult) Format(f fmt.State, verb rune) { redact.Format(f, verb, string(redact.Value(r))) }

// MarshalJSON returns the fields, redacted.
func (r BulkResult) MarshalJSON() ([]byte, error) { return redact.Value(r), nil }

// Format prints the options as JSON, redacted, for every verb.
func (o ListOptions) Format(f fmt.State, verb rune) {
	redact.Format(f, verb, string(redact.Value(o)))
}

// MarshalJSON returns the fields, redacted.
func (o ListOptions) MarshalJSON() ([]byte, error) { return redact.Value(o), nil }

// Format prints String for every verb.
func (v Violation) Format(f fmt.State, verb rune) { redact.Format(f, verb, v.String()) }

// MarshalJSON returns the fields, redacted.
func (v Violation) MarshalJSON() ([]byte, error) { return redact.Value(v), nil }
