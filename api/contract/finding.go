package contract

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/fireworks-sftj/sdk/internal/redact"
	"github.com/fireworks-sftj/sdk/internal/safetext"
)

// Finding is one thing that a check found.
type Finding struct {
	// Verdict is Fail or Drift.
	Verdict Verdict `json:"verdict"`
	// Message says what is wrong. It holds no secret.
	Message string `json:"message"`
	// Evidence is the Seq of the exchange in Report.Evidence that shows it, 0 for none.
	Evidence int `json:"evidence,omitempty"`
	// SameAs is the id of the first check that failed for the same cause, empty for that
	// check itself and for a cause that only one check met.
	SameAs string `json:"sameAs,omitempty"`
	// Source is where the single statement of the contract comes from that is broken. Empty
	// where the rule of the check is what is broken.
	Source Source `json:"source,omitempty"`
}

// group notes which findings have a cause that an earlier check has found already: one cause
// is one finding, and the other checks refer to it.
func (r *run) group(res *Result) {
	for i := range res.Findings {
		f := &res.Findings[i]
		if f.Verdict != Fail {
			continue
		}
		cause := r.causeOf(*f)
		first, ok := r.causes[cause]
		switch {
		case !ok:
			r.causes[cause] = res.ID
		case first != res.ID:
			f.SameAs = first
		}
	}
}

// causeOf is what a finding goes back to: for a response that is no response of the service,
// or an error of the server, that response, whatever the check expected; else what the finding
// says.
func (r *run) causeOf(f Finding) string {
	if f.Evidence > 0 {
		switch a := r.answers[f.Evidence-1]; {
		case a.err != nil:
			return fmt.Sprintf("%s: %s", a.probe.Operation, brief(a.err))
		case a.status >= 500 && a.status != http.StatusNotImplemented, a.status < 200, a.status/100 == 3:
			return fmt.Sprintf("%s: %d", a.probe.Operation, a.status)
		}
	}
	return f.Message
}

// maxFindings is how many findings of one check are spelled out, of each verdict.
const maxFindings = 20

// fail notes that the target breaks the rule, and goes on. The answer is the evidence, nil
// for none.
func (s *session) fail(a *answer, format string, args ...any) {
	s.find(Fail, a, "", fmt.Sprintf(format, args...))
}

// failStatement is fail for a single statement of the contract, which has a source of its own.
func (s *session) failStatement(a *answer, source Source, format string, args ...any) {
	s.find(Fail, a, source, fmt.Sprintf(format, args...))
}

// drift notes that the target and the contract part.
func (s *session) drift(a *answer, format string, args ...any) {
	s.find(Drift, a, "", fmt.Sprintf(format, args...))
}

func (s *session) find(v Verdict, a *answer, source Source, message string) {
	of := 0
	for _, g := range s.findings {
		if g.Verdict == v {
			of++
		}
	}
	if of >= maxFindings {
		return // counted by verdict, so that much drift does not hide a failure
	}
	f := Finding{Verdict: v, Message: clean(message, s.APIKey), Source: source}
	if a != nil {
		f.Evidence = a.seq
	}
	for _, g := range s.findings {
		if g.Verdict == v && g.Message == f.Message {
			return // the first answer that shows it is enough
		}
	}
	s.findings = append(s.findings, f)
}

// clean takes out what a terminal would obey and masks secrets, in this order: without a
// character that can't be seen in its middle, a secret is one again.
func clean(s, key string) string { return redact.Text(safetext.Line(s), key) }

// brokenConnection is what net/http puts before what it could not read.
const brokenConnection = "net/http: HTTP/1.x transport connection broken: "

// brief is a transport error without the addresses of this machine.
func brief(err error) string {
	switch {
	case errors.Is(err, errHung), errors.Is(err, errTooLong):
		return err.Error()
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "it was cut off before its announced end"
	case errors.Is(err, io.EOF):
		return "the connection was closed before an answer"
	case strings.Contains(err.Error(), "connection reset"):
		return "the connection was reset"
	case strings.Contains(err.Error(), "server response headers exceeded"):
		return "the header, with informational responses (1xx) before it, has more than 256 KiB"
	case strings.Contains(err.Error(), "readLoopPeekFailLocked"): // how net/http says so, without the bytes
		return "the answer is not HTTP: bytes came before the request was sent"
	case strings.Contains(err.Error(), "malformed HTTP"):
		return "the answer is not HTTP: " + strings.TrimPrefix(err.Error(), brokenConnection)
	}
	return strings.TrimPrefix(err.Error(), brokenConnection)
}
