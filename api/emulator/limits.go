package emulator

import (
	"fmt"
	"net/http"
	"strings"
)

// Limits are the largest amounts that the service keeps and takes. A field that is zero
// has its default; below zero there is no limit.
type Limits struct {
	// Attempts is the number of requests that [Emulator.Attempts] returns, the latest ones.
	// The default is 4096.
	Attempts int
	// Transitions is the number of changes of a job's state that [Emulator.Transitions]
	// returns, the latest ones. The default is 1000.
	Transitions int
	// Jobs is the number of jobs of all accounts up to which new ones are created, and
	// JobBytes the size in bytes of the bodies that they were created with. A create beyond
	// is answered 429 (code 8). By default there is no limit.
	Jobs     int
	JobBytes int64
	// Body is the size in bytes up to which the body of a request is taken. The default is
	// 1 MiB, an assumption about the service.
	Body int64
}

// The defaults of [Limits].
const (
	DefaultAttempts    = 4096
	DefaultTransitions = 1000
	DefaultBody        = 1 << 20
)

// WithLimits sets what the service keeps and takes. A program that asks its own service
// needs none of it, except Attempts where it looks at more than the latest 4096 requests; a
// service that listens on a port should set all of it.
func WithLimits(l Limits) Option { return func(e *Emulator) { e.limits = l } }

// limited is a limit or its default; ok is false for none.
func limited[T int | int64](limit, byDefault T) (most T, ok bool) {
	if limit == 0 {
		limit = byDefault
	}
	return limit, limit > 0
}

// latest keeps the last items of a list.
func latest[T any](list []T, limit, byDefault int) []T {
	if most, ok := limited(limit, byDefault); ok && len(list) > most {
		gone := len(list) - most
		clear(list[:gone]) // what is not shown is not kept alive either
		return list[gone:]
	}
	return list
}

// maxBody is the size in bytes up to which a body is read: one more tells that it is too
// long.
func (e *Emulator) maxBody() int64 {
	if most, ok := limited(e.limits.Body, DefaultBody); ok {
		return most
	}
	return 1<<63 - 2
}

// full refuses a new job of a size that is more than the service keeps.
func (e *Emulator) full(size int64) *failure {
	var jobs int
	var bytes int64
	for _, a := range e.accounts {
		jobs += len(a.jobs.byID)
		bytes += a.jobs.bytes
	}
	switch {
	case e.limits.Jobs > 0 && jobs >= e.limits.Jobs:
		return newFailure(http.StatusTooManyRequests, codeResourceExhausted,
			fmt.Sprintf("the emulator is full: it keeps %d jobs; delete some", e.limits.Jobs))
	case e.limits.JobBytes > 0 && bytes+size > e.limits.JobBytes:
		return newFailure(http.StatusTooManyRequests, codeResourceExhausted,
			fmt.Sprintf("the emulator is full: it keeps jobs of %d bytes in all; delete some", e.limits.JobBytes))
	}
	return nil
}

const (
	maxKeptText = 2048 // bytes of a path or a query that an attempt keeps
	maxKeptName = 256  // bytes of an id or a method that an attempt keeps
)

// kept is a copy of a text for an attempt, cut to n bytes. Without a copy an id would keep
// the whole request line alive that it is a part of.
func kept(s string, n int) string {
	if len(s) > n {
		return strings.ToValidUTF8(s[:n], "") + "…"
	}
	return strings.Clone(s)
}

// RequireKey answers a request for one of the service's operations that has no valid key,
// as the service does and without reading its body, and hands every other request to next.
// Put it around handlers that read bodies before the service does, such as the guard.
func (e *Emulator) RequireKey(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if to := resolve(r.Method, r.URL); to.operation != "" && !e.opens(r.Header, to) {
			e.serve(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// opens reports whether the key of a request is valid for where it leads.
func (e *Emulator) opens(h http.Header, to route) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	_, f := e.authorize(h, to)
	return f == nil
}
