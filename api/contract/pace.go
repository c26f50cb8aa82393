package contract

import (
	"context"
	"math"
	"sync"
	"time"
)

// pace spaces requests evenly. There is no burst: a limiter on the other side may have none.
type pace struct {
	mu   sync.Mutex
	gap  time.Duration
	next time.Time
}

func newPace(perSecond float64) *pace {
	if math.IsInf(perSecond, 1) {
		return &pace{}
	}
	return &pace{gap: time.Duration(float64(time.Second) / perSecond)}
}

// usualTimeout bounds a run at the usual rate: one against a server that hangs is over in
// less than a minute.
const usualTimeout = 55 * time.Second

// longestPauses keeps a rate that is next to nothing from overflowing a time.
const longestPauses = 240 * time.Hour

// enough is the time for all that is planned: that of the pauses, and half a minute for the
// answers.
func enough(steps []step, perSecond float64) time.Duration {
	n := 0
	for _, s := range steps {
		for _, p := range s.probes {
			n += max(1, p.AtMost)
		}
	}
	pauses := min(float64(n)/perSecond, longestPauses.Seconds())
	return max(usualTimeout, 30*time.Second+time.Duration(pauses*float64(time.Second)))
}

// wait returns when it is the caller's turn.
func (p *pace) wait(ctx context.Context) error {
	p.mu.Lock()
	now := time.Now()
	turn := p.next
	if turn.Before(now) {
		turn = now
	}
	p.next = turn.Add(p.gap)
	p.mu.Unlock()
	return pause(ctx, turn.Sub(now))
}

// slower halves the rate, for a target that asks for it.
func (p *pace) slower() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.gap *= 2
}

// pause waits, or ends with the context's cause.
func pause(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return context.Cause(ctx)
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
		return nil
	}
}
