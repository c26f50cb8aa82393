package cli

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"sync"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// patience is a log of requests that tells a person why nothing seems to happen, each thing
// once. It is for commands that draw nothing.
type patience struct {
	app   *app
	reads bool // tells of reads too: while a job is watched they have a drawing of their own

	mu   sync.Mutex
	said map[string]bool
}

// telling returns the option that reports what is waited for, or none where stderr is not a
// terminal, or has the log or JSON.
func (a *app) telling(reads bool) []sftj.Option {
	if !isTerminal(a.stderr) || a.flags.verbose || a.jsonMode() {
		return nil
	}
	return []sftj.Option{sftj.WithLogger(slog.New(&patience{app: a, reads: reads, said: map[string]bool{}}))}
}

func (*patience) Enabled(context.Context, slog.Level) bool { return true }

func (p *patience) WithAttrs([]slog.Attr) slog.Handler { return p }

func (p *patience) WithGroup(string) slog.Handler { return p }

// Handle is told of each attempt.
func (p *patience) Handle(_ context.Context, r slog.Record) error {
	resume, status := false, 0
	r.Attrs(func(at slog.Attr) bool {
		switch at.Key {
		case "operation":
			resume = at.Value.String() == "resume"
		case "status":
			status = int(at.Value.Int64())
		}
		return true
	})
	busy := status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable
	failed := status == 0 || status == http.StatusRequestTimeout || status >= http.StatusInternalServerError
	switch {
	case !resume && !p.reads:
	case busy:
		p.say("the service asks for patience (" + strconv.Itoa(status) + ")…")
	case failed && resume:
		p.say("no answer to the resume that says what became of it: reading the job to see, for 15 s at most…")
	case failed:
		p.say("no answer to use yet…")
	}
	return nil
}

func (p *patience) say(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.said[text] {
		p.said[text] = true
		p.app.say("%s", text)
	}
}
