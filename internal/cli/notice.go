package cli

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// jsonMode reports whether the program speaks JSON, on stderr too.
func (a *app) jsonMode() bool { return a.flags.output == "json" || a.flags.output == "jsonl" }

// notice writes a line to stderr: text for people, or event as JSON. The two are never
// mixed, so that a program can read the stream. A stderr that is gone is no failure.
func (a *app) notice(event any, text string) {
	a.patience.heard()
	if a.jsonMode() {
		_ = writeJSON(a.stderr, event)
		return
	}
	fmt.Fprintln(a.stderr, oneLine(text))
}

// message is the event of a notice that is only text.
type message struct {
	Message string `json:"message"`
}

// say writes a notice that is only text.
func (a *app) say(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	a.notice(message{text}, text)
}

// resumption is a sftj.Resumption as JSON mode writes it to stderr.
type resumption struct {
	Job     string       `json:"job"`
	Outcome sftj.Outcome `json:"outcome"`
	State   string       `json:"state"`
}

func (a *app) sayResumption(r *sftj.Resumption) {
	event := resumption{r.Job.ID(), r.Outcome, r.Job.Lifecycle().String()}
	a.notice(event, fmt.Sprintf("%s %s: %s", event.Outcome, event.Job, event.State))
}

// writeJSON writes v on a line of its own.
func writeJSON(w io.Writer, v any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(v)
}
