// Package sleep waits without outliving a context.
package sleep

import (
	"context"
	"time"
)

// For waits for d, or for the end of the context. A context that has ended ends it at once,
// also when d is zero or less.
//
// Errors: that of the context.
func For(ctx context.Context, d time.Duration) error {
	if err := ctx.Err(); err != nil || d <= 0 {
		return err
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
