package sftj

import (
	"context"
	"math"
	"sync"
	"time"
)

// The documented limits of an account, in requests a minute: without a payment method,
// and the most there is with one.
const (
	leastPerMinute = 10
	mostPerMinute  = 6000
)

// maxHold is how long an answer can hold all requests up. A service that asks for more is
// asked again after it, so that a wrong header can't stop a run for good.
const maxHold = time.Minute

// limiter spaces requests evenly, with no burst: two never leave closer together than a
// minute divided by the rate, so no window of a minute holds more than the rate, wherever
// it begins. Every 429 halves the rate, and each minute without one gives a tenth of the
// setting back.
type limiter struct {
	setting, floor float64 // requests a minute

	// turn is held by the request that leaves next. A read has to hold reads first: so a
	// resume waits for one read at most, and what was read before it is hardly old.
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

// wait returns when a request may leave, or with the context's error.
func (l *limiter) wait(ctx context.Context, op operation) error {
	queues := []chan struct{}{l.reads, l.turn}
	if !op.reads() {
		queues = queues[1:]
	}
	for _, queue := range queues {
		select {
		case queue <- struct{}{}:
			defer func() { <-queue }()
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	for {
		pause := l.leave(time.Now())
		if pause <= 0 {
			return ctx.Err()
		}
		if err := sleep(ctx, pause); err != nil {
			return err
		}
	}
}

// leave takes note of a request that leaves now, or says how long it has to wait. After
// the wait it has to be asked again: the rate may have changed.
func (l *limiter) leave(now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.rate < l.setting && now.Sub(l.grown) >= time.Minute {
		l.rate = min(l.setting, l.rate+max(1, l.setting/10))
		l.grown = l.grown.Add(time.Minute)
	}
	at := l.held
	if !l.left.IsZero() {
		spacing := time.Duration(math.Ceil(float64(time.Minute) / l.rate))
		if slot := l.left.Add(spacing); slot.After(at) {
			at = slot
		}
	}
	if at.After(now) {
		return at.Sub(now)
	}
	l.left = now
	return 0
}

// slow answers a 429 that asks to wait: nothing leaves until then, and the rate is halved.
// Answers to requests that were under way together count once: for as long as the first
// one asked to wait, and for a second at least.
func (l *limiter) slow(now time.Time, asked time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	asked = min(asked, maxHold)
	if until := now.Add(asked); until.After(l.held) {
		l.held = until
	}
	if now.Before(l.calm) {
		return
	}
	l.calm = now.Add(max(asked, time.Second))
	l.rate = max(l.floor, l.rate/2)
	l.grown = now
}
