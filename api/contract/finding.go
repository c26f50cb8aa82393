package contract

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/fireworks-sftj/sdk/internal/redact"
)

// Finding is one thing that a check found.
type Finding struct {
	// Verdict is Fail or Drift.
	Verdict Verdict `json:"verdict"`
	// Message says what is wrong. It holds no secret.
	Message string `json:"message"`
	// Evidence is the Seq of the exchange in Report.Evidence that shows it, 0 for none.
	Evidence int `json:"evidence,omitempty"`
}

// maxFindings is how many findings of one check are spelled out.
const maxFindings = 20

// fail notes that the target breaks the rule, and goes on. The answer is the evidence, nil
// for none.
func (s *session) fail(a *answer, format string, args ...any) {
	s.find(Fail, a, fmt.Sprintf(format, args...))
}

// drift notes that the target and the contract part.
func (s *session) drift(a *answer, format string, args ...any) {
	s.find(Drift, a, fmt.Sprintf(format, args...))
}

func (s *session) find(v Verdict, a *answer, message string) {
	f := Finding{Verdict: v, Message: clean(message, s.APIKey)}
	if a != nil {
		f.Evidence = a.seq
	}
	for _, g := range s.findings {
		if g.Verdict == v && g.Message == f.Message {
			return // the first answer that shows it is enough
		}
	}
	if len(s.findings) < maxFindings {
		s.findings = append(s.findings, f)
	}
}

// clean masks secrets and what would move a terminal's cursor.
func clean(s, key string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, redact.Text(s, key))
}

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
	}
	return err.Error()
}
