package conform

import (
	"fmt"
	"strings"

	"github.com/fireworks-sftj/sdk/internal/redact"
)

// Side is the half of an exchange that a finding is about.
type Side string

const (
	// Request is what was sent.
	Request Side = "request"
	// Response is what came back.
	Response Side = "response"
)

// Violation is one thing that the contract forbids. It holds no secret: the value is
// masked and cut.
type Violation struct {
	// Operation is the operationId, empty when the request matched none.
	Operation string `json:"operation"`
	Side      Side   `json:"side"`
	// Pointer says where. Inside a body it is the JSON pointer (RFC 6901) of the
	// offending value, "" for the whole body; for a missing property, the pointer it
	// would have. Elsewhere it is "status", "method", "path", "query", "path/account_id",
	// "query/pageSize" or "header/Content-Type".
	Pointer string `json:"pointer"`
	// Rule is the broken rule. Most are keywords of the schema: type, required, enum,
	// format, minimum, maximum, minLength, nullable, readOnly, additionalProperties and so
	// on. The others:
	//
	//	operation         no operation has this path and method
	//	status            a status that the contract does not list
	//	empty             no body where one must be
	//	body              a body where none may be
	//	size              a body over the limit of WithMaxBody
	//	content-type      not the announced media type, or not in UTF-8
	//	content-encoding  not encoded as announced, or in an unknown way
	//	syntax            not JSON, or not a query string
	//	truncated         JSON or gzip that stops short
	//	trailing-bytes    more than one JSON value
	//	duplicate-key     an object with two members of one name
	//	utf8              bytes or escapes that are no Unicode text
	//	bom               a byte order mark
	//	money-sign        an amount whose units and nanos have opposite signs
	Rule string `json:"rule"`
	// Value is the offending value, masked and cut to 80 characters; objects and arrays
	// are shown as {…} and […].
	Value string `json:"value,omitempty"`
	// Message says what is wrong, without the value.
	Message string `json:"message"`
	// Source is where the broken statement of the contract comes from. One that is an
	// assumption may be the contract's mistake. Empty for a request that matches no operation.
	Source Source `json:"source,omitempty"`
}

// String returns the violation as one line.
func (v Violation) String() string {
	s := fmt.Sprintf("%s %s: %s: %s", v.Side, place(v.Pointer), v.Rule, v.Message)
	if v.Value != "" {
		s += fmt.Sprintf(", got %q", v.Value)
	}
	return redact.Shapes(s)
}

// The kinds of drift.
const (
	DriftField     = "field"      // a property that the contract does not have
	DriftEnumValue = "enum-value" // a value that an open enum does not list
	DriftParameter = "parameter"  // a query parameter that the contract does not have
)

// Drift is one thing that the contract does not know: the other side may be ahead of it.
type Drift struct {
	Operation string `json:"operation"`
	Side      Side   `json:"side"`
	Pointer   string `json:"pointer"`
	Kind      string `json:"kind"`
	// Value is the unlisted value of an enum. Of a field it is only the JSON type: what an
	// unknown field holds may be a secret.
	Value string `json:"value,omitempty"`
}

// String returns the drift as one line.
func (d Drift) String() string {
	s := fmt.Sprintf("%s %s: unknown %s", d.Side, place(d.Pointer), d.Kind)
	if d.Value != "" {
		s += " (" + d.Value + ")"
	}
	return redact.Shapes(s)
}

// The reasons why an exchange, or a part of it, is not judged.
const (
	UnjudgedNoOperation  = "the request is no operation of the contract"
	UnjudgedRequestBody  = "the body of the request broke off"
	UnjudgedResponseBody = "the body of the response broke off"
	UnjudgedNotJSON      = "the contract has a body here that is not JSON"
	UnjudgedNoSchema     = "the contract has no schema for the body"
	UnjudgedHijacked     = "the connection was hijacked"
	UnjudgedPanic        = "the handler panicked"
)

// Result is what was found in one exchange.
type Result struct {
	// Operation is the operationId, empty when the request matched none.
	Operation string `json:"operation"`
	// Status is that of the response, 0 when only a request was judged.
	Status     int         `json:"status,omitempty"`
	Violations []Violation `json:"violations"`
	Drift      []Drift     `json:"drift"`
	// MoreViolations and MoreDrift report that there are more than are listed: see
	// WithMaxFindings.
	MoreViolations bool `json:"moreViolations,omitempty"`
	MoreDrift      bool `json:"moreDrift,omitempty"`
	// Unjudged says why a part of the exchange was not judged, or all of it; it is empty for
	// an exchange that was judged as a whole. One of the Unjudged constants.
	Unjudged string `json:"unjudged,omitempty"`
}

// Err returns an *Error when there are violations, else nil. Drift is no error.
func (r Result) Err() error {
	if len(r.Violations) == 0 {
		return nil
	}
	return &Error{Result: r}
}

// Error is a Result with violations, as an error. Transport returns it in Strict mode.
type Error struct{ Result }

// maxListed is how many violations an error text spells out.
const maxListed = 8

// Error lists the violations, the first eight in full.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("conform: ")
	if e.Operation != "" {
		b.WriteString(e.Operation)
		if e.Status != 0 {
			fmt.Fprintf(&b, " %d", e.Status)
		}
		b.WriteString(": ")
	}
	for i, v := range e.Violations {
		if i == maxListed {
			fmt.Fprintf(&b, "; and %d more", len(e.Violations)-i)
			if e.MoreViolations {
				b.WriteString(" at least")
			}
			break
		}
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString(v.String())
	}
	return redact.Shapes(b.String())
}

// place is a pointer for people: the whole body has a name too.
func place(pointer string) string {
	if pointer == "" {
		return "/"
	}
	return pointer
}
