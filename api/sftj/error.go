package sftj

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/fireworks-sftj/sdk/gen/client"
	"github.com/fireworks-sftj/sdk/internal/redact"
	"github.com/fireworks-sftj/sdk/internal/safetext"
)

// Error is what every call of this package fails with. Nothing in it, printed with
// whatever verb, holds a secret: it is redacted before it is made.
type Error struct {
	// Operation is the short name: resume, get, list, create, delete, cancel, wait.
	Operation string
	// Job is the id of the job, if the operation has one.
	Job string
	// Method and Path are the request's, the path as the contract's template.
	Method, Path string
	// Status is the HTTP status, 0 if there was no response.
	Status int
	// Code is the gRPC code the service gave, 0 if none.
	Code int
	// CodeName is the code as it was written where that was a name, as the gateway in front of
	// the service writes it: UNAUTHORIZED, PRECONDITION_FAILED.
	CodeName string
	// Message is the service's, or what this package has to say.
	Message string
	// Details are the service's, redacted.
	Details []client.ErrorDetail
	// Reason and Domain are those of a google.rpc.ErrorInfo among the details.
	Reason, Domain string
	// RequestID is the service's id of the request, if it gave one.
	RequestID string
	// RetryAfter is how long the service asked to wait, 0 if it did not.
	RetryAfter time.Duration
	// Attempts are the requests that were made, the last one last.
	Attempts []Attempt
	// Hint says what to do, for a person.
	Hint string
	// Before is the job as it was before anything was sent, if the call read it then.
	Before *Job

	kinds []error // sentinels
	cause error
	cut   bool // the response broke off: what it says is not all
}

// Attempt is one request of a call.
type Attempt struct {
	// Sent reports whether the request may have reached the service. It is false only
	// when it certainly did not.
	Sent bool
	// Status is the HTTP status of the response, 0 if there was none.
	Status int
	// Err is why there was none.
	Err error
	// Waited is the pause before this attempt.
	Waited time.Duration
}

// Error returns one line: the operation and the job, what happened, why, the request id
// and what to do.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("sftj: ")
	if e.Operation != "" {
		b.WriteString(e.Operation)
		if e.Job != "" {
			b.WriteString(" " + e.Job)
		}
		b.WriteString(": ")
	}
	b.WriteString(e.what())
	var aside []string
	if e.Reason != "" {
		aside = append(aside, "reason "+e.Reason)
	}
	if e.RequestID != "" {
		aside = append(aside, "request id "+e.RequestID)
	}
	if e.RetryAfter > 0 {
		aside = append(aside, "retry after "+durationText(e.RetryAfter))
	}
	if n := len(e.Attempts); n > 1 {
		aside = append(aside, strconv.Itoa(n)+" attempts")
	}
	if len(aside) > 0 {
		b.WriteString(" (" + strings.Join(aside, ", ") + ")")
	}
	// Masked last: without a character that can't be seen in its middle, a secret is one again.
	text := redact.Text(safetext.Line(b.String()))
	if e.Hint != "" { // our own words: only what is a secret by its form is masked in them
		text += "; " + redact.Shapes(safetext.Line(e.Hint))
	}
	return text
}

// durationText writes a duration for a person: in whole seconds from ten seconds on, and
// without a figure where it is longer than anyone waits.
func durationText(d time.Duration) string {
	const most = 30 * 24 * time.Hour
	switch {
	case d > most:
		return "more than 30 days"
	case d >= 10*time.Second:
		return (d + time.Second - 1).Truncate(time.Second).String()
	case d >= time.Millisecond:
		return d.Round(time.Millisecond).String()
	}
	return d.String()
}

func (e *Error) what() string {
	var parts []string
	if e.Status != 0 {
		status := strconv.Itoa(e.Status)
		if text := http.StatusText(e.Status); text != "" {
			status += " " + text
		}
		parts = append(parts, status)
	}
	for i, kind := range e.kinds {
		// The first kind is the matter; what the status says already is not said twice.
		if (i == 0 || errors.Is(kind, ErrOutcomeUnknown)) && !strings.EqualFold(kind.Error(), http.StatusText(e.Status)) {
			parts = append(parts, kind.Error())
		}
	}
	if e.Message != "" {
		parts = append(parts, e.Message)
	}
	if len(parts) == 0 {
		parts = append(parts, "failed")
	}
	return strings.Join(parts, ": ")
}

// Is reports whether target is one of the sentinels that apply.
func (e *Error) Is(target error) bool {
	return slices.Contains(e.kinds, target)
}

// Unwrap returns the cause, such as a network error or the context's.
func (e *Error) Unwrap() error { return e.cause }

// Format prints the same redacted line for every verb: %+v and %#v included.
func (e Error) Format(f fmt.State, verb rune) { redact.Format(f, verb, e.Error()) }

// MarshalJSON returns the fields, redacted.
func (e Error) MarshalJSON() ([]byte, error) { return redact.Value(e), nil }

// LogValue is the line, for log/slog.
func (e Error) LogValue() slog.Value { return slog.StringValue(e.Error()) }

// add marks e as being of the given kinds, once each.
func (e *Error) add(kinds ...error) {
	for _, kind := range kinds {
		if !e.Is(kind) {
			e.kinds = append(e.kinds, kind)
		}
	}
}

func invalid(message, hint string) *Error {
	return &Error{Message: message, Hint: hint, kinds: []error{ErrInvalidArgument}}
}

// quoted shows what a caller gave, shortened and with control characters escaped.
func quoted(s string) string {
	const most = 64
	if r := []rune(redact.Text(s)); len(r) > most {
		s = string(r[:most]) + "…"
	} else {
		s = string(r)
	}
	return strconv.Quote(s)
}

// asError returns a copy of the *Error in err, or makes one that has err as its cause and its
// text, in the words of [transportText].
// An error that was handed out is never changed: others may be reading it.
func asError(err error, mask func(string) string) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		c := *e
		c.kinds = slices.Clip(c.kinds)
		return &c
	}
	return &Error{Message: mask(transportText(err)), cause: hide(err, mask)}
}

// inCall puts an error into the terms of a call: which operation, on which job, and what
// can be done.
func inCall(err error, op operation, job string) error {
	e := asError(err, func(s string) string { return s })
	if e.Operation == "" {
		e.Operation, e.Method, e.Path = op.name, op.method, op.path
	}
	if e.Job == "" {
		e.Job = redact.Text(job) // a key that was pasted for an id
	}
	if e.Hint == "" {
		e.Hint = hint(e)
	}
	return e
}

// hidden is a foreign error whose text may quote what was on the wire: it matches what the
// error matches, and shows it masked.
type hidden struct {
	text string
	err  error
}

func hide(err error, mask func(string) string) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*Error](err); ok {
		return err
	}
	return &hidden{text: mask(err.Error()), err: err}
}

func (h *hidden) Error() string        { return h.text }
func (h *hidden) Is(target error) bool { return errors.Is(h.err, target) }
func (h *hidden) As(target any) bool   { return errors.As(h.err, target) }

type errUndocumented int

func (e errUndocumented) Error() string {
	return "the contract has no such response: " + strconv.Itoa(int(e))
}
