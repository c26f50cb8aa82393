package emulator

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"
)

// allowance is a token bucket: what an account may still ask.
type allowance struct {
	saved float64   // requests that may be made now
	since time.Time // when saved was right; zero before the first request
}

// take spends one request of perMinute, or says how long to wait for the next.
func (a *allowance) take(now time.Time, perMinute int) (wait time.Duration) {
	full, rate := float64(perMinute), float64(perMinute)/60 // rate is per second
	if a.since.IsZero() {
		a.saved = full
	} else {
		a.saved = min(full, a.saved+now.Sub(a.since).Seconds()*rate)
	}
	a.since = now
	// The sum of many small refills may miss a whole request by a rounding error.
	const nearly = 1 - 1e-9
	if a.saved >= nearly {
		a.saved--
		return 0
	}
	return time.Duration((1 - a.saved) / rate * float64(time.Second))
}

// limit refuses a request above the rate limit, if there is one.
func (e *Emulator) limit(a *account) *failure {
	if e.quirks.perMinute <= 0 {
		return nil
	}
	wait := a.allowance.take(e.now(), e.quirks.perMinute)
	if wait == 0 {
		return nil
	}
	seconds := max(1, int(math.Ceil(wait.Seconds())))
	f := newFailure(http.StatusTooManyRequests, codeResourceExhausted,
		fmt.Sprintf("too many requests, try again in %d s", seconds))
	f.header.Set("Retry-After", strconv.Itoa(seconds))
	return f
}
