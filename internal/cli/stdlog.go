package cli

import (
	"bytes"
	"io"

	"github.com/fireworks-sftj/sdk/internal/redact"
)

// stdlog receives the standard library's own log. net/http quotes there the bytes that came on an
// idle connection. What a service sends by mistake may be another user's job, so that line is left
// out. Every other line is masked.
type stdlog struct{ w io.Writer }

func (l stdlog) Write(line []byte) (int, error) {
	if bytes.Contains(line, []byte("Unsolicited response")) {
		return len(line), nil
	}
	if _, err := io.WriteString(l.w, redact.Text(string(line))); err != nil {
		return 0, err
	}
	return len(line), nil
}
