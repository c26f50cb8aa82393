package sftj

import (
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/fireworks-sftj/sdk/internal/redact"
)

// Violation is one value of a response that the contract does not allow in its place. The
// field is left unset, and the bytes stay in [Job.Raw]. A Violation holds names and rules of
// the contract, never a value.
type Violation struct {
	// Pointer is where the value is in the job, as a JSON pointer (RFC 6901).
	Pointer string `json:"pointer"`
	// Type is the value's: string, number, boolean, object, array.
	Type string `json:"type"`
	// Rule is what the value breaks, in plain words: "out of the int32 range", "no time zone".
	Rule string `json:"rule"`
}

// String returns pointer, type and rule, as in
// /jobProgress/inputTokens (number): out of the int32 range.
func (v Violation) String() string {
	return redact.Text(v.Pointer + " (" + v.Type + "): " + v.Rule)
}

// WithStrict makes a response with any [Violation] fail with [ErrBadResponse]. Without it
// only those fail that a resume depends on: malformed JSON, a duplicate field, and the
// values of name, state, dataset and updateTime.
func WithStrict() Option { return func(c *config) { c.strict = true } }

// WithViolations sets a function that is called with the violations of every response that
// has any, after the response was accepted: the id of the job, or "" for those of a page.
// It may be called from many goroutines at once.
func WithViolations(report func(job string, violations []Violation)) Option {
	return func(c *config) { c.onViolations = report }
}

// reportViolations passes on the violations of a response.
func (c *Client) reportViolations(job string, violations []Violation) {
	if len(violations) > 0 && c.onViolations != nil {
		c.onViolations(job, slices.Clone(violations))
	}
}

// violationError is the error of a response with violations that are not tolerated.
type violationError []Violation

func (e violationError) Error() string {
	const most = 3 // a line that is read; the other fields are in the body
	texts := make([]string, 0, most)
	for _, v := range e[:min(len(e), most)] {
		texts = append(texts, v.String())
	}
	text := strings.Join(texts, "; ")
	if more := len(e) - most; more > 0 {
		text += "; and " + strconv.Itoa(more) + " more"
	}
	return text
}

// isDecisive reports whether a resume depends on the value at a pointer: which job the
// response is about, which state the job is in, and whether it has changed since.
func isDecisive(pointer string) bool {
	switch pointer {
	case "/name", "/state", "/dataset", "/updateTime", "/nextPageToken", "/" + jobsCollection:
		return true
	}
	return false
}

// refused returns the violations that make a response an error: all if strict.
func refused(violations []Violation, strict bool) error {
	var e violationError
	for _, v := range violations {
		if strict || isDecisive(v.Pointer) {
			e = append(e, v)
		}
	}
	if len(e) == 0 {
		return nil
	}
	return e
}

// typeName is the name of a JSON type in a violation.
func typeName(kind jsontext.Kind) string {
	switch kind {
	case '{':
		return "object"
	case '[':
		return "array"
	case '"':
		return "string"
	case '0':
		return "number"
	case 't', 'f':
		return "boolean"
	case 'n':
		return "null"
	}
	return "value"
}
