package sftj

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// retryAfter reads how long the service asks to wait: Retry-After-Ms in milliseconds,
// Retry-After in seconds or as an HTTP date, which is rounded up to a whole second. What
// can't be read, or is negative, is no request to wait.
func retryAfter(h http.Header, now time.Time) (time.Duration, bool) {
	if d, ok := number(h.Get("Retry-After-Ms"), time.Millisecond); ok {
		return d, true
	}
	value := h.Get("Retry-After")
	if d, ok := number(value, time.Second); ok {
		return d, true
	}
	date, err := http.ParseTime(value)
	if err != nil {
		return 0, false
	}
	wait := date.Sub(now)
	switch {
	case wait <= 0:
		return 0, true
	case wait > math.MaxInt64-time.Second: // Sub has cut it off already
		return math.MaxInt64, true
	}
	return (wait + time.Second - 1).Truncate(time.Second), true
}

func number(s string, unit time.Duration) (time.Duration, bool) {
	s = strings.TrimSpace(s)
	f, err := strconv.ParseFloat(s, 64)
	// What else ParseFloat reads, 0x10 and Inf, are Go's own spellings.
	if err != nil && !math.IsInf(f, 1) || f < 0 || strings.Trim(s, "0123456789.eE+-") != "" {
		return 0, false
	}
	if f >= float64(math.MaxInt64)/float64(unit) {
		return math.MaxInt64, true
	}
	return time.Duration(math.Ceil(f * float64(unit))), true
}
