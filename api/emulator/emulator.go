// Package emulator is the supervised fine-tuning service in memory: it holds accounts and
// jobs, moves the jobs along as its clock goes on, and answers the operations of the
// contract as the service does, quirks included.
//
// There are two doors to the same service: [Emulator.Handler], to listen on a port, and
// [Emulator.Transport], a round tripper that needs none and works inside a
// testing/synctest bubble. It starts no goroutine and needs no closing: where a job is by
// now is computed when a request asks.
//
// The operations are reached over HTTP only. What a test does behind the service's back
// (pause a job, suspend an account, script a fault, look at what was asked) are methods
// of [Emulator], and never paths of the API.
package emulator

import (
	"net/http"
	"reflect"
	"sync"
	"time"

	"github.com/fireworks-sftj/sdk/gen/server"
)

// Emulator is the service. Make it with [New]; all its methods may be called from several
// goroutines at once, and take effect one after the other.
type Emulator struct {
	clock    func() time.Time
	newID    func() string
	timeline Timeline
	speed    float64
	quirks   quirks
	limits   Limits
	seeds    []seed

	routes map[string]http.Handler // by operation
	schema *schema

	mu       sync.Mutex
	latest   time.Time // the latest reading of the clock: time never goes back
	requests int       // how many requests have been numbered
	accounts map[string]*account
	keys     map[keyHash]bool // every key that is registered for some account
	faults   []Fault
	attempts []*Attempt
	dropped  int // attempts that are not kept any more
}

// New makes a service with the accounts and jobs that the options name. Without options
// it has neither, and every request is refused.
func New(opts ...Option) *Emulator {
	e := &Emulator{
		clock:    time.Now,
		newID:    randomID,
		timeline: DefaultTimeline(),
		speed:    1,
		quirks:   defaultQuirks(),
		schema:   describe(reflect.TypeFor[server.Job]()),
		accounts: make(map[string]*account),
		keys:     make(map[keyHash]bool),
	}
	for _, opt := range opts {
		opt(e)
	}
	e.timeline = e.timeline.faster(e.speed)
	for _, s := range e.seeds {
		for _, job := range s.jobs {
			e.plant(s.account, job)
		}
	}
	e.seeds = nil // they may be many
	for _, a := range e.accounts {
		a.jobs.order()
	}
	e.routes = e.generatedRoutes()
	for _, a := range e.accounts {
		if a.suspended {
			e.pauseActive(a)
		}
	}
	return e
}

// now reads the clock. A clock that was put back does not move until it has caught up, so
// that no timestamp of the service ever goes back. The caller holds the lock.
func (e *Emulator) now() time.Time {
	if t := e.clock().Round(0).UTC(); t.After(e.latest) {
		e.latest = t
	}
	return e.latest
}
