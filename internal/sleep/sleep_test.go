package sleep_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/internal/sleep"
)

func TestFor(t *testing.T) {
	for _, tt := range []struct {
		name         string
		d, deadline  time.Duration
		cancelled    bool
		waits        time.Duration
		wantDeadline bool
	}{
		{name: "the time passes before the deadline", d: time.Second, deadline: time.Minute, waits: time.Second},
		{name: "the deadline passes before the time", d: time.Minute, deadline: time.Second, waits: time.Second, wantDeadline: true},
		{name: "no time to wait", deadline: time.Minute},
		{name: "a time in the past", d: -time.Second, deadline: time.Minute},
		{name: "a context that has ended, and no time to wait", deadline: time.Minute, cancelled: true},
		{name: "a context that has ended", d: time.Second, deadline: time.Minute, cancelled: true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), tt.deadline)
				defer cancel()
				if tt.cancelled {
					cancel()
				}
				start := time.Now()
				err := sleep.For(ctx, tt.d)
				if waited := time.Since(start); waited != tt.waits {
					t.Errorf("waited %v, want %v", waited, tt.waits)
				}
				if errors.Is(err, context.DeadlineExceeded) != tt.wantDeadline || errors.Is(err, context.Canceled) != tt.cancelled {
					t.Errorf("error %v", err)
				}
			})
		})
	}
}
