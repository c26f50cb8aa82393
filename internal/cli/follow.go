package cli

import (
	"iter"
	"sync"
	"time"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// ending is how a wait ended: the last event, and the error if it ended badly.
type ending struct {
	last    sftj.Event
	err     error
	resumed bool // the wait began with a resume
	active  bool // the job was read as active
}

// look is an event of the nth wait, or its end.
type look struct {
	n     int
	event sftj.Event
	err   error
	end   bool
}

// follow hands the events of several waits to a view until all of them have ended. The
// waits have to end with their context.
func (a *app) follow(waits []iter.Seq2[sftj.Event, error], v view) []ending {
	defer v.close() // what is said after it is said on a screen without drawings
	looks := make(chan look)
	var running sync.WaitGroup
	for n, events := range waits {
		running.Go(func() { report(n, events, looks) })
	}
	go func() { running.Wait(); close(looks) }()

	endings := make([]ending, len(waits))
	second := time.NewTicker(time.Second)
	defer second.Stop()
	signals, stop := notifyDrawing(v)
	defer stop()
	for {
		select {
		case l, more := <-looks:
			switch {
			case !more:
				return endings
			case l.end:
				v.ended(l.n, l.err)
				continue
			}
			endings[l.n].last, endings[l.n].err = l.event, l.err
			if l.event.Resumption != nil {
				endings[l.n].resumed = l.event.Resumption.Posts > 0
				a.sayResumption(l.event.Resumption)
			}
			if l.event.Job != nil || l.event.Err != nil { // else there was no look to speak of
				if _, drawn := v.(drawing); drawn {
					a.patience.stop() // the view shows what goes on
				}
				a.patience.heard()
				endings[l.n].active = endings[l.n].active || l.event.State.Active()
				v.event(l.n, l.event)
				if _, drawn := v.(drawing); !drawn {
					a.warnViolations()
				}
			}
		case <-second.C:
			v.tick()
		case s := <-signals:
			if d, ok := v.(drawing); ok {
				handleSignal(s, d, raise)
			}
		}
	}
}

// report sends the events of one wait.
func report(n int, events iter.Seq2[sftj.Event, error], to chan<- look) {
	var last error
	for event, err := range events {
		last = err
		to <- look{n: n, event: event, err: err}
	}
	to <- look{n: n, err: last, end: true}
}
