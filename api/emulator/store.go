package emulator

import (
	"crypto/rand"
	"time"

	"github.com/fireworks-sftj/sdk/gen/server"
)

// account is an owner of jobs.
type account struct {
	id        string
	keys      map[keyHash]bool // empty: any key that belongs to no other account
	jobs      index
	allowance allowance

	suspended bool
	noQuota   bool
	unpaid    bool
}

// record is a job and what the service knows about it beyond its fields.
type record struct {
	id  string
	job server.Job // as of the last advance; messages in it are replaced, never changed
	raw *extras    // fields the model does not know, kept as they came

	since       time.Time     // when the present phase began
	trained     time.Duration // how much of the training was done when it began
	transitions []Transition
	size        int64 // of the body that it was created with

	maxTransitions int // that are kept; 0 is the default

	// What lagging reads show, and until when.
	stale      *server.Job // nil: none ever lagged
	staleUntil time.Time
}

// account finds an account, or adds it.
func (e *Emulator) account(id string) *account {
	a, ok := e.accounts[id]
	if !ok {
		a = &account{id: id, keys: make(map[keyHash]bool), jobs: newIndex()}
		e.accounts[id] = a
	}
	return a
}

// find returns a job as it is now, or nil. The caller holds the lock.
func (e *Emulator) find(account, id string) *record {
	a := e.accounts[account]
	if a == nil {
		return nil
	}
	rec := a.jobs.byID[id]
	if rec != nil {
		e.advance(rec, e.now())
	}
	return rec
}

// seen is the job as a read shows it: as it is, or as it was while reads lag.
func (rec *record) seen(now time.Time) *server.Job {
	if rec.stale != nil && now.Before(rec.staleUntil) {
		return rec.stale
	}
	return &rec.job
}

// freeID makes an id that the account does not use yet. It gives up (ok is false) on a
// generator that keeps repeating itself.
func (e *Emulator) freeID(a *account) (id string, ok bool) {
	const tries = 1000
	for range tries {
		id = e.newID()
		if a.jobs.byID[id] == nil && validID(id) {
			return id, true
		}
	}
	return "", false
}

// randomID makes an id as the service does: 8 characters of a–z and 0–9, as observed.
func randomID() string {
	const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789"
	b := make([]byte, 8)
	rand.Read(b) // never fails, by its documentation
	for i := range b {
		b[i] = alphabet[int(b[i])%len(alphabet)]
	}
	return string(b)
}

// validID reports whether a new job may have this id: 1 to 63 letters, digits, hyphens,
// underscores and dots, of which "." and ".." would be lost in a path. What the service
// allows is not public; this is an assumption.
func validID(id string) bool {
	if id == "" || len(id) > 63 || id == "." || id == ".." {
		return false
	}
	for _, c := range []byte(id) {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		case c == '-', c == '_', c == '.':
		default:
			return false
		}
	}
	return true
}
