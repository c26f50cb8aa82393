package sftj_test

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// pauses are the times between the requests of a call, in virtual time.
func pauses(t *testing.T, a answer, call func(context.Context, *sftj.Client)) (gaps []time.Duration) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var last time.Time
		call(t.Context(), newClient(t, roundTripper(func(req *http.Request) (*http.Response, error) {
			if now := time.Now(); !last.IsZero() {
				gaps = append(gaps, now.Sub(last))
			}
			last = time.Now()
			return (&stub{script: []answer{a}}).RoundTrip(req)
		})))
	})
	return gaps
}

// TestPollIntervals: looks are 2 s apart, then half as long again each time up to 30 s, give
// or take a fifth.
func TestPollIntervals(t *testing.T) {
	gaps := pauses(t, ok(jobBody), func(ctx context.Context, c *sftj.Client) {
		looks := 0
		for _, err := range c.Wait(ctx, "ft-42") {
			if looks++; looks == 40 || err != nil {
				return
			}
		}
	})
	want, exact := 2*time.Second, 0
	for n, gap := range gaps {
		if gap < want*8/10 || gap > want*12/10 {
			t.Errorf("pause %d is %s, want %s ± 20 %%", n+1, gap, want)
		}
		if gap == want {
			exact++
		}
		want = min(want*3/2, 30*time.Second)
	}
	if len(gaps) != 39 || exact > 1 {
		t.Errorf("%d pauses, %d of them without jitter", len(gaps), exact)
	}
}

// TestBackoffHasFullJitter: the pauses before a read is repeated lie anywhere below their
// ceilings, of half a second and a second.
func TestBackoffHasFullJitter(t *testing.T) {
	seen := map[time.Duration]bool{}
	low, high := time.Hour, time.Duration(0)
	for range 200 {
		gaps := pauses(t, failure(500, ""), func(ctx context.Context, c *sftj.Client) { _, _ = c.Get(ctx, "ft-42") })
		if len(gaps) != 2 || gaps[0] > 500*time.Millisecond || gaps[1] > time.Second {
			t.Fatalf("pauses %v", gaps)
		}
		seen[gaps[0]] = true
		low, high = min(low, gaps[1]), max(high, gaps[1])
	}
	// That 200 of an even spread leave out the lowest or the highest tenth is one case in a
	// billion.
	if len(seen) < 150 || low > 100*time.Millisecond || high < 900*time.Millisecond {
		t.Errorf("%d different pauses; the second from %s to %s", len(seen), low, high)
	}
}

// TestDatesAreRoundedUp: a date has no fraction, and what it names may be later by one.
func TestDatesAreRoundedUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // where the time begins is the bubble's secret
		date := time.Now().Add(7 * time.Second).UTC().Format(http.TimeFormat)
		time.Sleep(400 * time.Millisecond)
		rt := &stub{script: []answer{failure(503, "", "Retry-After", date), ok(jobBody)}}
		start := time.Now()
		if _, err := newClient(t, rt).Get(t.Context(), "ft-42"); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(start); took != 7*time.Second {
			t.Errorf("waited %s for a date that is 6.6 s away", took)
		}
	})
}
