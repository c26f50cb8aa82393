package emulator

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// Fault is something that goes wrong with a request, once or a few times. Its constructors
// say what; its fields, or the methods that set them on a copy, say to whom and how often.
type Fault struct {
	Operation string // create, list, get, delete, cancel, resume; empty: any request
	JobID     string // empty: any job
	Times     int    // how many requests it strikes; 0 means 1, below 0 every one

	// Apply says whether the operation takes effect before the fault strikes. Where an
	// answer of the service's own gets through (Delay, Truncate), it takes effect anyhow,
	// and Apply says that it does so before the delay. A refused request never does.
	Apply bool

	name   string
	ends   ending
	canned *answer
	delay  time.Duration
	keep   int
	short  int           // bytes that the announced length leaves out
	drip   time.Duration // the time that the body takes
}

// ending is what becomes of the connection.
type ending int

const (
	endAnswered  ending = iota
	endTruncated        // the answer is cut in its body
	endRefused          // there was no connection
	endClosed           // closed without an answer
	endReset            // reset without an answer
	endSilent           // nothing comes until the client gives up
)

// On limits the fault to an operation.
func (f Fault) On(operation string) Fault { f.Operation = operation; return f }

// ForJob limits the fault to a job.
func (f Fault) ForJob(id string) Fault { f.JobID = id; return f }

// Repeated makes the fault strike so many requests; below 0, every one.
func (f Fault) Repeated(times int) Fault { f.Times = times; return f }

// Applied makes the operation take effect before the fault strikes.
func (f Fault) Applied() Fault { f.Apply = true; return f }

// Refuse refuses the connection: the request is never sent, and nothing takes effect. With
// a [Emulator.Handler] the connection is closed before the body is read instead.
func Refuse() Fault { return Fault{name: "refuse", ends: endRefused} }

// DropBeforeRead closes the connection before the request is read. Nothing takes effect,
// but the client can't know.
func DropBeforeRead() Fault { return Fault{name: "drop before read", ends: endClosed} }

// DropAfterApply closes the connection when the operation has taken effect, before a byte
// of the answer.
func DropAfterApply() Fault { return Fault{name: "drop after apply", ends: endClosed, Apply: true} }

// Reset resets the connection without an answer; nothing takes effect unless Applied.
func Reset() Fault { return Fault{name: "reset", ends: endReset} }

// Truncate lets the operation take effect, announces the whole answer and cuts it after n
// bytes of its body. An answer that is not longer than n arrives whole.
func Truncate(n int) Fault {
	return Fault{name: "truncate", ends: endTruncated, keep: max(n, 0)}
}

// WrongLength lets the operation take effect and announces a body that is n bytes shorter
// than it is: what arrives looks whole, and is not.
func WrongLength(n int) Fault { return Fault{name: "wrong length", short: n} }

// Drip lets the operation take effect and sends the body in pieces of 16 bytes, with pauses
// of one length before each. The whole body takes the given time, however long it is.
func Drip(whole time.Duration) Fault { return Fault{name: "drip", drip: whole} }

// dripped is how many bytes a piece of a dripping body has.
const dripped = 16

// dripPause is the pause before each piece of a body of n bytes that takes d as a whole.
func dripPause(d time.Duration, n int) time.Duration {
	pieces := (n + dripped - 1) / dripped
	return d / time.Duration(max(pieces, 1))
}

// Hang never answers, until the client gives up. Nothing takes effect.
func Hang() Fault { return Fault{name: "hang", ends: endSilent} }

// HangAfterApply lets the operation take effect and never answers.
func HangAfterApply() Fault { return Fault{name: "hang after apply", ends: endSilent, Apply: true} }

// Delay waits before the operation takes effect, or, when Applied, between that and the
// answer. If the client gives up before, the former never takes effect.
func Delay(d time.Duration) Fault { return Fault{name: "delay", delay: d} }

// Body answers with a status from 200 on and bytes of any kind. Nothing takes effect
// unless Applied. An empty contentType sends no Content-Type of the emulator's.
func Body(status int, contentType string, body []byte) Fault {
	a := newAnswer()
	if contentType != "" {
		a.header.Set("Content-Type", contentType)
	}
	a.status, a.body = status, slices.Clone(body)
	return Fault{name: "body", canned: a}
}

// Redirect answers with a redirect to a location. Nothing takes effect unless Applied.
func Redirect(status int, location string) Fault {
	f := Body(status, "text/plain; charset=utf-8", []byte(http.StatusText(status)))
	f.canned.header.Set("Location", location)
	f.name = "redirect"
	return f
}

// Inject scripts faults. A request is struck by the first one, in the order of injection,
// that fits it and is not used up; later ones wait.
func (e *Emulator) Inject(faults ...Fault) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, f := range faults {
		if f.Times == 0 {
			f.Times = 1
		}
		f.Apply = f.Apply && f.ends != endRefused
		e.faults = append(e.faults, f)
	}
}

// strike finds the fault for a request and uses it up by one. The zero Fault is none.
func (e *Emulator) strike(r route) Fault {
	for i, f := range e.faults {
		if f.Operation != "" && !strings.EqualFold(f.Operation, r.operation) || f.JobID != "" && f.JobID != r.job {
			continue
		}
		switch f.Times {
		case 1:
			e.faults = slices.Delete(e.faults, i, i+1)
		default:
			if f.Times > 0 {
				e.faults[i].Times--
			}
		}
		return f
	}
	return Fault{}
}

// answers reports whether the client gets an answer, or the beginning of one.
func (f Fault) answers() bool { return f.ends == endAnswered || f.ends == endTruncated }

// early reports whether the connection ends before the request is read.
func (f Fault) early() bool { return f.ends >= endRefused && f.ends <= endReset && !f.Apply }

// part is what gets through of a body, and whether that is all of it.
func (f Fault) part(body []byte) (part []byte, whole bool) {
	if f.ends != endTruncated || f.keep >= len(body) {
		return body[:max(len(body)-f.short, 0)], true
	}
	return body[:f.keep], false
}
