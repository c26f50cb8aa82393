package main

import (
	"bytes"
	"io"

	"github.com/fireworks-sftj/sdk/internal/redact"
)

// stdlog is where the standard library's own log goes. net/http tells there of bytes that
// nobody asked for and quotes them: what a service sends by mistake may be anybody's job, so
// that line is left out, and every other is masked.
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
