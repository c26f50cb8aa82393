package sftj

import (
	"context"
	"math"
	"sync"
	"time"

	"github.com/fireworks-sftj/sdk/internal/sleep"
)

// The documented limits of an account, in requests a minute: without a payment method,
// and the most there is with one.
const (
	leastPerMinute = 10
	mostPerMinute  = 6000
)

// maxHold is how long a response can hold all requests up. One that asks for more ends the
// sending.
const maxHold = time.Minute

// What a resume is based on is old after staleAfter, or after staleSlots at a low rate. In
// the ordinary run of things it waits for two slots. The numbers are this project's.
const (
	staleAfter = 2 * time.Second
	staleSlots = 3
)

// limiter spaces requests evenly, with no burst: two never leave closer together than a
// minute divided by the rate, so no window of a minute holds more than the rate, wherever
// it begins. Every 429 halves the rate, and each minute without one gives a tenth of the
// setting back.
type limiter struct {
	setting, floor float64                              // requests a minute
	onWait         func(context.Context, time.Duration) // called before a request waits for its turn; nil: not

	// turn is held by the request that leaves next. A read has to hold reads first: so a
	// resume waits for one read at most. It may wait long nevertheless, where a 429 pauses all
	// requests or many reads end at once: then [errStale] says that its own read is too old.
	turn, reads chan struct{}

	mu    sync.Mutex
	rate  float64
	left  time.Time // when the last request left
	held  time.Time // none leaves before
	calm  time.Time // a 429 before this belongs to the last one
	grown time.Time // when the rate changed last
}

// newLimiter returns a limiter of so many requests a minute, which must be positive.
func newLimiter(perMinute int) *limiter {
	setting := float64(perMinute)
	return &limiter{
		setting: setting, floor: min(setting, leastPerMinute), rate: setting,
		turn: make(chan struct{}, 1), reads: make(chan struct{}, 1),
	}
}

// takeRead returns with the turn when a read may leave, or with the context's error.
func (l *limiter) takeRead(ctx context.Context) error {
	select {
	case l.reads <- struct{}{}:
		defer func() { <-l.reads }()
	case <-ctx.Done():
		return ctx.Err()
	}
	return l.take(ctx, time.Time{})
}

// take returns with the turn when a resume may leave, or with the context's error. Nothing
// else leaves before the turn is given back. What the resume is based on is as of read: if
// that will be old by then it returns [errStale], and another request has the slot.
func (l *limiter) take(ctx context.Context, read time.Time) error {
	select {
	case l.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	for {
		now := time.Now()
		pause, spacing := l.pause(now)
		err := ctx.Err()
		if !read.IsZero() && now.Add(pause).Sub(read) > max(staleAfter, staleSlots*spacing) {
			err = errStale
		}
		if err == nil && pause > 0 {
			if l.onWait != nil {
				l.onWait(ctx, pause)
			}
			err = sleep.For(ctx, pause)
		}
		switch {
		case err != nil:
			l.giveBack()
			return err
		case pause <= 0:
			return nil
		}
	}
}

// snapshotAge returns how long before a resume the job may have been read: what EnsureResumed
// allows, and more at a rate that is so low that the resume has to wait for its turn.
func (l *limiter) snapshotAge() time.Duration {
	_, spacing := l.pause(time.Now())
	return max(maxSnapshotAge, staleSlots*spacing)
}

// leave gives the turn back as a request leaves: the next one is a spacing away.
func (l *limiter) leave(now time.Time) {
	l.mu.Lock()
	l.left = now
	l.mu.Unlock()
	l.giveBack()
}

// giveBack gives the turn back without a request.
func (l *limiter) giveBack() { <-l.turn }

// pause returns how long the request that has the turn has to wait, and the time between
// two requests at the rate of now. After the wait it has to be asked again: the rate may
// have changed.
func (l *limiter) pause(now time.Time) (pause, spacing time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.rate < l.setting && now.Sub(l.grown) >= time.Minute {
		l.rate = min(l.setting, l.rate+max(1, l.setting/10))
		l.grown = l.grown.Add(time.Minute)
	}
	spacing = time.Duration(math.Ceil(float64(time.Minute) / l.rate))
	at := l.held
	if slot := l.left.Add(spacing); !l.left.IsZero() && slot.After(at) {
		at = slot
	}
	return at.Sub(now), spacing
}

// slow responds to a 429 that asks to wait: nothing leaves until then, and the rate is halved.
// Responses to requests that were under way together count once: for as long as the first one
// asked to wait, and for a second at least. It returns the time until which nothing leaves.
func (l *limiter) slow(now time.Time, asked time.Duration) time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	asked = min(asked, maxHold)
	if until := now.Add(asked); until.After(l.held) {
		l.held = until
	}
	if !now.Before(l.calm) {
		l.calm = now.Add(max(asked, time.Second))
		l.rate = max(l.floor, l.rate/2)
		l.grown = now
	}
	return l.held
}
