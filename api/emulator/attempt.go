package emulator

import (
	"fmt"
	"net/http"
	"time"

	"github.com/fireworks-sftj/sdk/gen/server"
)

// Attempt is one request that reached the service, or was refused at its door by a fault.
// Keys and bodies are not kept, and of a path or a query the first 2048 bytes.
type Attempt struct {
	At        time.Time
	RequestID string
	Operation string // create, list, get, delete, cancel or resume; empty for none of them
	Account   string
	JobID     string // of a create, the id of the new job
	Method    string
	Path      string // as it was sent, escaped
	Query     string
	Status    int    // of the answer; 0 while there is none
	Fault     string // the name of the fault that struck, or empty

	// Before and After are the state of the job when the request was looked at, and when
	// it was dealt with. Empty when the request is about no job that is there.
	Before, After server.JobState
}

// Attempts returns the latest requests in the order of arrival, 4096 of them unless
// [WithLimits] says otherwise, up to the last [Emulator.ResetAttempts].
func (e *Emulator) Attempts() []Attempt {
	e.mu.Lock()
	defer e.mu.Unlock()
	out := make([]Attempt, len(e.attempts))
	for i, a := range e.attempts {
		out[i] = *a
	}
	return out
}

// ResetAttempts forgets the requests so far.
func (e *Emulator) ResetAttempts() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.attempts, e.dropped = nil, 0
}

// DroppedAttempts returns the number of requests that came before those that
// [Emulator.Attempts] returns, and are not kept.
func (e *Emulator) DroppedAttempts() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.dropped
}

// arrive takes note of a request, and decides which fault strikes it.
func (e *Emulator) arrive(r *http.Request) *call {
	e.mu.Lock()
	defer e.mu.Unlock()
	to := resolve(r.Method, r.URL)
	e.requests++
	c := &call{route: to, attempt: &Attempt{
		At:        e.now(),
		RequestID: fmt.Sprintf("e4a1a7ed-0000-4000-8000-%012d", e.requests), // a uuid, as observed
		Operation: to.operation,
		Account:   kept(to.account, maxKeptName),
		JobID:     kept(to.job, maxKeptName),
		Method:    kept(r.Method, maxKeptName),
		Path:      kept(r.URL.EscapedPath(), maxKeptText),
		Query:     kept(r.URL.RawQuery, maxKeptText),
	}}
	if rec := e.find(to.account, to.job); rec != nil {
		c.saw(rec)
	}
	c.fault = e.strike(to)
	c.attempt.Fault = c.fault.name
	e.attempts = append(e.attempts, c.attempt)
	before := len(e.attempts)
	e.attempts = latest(e.attempts, e.limits.Attempts, DefaultAttempts)
	e.dropped += before - len(e.attempts)
	return c
}

// saw notes the state of the job before the operation; did, after it.
func (c *call) saw(rec *record) {
	c.attempt.Before, c.attempt.After = rec.job.State, rec.job.State
}

func (c *call) did(rec *record) { c.attempt.After = rec.job.State }
