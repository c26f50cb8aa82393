package sftj

import (
	"math/rand/v2"
	"sync"
	"time"
)

// backoff doubles from first to most, with full jitter: anything between nothing and
// the doubled time, so that clients that failed together don't come back together.
type backoff struct{ first, most time.Duration }

// after returns the pause after the nth attempt, n from 1.
func (b backoff) after(n int) time.Duration {
	ceiling := b.most
	if n < 32 { // a shift that far is beyond every ceiling
		ceiling = min(b.most, b.first<<(n-1))
	}
	return rand.N(ceiling + 1) //nolint:gosec // jitter needs no secrecy
}

// budget bounds the share of retries, so that a bulk run can't make an outage worse: a
// retry costs a token, an answer gives a part of one back. Ten retries are free, after
// that one for every five answers.
type budget struct {
	mu     sync.Mutex
	tokens float64
}

const (
	budgetSize   = 10.0
	budgetRefill = 0.2
)

func newBudget() *budget { return &budget{tokens: budgetSize} }

func (b *budget) take() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.tokens < 1 {
		return false
	}
	b.tokens--
	return true
}

func (b *budget) refill() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.tokens = min(budgetSize, b.tokens+budgetRefill)
}
