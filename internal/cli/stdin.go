package cli

import (
	"context"
	"fmt"
)

// interruptible returns what read does, or the context's error as soon as the context
// ends, even when read succeeded in that moment. A read of a terminal or a pipe can't be
// broken off: it goes on, and what it reads later is dropped, because the program ends.
func interruptible[T any](ctx context.Context, read func() (T, error)) (T, error) {
	type outcome struct {
		value T
		err   error
	}
	done := make(chan outcome, 1) // the receiver may be gone
	go func() {
		value, err := read()
		done <- outcome{value, err}
	}()
	var got outcome
	select {
	case got = <-done:
	case <-ctx.Done():
	}
	if ctx.Err() != nil {
		var none T
		return none, fmt.Errorf("while reading: %w", ctx.Err())
	}
	return got.value, got.err
}
