package sftj

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/fireworks-sftj/sdk/internal/netpath"
)

// outcome is how one attempt ended.
type outcome struct {
	op   operation
	resp *http.Response // nil if there was no answer
	err  error
	sent bool // false only if the request certainly did not reach the service
}

// repeatable reports whether the attempt may be made once more without asking anybody.
func (o outcome) repeatable() bool {
	if o.resp == nil {
		if e, ok := errors.AsType[*Error](o.err); ok && e.Status >= 300 && e.Status < 400 {
			return false // a redirect will be one the next time
		}
		if _, refused := netpath.RefusalOf(o.err); refused {
			return false
		}
		return !errors.Is(o.err, errForGood) && (o.op.reads() || !o.sent)
	}
	if o.op.reads() {
		return transient(o.resp.StatusCode)
	}
	return notProcessed(o.resp)
}

// ambiguous reports whether the request may have been applied without anybody saying
// so. A read has nothing to apply.
func (o outcome) ambiguous() bool {
	if o.op.reads() || !o.sent {
		return false
	}
	if o.resp == nil {
		return true
	}
	return ambiguousStatus(o.resp)
}

// transient reports whether a read that was answered so is worth repeating.
func transient(status int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusTooManyRequests, http.StatusInternalServerError,
		http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout,
		520: // "unknown error" of the proxy in front of the service
		return true
	}
	return false
}

// notProcessed reports whether the service says that it did not process the request.
func notProcessed(resp *http.Response) bool {
	switch resp.StatusCode {
	case http.StatusTooManyRequests:
		return true
	case http.StatusServiceUnavailable:
		_, ok := retryAfter(resp.Header, time.Now())
		return ok
	}
	return false
}

// ambiguousStatus reports whether the service may have processed the request in spite of
// such an answer. A 501 was not; a 503 with Retry-After says so.
func ambiguousStatus(resp *http.Response) bool {
	switch {
	case resp.StatusCode == http.StatusRequestTimeout, resp.StatusCode == 499:
		return true
	case resp.StatusCode == http.StatusNotImplemented, notProcessed(resp):
		return false
	}
	return resp.StatusCode >= 500 || resp.StatusCode >= 300 && resp.StatusCode < 400
}

// attemptsFor returns how many attempts such an outcome is worth. A quota does not fill
// up while one waits, so it gets one more try and no third.
func (p retryPolicy) attemptsFor(o outcome) int {
	if o.resp != nil && o.resp.StatusCode == http.StatusTooManyRequests {
		if _, ok := retryAfter(o.resp.Header, time.Now()); !ok {
			return min(p.maxAttempts, 2)
		}
	}
	return p.maxAttempts
}

// pause returns how long to wait before the attempt after the nth, and false if that is
// longer than the caller or the policy has time for.
func (p retryPolicy) pause(ctx context.Context, n int, o outcome) (time.Duration, bool) {
	wait := p.backoff.after(n)
	if o.resp != nil {
		if asked, ok := retryAfter(o.resp.Header, time.Now()); ok {
			if asked > p.maxRetryAfter {
				return 0, false
			}
			wait = asked
		}
	}
	deadline, ok := ctx.Deadline()
	return wait, !ok || time.Now().Add(wait).Before(deadline)
}
