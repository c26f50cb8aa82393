package main

import (
	"os"
	"os/signal"
)

// drawing is what is drawn on a terminal again and again.
type drawing interface {
	// hide leaves the terminal as it was, until the next tick.
	hide()
	// tick draws anew, if there was anything to draw yet.
	tick()
}

// heed returns the signals that v has to obey if it is a drawing. stop has to be called.
func heed(v any) (signals <-chan os.Signal, stop func()) {
	heard := screenSignals()
	if _, ok := v.(drawing); !ok || len(heard) == 0 { // no signals would be all of them
		return nil, func() {}
	}
	c := make(chan os.Signal, len(heard))
	signal.Notify(c, heard...)
	return c, func() { signal.Stop(c) }
}

// heedMeanwhile has d obey signals until stop is called.
func heedMeanwhile(d drawing) (stop func()) {
	signals, deaf := heed(d)
	over := make(chan struct{})
	go func() {
		for {
			select {
			case s := <-signals:
				obey(s, d, raise)
			case <-over:
				return
			}
		}
	}()
	return func() { deaf(); close(over) }
}

// drawable reports whether the terminal is the program's own at the moment.
func (a *app) drawable() bool {
	f, ok := a.stderr.(*os.File)
	return !ok || inForeground(f)
}
