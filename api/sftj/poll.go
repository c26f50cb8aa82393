package sftj

import (
	"math/rand/v2"
	"time"
)

// pollPolicy says how often a wait looks. The numbers are this project's.
type pollPolicy struct {
	min, max time.Duration
	// tolerated is how many looks in a row may fail in passing.
	tolerated int
	// settle is how long a job may still read as paused after a resume, before that is
	// taken for its state. How far the service's reads lag behind is not public.
	settle time.Duration
}

func defaultPollPolicy() pollPolicy {
	return pollPolicy{min: 2 * time.Second, max: 30 * time.Second, tolerated: 5, settle: 15 * time.Second}
}

// interval returns the pause after the nth look, n from 1: half as long again each time,
// ±20 % so that many waits don't keep step.
func (p pollPolicy) interval(n int) time.Duration {
	d := float64(p.min)
	for range n - 1 {
		if d *= 1.5; d >= float64(p.max) {
			break
		}
	}
	d = min(d, float64(p.max))
	return time.Duration(d * (0.8 + 0.4*rand.Float64())) //nolint:gosec // jitter needs no secrecy
}

// next returns how long to sleep before a look, so that a last look still fits before
// the deadline of a wait that began at start; false if none does.
func (p pollPolicy) next(n int, start, now, deadline time.Time) (time.Duration, bool) {
	d := p.interval(n)
	if deadline.IsZero() {
		return d, true
	}
	// Time for the last look itself, and not so much that a short wait is hardly one.
	room := min(p.min, 2*time.Second, deadline.Sub(start)/10)
	last := deadline.Add(-room).Sub(now)
	if last <= 0 {
		return 0, false
	}
	return min(d, last), true
}
