package cli

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"
)

// Signals have two readers: the context of the whole program, which SIGINT and SIGTERM end,
// and what is drawn on a terminal, which has to be taken away before the program stops.

// endedBySignal is the cause of a context that a signal ended.
type endedBySignal struct{ signal syscall.Signal }

func (*endedBySignal) Error() string { return "interrupted" }

// Unwrap makes it a cancellation for callers that compare with context.Canceled.
func (*endedBySignal) Unwrap() error { return context.Canceled }

// signalContext returns a context that ends at the first SIGINT or SIGTERM. A second one
// ends the program at once. A signal that the program was started to ignore, as shells do
// with SIGINT for what runs in the background, stays ignored.
func signalContext(parent context.Context) (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(parent)
	var heard []os.Signal
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		if !signal.Ignored(s) {
			heard = append(heard, s)
		}
	}
	if len(heard) == 0 { // no signals would be all of them
		return ctx, func() { cancel(nil) }
	}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, heard...)
	go func() {
		select {
		case s := <-signals:
			signal.Stop(signals) // the next one does what it does by default
			number, _ := s.(syscall.Signal)
			cancel(&endedBySignal{number})
		case <-ctx.Done():
		}
	}()
	return ctx, func() { signal.Stop(signals); cancel(nil) }
}

// exit ends the process with a code. A program that a signal has interrupted dies of that
// signal, after all has been cleaned up: a shell that runs it in a loop ends the loop only
// then, and takes a code of the program's own for a sign that the interrupt was dealt with.
// See https://www.cons.org/cracauer/sigint.html.
func exit(ctx context.Context, code int) {
	if by, ok := errors.AsType[*endedBySignal](context.Cause(ctx)); ok && code == exitInterrupted {
		dieOf(by.signal)
		if by.signal == syscall.SIGTERM { // where a process cannot die of a signal
			code = exitTerminated
		}
	}
	os.Exit(code)
}

// drawing is what is drawn on a terminal again and again.
type drawing interface {
	// hide leaves the terminal as it was, until the next tick.
	hide()
	// tick draws anew, if there was anything to draw yet.
	tick()
}

// notifyDrawing returns the signals that v has to handle if it is a drawing. stop has to be
// called.
func notifyDrawing(v any) (signals <-chan os.Signal, stop func()) {
	heard := screenSignals()
	if _, ok := v.(drawing); !ok || len(heard) == 0 { // no signals would be all of them
		return nil, func() {}
	}
	c := make(chan os.Signal, len(heard))
	signal.Notify(c, heard...)
	return c, func() { signal.Stop(c) }
}

// handleSignalsOf has d handle signals until stop is called.
func handleSignalsOf(d drawing) (stop func()) {
	signals, stopNotify := notifyDrawing(d)
	over := make(chan struct{})
	go func() {
		for {
			select {
			case s := <-signals:
				handleSignal(s, d, raise)
			case <-over:
				return
			}
		}
	}()
	return func() { stopNotify(); close(over) }
}

// drawable reports whether the terminal is the program's own at the moment.
func (a *app) drawable() bool {
	f, ok := a.stderr.(*os.File)
	return !ok || inForeground(f)
}
