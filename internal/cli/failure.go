package cli

import (
	"context"
	"errors"
	"slices"
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
		Next              string  `json:"next,omitempty"`
		ExitCode          int     `json:"exitCode"`
	} `json:"error"`
}

// printError reports what ended the program: as text, or as JSON where JSON was asked
// for. What happened and why is one line; what to do about it is another.
func (a *app) printError(err error, code int) {
	out := a.failure(err, code)
	a.notice(out, "sftj: "+strings.TrimPrefix(out.Error.Message, "sftj: "))
	if out.Error.Next != "" && !a.jsonMode() {
		a.say("next: %s", out.Error.Next)
	}
}

// printJobError reports how one job of several fared.
func (a *app) printJobError(job string, err error, code int) {
	out := a.failure(err, code)
	if out.Error.Job == "" {
		out.Error.Job = a.mask(idOf(job))
	}
	a.notice(out, "sftj: "+strings.TrimPrefix(out.Error.Message, "sftj: "))
}

func (a *app) failure(err error, code int) failure {
	var out failure
	e := &out.Error
	e.Message, e.ExitCode, e.Next = a.errorText(err), code, nextStep(err, code)
	if call, ok := errors.AsType[*sftj.Error](err); ok {
		e.Operation, e.Job, e.Status, e.Code = call.Operation, call.Job, call.Status, call.Code
		e.Reason, e.RequestID, e.Hint = call.Reason, call.RequestID, inFlags(call.Hint)
		e.RetryAfterSeconds, e.Attempts = call.RetryAfter.Seconds(), len(call.Attempts)
	}
	return out
}

// mask masks what looks like a secret and the API keys of the settings, wherever they come
// from: one may have been pasted for a job id.
func (a *app) mask(text string) string {
	return redact.Text(text, a.flags.apiKey, a.getenv(sftj.EnvAPIKey), a.profileKey)
}

// errorText returns an error as the user of a command line should read it, without secrets.
// Errors that were joined are kept apart on one line, each once. In an error of the SDK the
// foreign text is masked when it is made; its hint is our own and stays whole. The name of the
// package is said at the beginning alone, where the printed line has the program's.
func (a *app) errorText(err error) string {
	text := err.Error()
	if _, made := errors.AsType[*sftj.Error](err); made {
		text = redact.Shapes(text, a.flags.apiKey, a.getenv(sftj.EnvAPIKey), a.profileKey)
	} else {
		text = a.mask(text)
	}
	const named = "sftj: "
	prefix := ""
	if strings.HasPrefix(text, named) {
		prefix = named
	}
	var lines []string
	for line := range strings.Lines(text) {
		line = strings.TrimPrefix(strings.TrimSuffix(line, "\n"), named)
		if line = strings.ReplaceAll(line, ": "+named, ": "); !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	return prefix + inFlags(strings.ReplaceAll(strings.Join(lines, "; "), context.Canceled.Error(), "interrupted"))
}
