package cli

import (
	"context"
	"io"
	"sync"
	"time"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// patience tells a person why nothing seems to happen: a line when nothing was said for a while
// and a request or a pause lasts, and another one from time to time. It is silent as soon as
// something else shows how the command goes on.
type patience struct {
	say  func(format string, args ...any)
	host string // of the service

	saying sync.Mutex // a line is being written: nothing comes after stop

	mu      sync.Mutex
	over    bool
	said    time.Time            // when something was said last, or the command began
	timer   *time.Timer          // of what goes on now
	written map[string]time.Time // when each line was written last
}

// The times are this project's: what takes less than soon is no pause to a person.
const (
	least     = 500 * time.Millisecond // what lasts is not the next page of a list
	soon      = 2 * time.Second
	turnsSoon = 10 * time.Second // waits for a turn are how a run of many jobs goes
	soonAgain = 30 * time.Second
)

// observe is told of what the client does.
func (p *patience) observe(_ context.Context, a sftj.Activity) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.timer != nil {
		p.timer.Stop()
		p.timer = nil
	}
	text, after := p.text(a)
	if p.over || text == "" {
		return
	}
	p.timer = time.AfterFunc(max(least, time.Until(p.said.Add(after))), func() { p.write(text) })
}

// heard notes that something was said. On nil it does nothing.
func (p *patience) heard() {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.said = time.Now()
}

// text is what there is to say about an activity, and after which time.
func (p *patience) text(a sftj.Activity) (text string, after time.Duration) {
	until := a.Until.Local().Format(time.TimeOnly)
	switch {
	case a.Kind == sftj.AttemptBegan && a.Until.IsZero():
		return "waiting for a response of " + p.host, soon
	case a.Kind == sftj.AttemptBegan:
		return "waiting for a response of " + p.host + ", until " + until + " at the latest", soon
	case a.Kind != sftj.Waiting:
		return "", 0
	}
	switch a.Reason {
	case sftj.WaitAsked:
		return "waiting until " + until + ", the service asked for it", soon
	case sftj.WaitRetry:
		return "no usable response; the request is sent again at " + until, soon
	case sftj.WaitReconcile:
		return "reading " + a.Job + " until " + until + " to find out what became of the resume", soon
	case sftj.WaitRate:
		return "waiting for the next request, at " + until + ": the service limits the rate", turnsSoon
	}
	return "", 0 // the wait for a job has a view of its own
}

// write says a text, and again while it holds.
func (p *patience) write(text string) {
	p.saying.Lock()
	defer p.saying.Unlock()
	p.mu.Lock()
	if p.timer != nil {
		p.timer.Reset(soonAgain)
	}
	last, known := p.written[text]
	told := p.over || known && time.Since(last) < soonAgain
	if !told {
		p.written[text] = time.Now()
	}
	p.mu.Unlock()
	if !told {
		p.say("%s", text) // which is heard
	}
}

// stop silences it for good. On nil it does nothing.
func (p *patience) stop() {
	if p == nil {
		return
	}
	p.saying.Lock()
	defer p.saying.Unlock()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.over = true
	if p.timer != nil {
		p.timer.Stop()
	}
}

// withPatience has the person at stderr told what a client waits for. The log of all requests
// shows that already.
func (a *app) withPatience(host string) []sftj.Option {
	if a.flags.verbose {
		return nil
	}
	if a.patience == nil {
		a.patience = &patience{say: a.say, host: host, said: time.Now(), written: map[string]time.Time{}}
	}
	return []sftj.Option{sftj.WithObserver(a.patience.observe)}
}

// lockedWriter is a writer for several goroutines: a timer of patience writes too.
type lockedWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lockedWriter) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(b)
}
