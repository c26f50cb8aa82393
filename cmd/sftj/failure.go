package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/internal/redact"
)

// failure is an error as JSON mode writes it to stderr.
type failure struct {
	Error struct {
		Message           string  `json:"message"`
		Operation         string  `json:"operation,omitempty"`
		Job               string  `json:"job,omitempty"`
		Status            int     `json:"status,omitempty"`
		Code              int     `json:"code,omitempty"`
		Reason            string  `json:"reason,omitempty"`
		RequestID         string  `json:"requestId,omitempty"`
		RetryAfterSeconds float64 `json:"retryAfterSeconds,omitempty"`
		Attempts          int     `json:"attempts,omitempty"`
		Hint              string  `json:"hint,omitempty"`
		ExitCode          int     `json:"exitCode"`
	} `json:"error"`
}

// printError reports what ended the program: as text, or as JSON where JSON was asked
// for.
func (a *app) printError(err error, code int) {
	text := a.errorText(err)
	var out failure
	e := &out.Error
	e.Message, e.ExitCode = text, code
	if call, ok := errors.AsType[*sftj.Error](err); ok {
		e.Operation, e.Job, e.Status, e.Code = call.Operation, call.Job, call.Status, call.Code
		e.Reason, e.RequestID, e.Hint = call.Reason, call.RequestID, inFlags(call.Hint)
		e.RetryAfterSeconds, e.Attempts = call.RetryAfter.Seconds(), len(call.Attempts)
	}
	a.notice(out, fmt.Sprintf("sftj: %s", strings.TrimPrefix(text, "sftj: ")))
}

// errorText is what an error has to say to whoever sits before a command line, without
// secrets. Errors that were joined are kept apart on one line.
func (a *app) errorText(err error) string {
	text := redact.Text(err.Error(), a.flags.apiKey, a.getenv(sftj.EnvAPIKey))
	return inFlags(strings.ReplaceAll(text, "\n", "; "))
}
