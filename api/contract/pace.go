package contract

import (
	"context"
	"math"
	"net/http"
	"sync"
	"time"

	"github.com/fireworks-sftj/sdk/internal/sleep"
)

// pace spaces requests evenly. There is no burst: a limiter on the other side may have none.
// A kind of request that was answered 429 is spaced further apart until it is accepted again.
type pace struct {
	mu    sync.Mutex
	gap   time.Duration
	next  time.Time
	kinds map[requestKind]*slowdown
}

// slowdown is how a kind of request is slowed down.
type slowdown struct {
	gap    time.Duration // 0 for the usual one
	next   time.Time
	good   int           // responses other than 429 since the last change of the gap
	waited time.Duration // all that Retry-After asked for
	closed error         // no more of this kind is sent
}

// requestKind groups the requests that a target is likely to limit together.
type requestKind string

// The kinds of requests. A service limits failed keys by address, resumes by account.
const (
	ownReads  requestKind = "requests that read"
	ownWrites requestKind = "requests other than reads"
	otherKeys requestKind = "requests without the right key"
)

// kind is the kind that a probe is limited with.
func (p Probe) kind() requestKind {
	switch {
	case p.Auth != OwnKey:
		return otherKeys
	case p.Method == http.MethodGet || p.Method == http.MethodHead:
		return ownReads
	}
	return ownWrites
}

const (
	// recovery is after how many responses other than 429 a kind is sent faster again.
	recovery = 4
	// kindPatience is how long the run waits for one kind of request in all, where the
	// others can go on without it.
	kindPatience = 30 * time.Second
)

func newPace(perSecond float64) *pace {
	p := &pace{kinds: map[requestKind]*slowdown{ownReads: {}, ownWrites: {}, otherKeys: {}}}
	if !math.IsInf(perSecond, 1) {
		p.gap = time.Duration(float64(time.Second) / perSecond)
	}
	return p
}

// DefaultTimeout bounds a run for which WithTimeout says nothing. A run against a healthy
// service nearby takes seconds; one against a service that needs 700 ms for a response needs
// most of this.
const DefaultTimeout = 10 * time.Minute

// longestPauses keeps a rate that is next to nothing from overflowing a time.
const longestPauses = 240 * time.Hour

// enough is the time for all that is planned: that of the pauses, and half a minute for the
// responses, but DefaultTimeout at least.
func enough(steps []step, perSecond float64) time.Duration {
	n := 0
	for _, s := range steps {
		for _, p := range s.probes {
			n += max(1, p.AtMost)
		}
	}
	pauses := min(float64(n)/perSecond, longestPauses.Seconds())
	return max(DefaultTimeout, 30*time.Second+time.Duration(pauses*float64(time.Second)))
}

// wait returns when it is the turn of a request of this kind.
func (p *pace) wait(ctx context.Context, kind requestKind) error {
	p.mu.Lock()
	k := p.kinds[kind]
	now := time.Now()
	turn := now
	for _, other := range []time.Time{p.next, k.next} {
		if turn.Before(other) {
			turn = other
		}
	}
	p.next, k.next = turn.Add(p.gap), turn.Add(k.gap)
	p.mu.Unlock()
	return pause(ctx, turn.Sub(now))
}

// limited notes a 429: the kind is sent at half its rate from now on. It reports whether the
// wait that was asked for is still within the patience of the run.
func (p *pace) limited(kind requestKind, wait time.Duration) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	k := p.kinds[kind]
	k.gap, k.good = 2*max(k.gap, p.gap), 0
	k.waited += wait
	return kind == ownReads || k.waited <= kindPatience
}

// accepted notes a response other than 429: after a few of them the kind is sent faster, up
// to the usual rate.
func (p *pace) accepted(kind requestKind) {
	p.mu.Lock()
	defer p.mu.Unlock()
	k := p.kinds[kind]
	if k.gap == 0 {
		return
	}
	if k.good++; k.good < recovery {
		return
	}
	if k.gap, k.good = k.gap/2, 0; k.gap <= p.gap {
		k.gap = 0
	}
}

// close sends no more requests of a kind, for the reason given.
func (p *pace) close(kind requestKind, why error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.kinds[kind].closed = why
}

// closed is why no more requests of a kind are sent, nil while they are.
func (p *pace) closed(kind requestKind) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.kinds[kind].closed
}

// pause waits, or ends with the context's cause.
func pause(ctx context.Context, d time.Duration) error {
	if sleep.For(ctx, d) != nil {
		return context.Cause(ctx)
	}
	return nil
}
