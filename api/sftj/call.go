package sftj

import (
	"context"
	"time"
)

// call is what the plumbing tells the method above it: the attempts that were made.
type call struct {
	attempts []Attempt
	trying   int // which attempt is under way, from 1
}

type (
	callKey    struct{}
	onceKey    struct{}
	timeoutKey struct{}
)

// withOnce tells the plumbing to send a request once: somebody above decides whether it
// may be sent again.
func withOnce(ctx context.Context) context.Context {
	return context.WithValue(ctx, onceKey{}, true)
}

// withAttemptTimeout bounds the attempts of a call tighter than the client's setting.
func withAttemptTimeout(ctx context.Context, d time.Duration) context.Context {
	return context.WithValue(ctx, timeoutKey{}, d)
}

// attemptTimeout returns the tighter of the client's bound and the call's.
func attemptTimeout(ctx context.Context, usual time.Duration) time.Duration {
	if d, ok := ctx.Value(timeoutKey{}).(time.Duration); ok && (usual <= 0 || d < usual) {
		return d
	}
	return usual
}

func isOnce(ctx context.Context) bool { return ctx.Value(onceKey{}) != nil }

func withCall(ctx context.Context) (context.Context, *call) {
	c := &call{}
	return context.WithValue(ctx, callKey{}, c), c
}

// callFrom returns the context's call. Under the stock client there is none, and the
// plumbing keeps its own.
func callFrom(ctx context.Context) (context.Context, *call) {
	if c, ok := ctx.Value(callKey{}).(*call); ok {
		return ctx, c
	}
	return withCall(ctx)
}

// attemptFrom returns which attempt of its call a request is.
func attemptFrom(ctx context.Context) int {
	_, c := callFrom(ctx)
	return c.trying
}
