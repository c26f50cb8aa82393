package contract_test

import (
	"net/http"
	"slices"
	"strings"

	"github.com/fireworks-sftj/sdk/api/emulator"
)

// A mutant is the emulator with one fault. The kit has to catch it, by a check that was
// named beforehand and for the reason that was named; the SDK has to keep its promise.
type mutant struct {
	name  string
	fault string // in a sentence
	lie   lie
	// caughtBy names the check that sees it; two, where either may. One of them must fail
	// with a finding that has says in it.
	caughtBy string
	says     string
	sdk      promise
}

// mutantClass is what faults are about.
type mutantClass struct {
	name string
	of   []mutant
}

// mutants is the whole catalogue.
func mutants() []mutantClass {
	return []mutantClass{
		{"body", slices.Concat(bodyMutants(), fieldMutants(), errorMutants())},
		{"JSON", jsonMutants()},
		{"header", headerMutants()},
		{"status", statusMutants()},
		{"identity", identityMutants()},
		{"state", slices.Concat(resumeMutants(), stateMutants())},
		{"time", timeMutants()},
		{"authorisation", authMutants()},
		{"routing", routingMutants()},
		{"request", requestMutants()},
		{"pagination", slices.Concat(pageMutants(), queryMutants())},
		{"redirect", redirectMutants()},
		{"transport", slices.Concat(transportMutants(), framingMutants())},
		{"caching", cachingMutants()},
		{"encoding", encodingMutants()},
		{"intermittent", intermittentMutants()},
		{"leak", leakMutants()},
		{"drift", driftMutants()},
	}
}

// lie is how a service departs from the emulator. All of it is optional.
type lie struct {
	options []emulator.Option
	setup   func(*emulator.Emulator)
	// ask changes a request before the emulator sees it, tell an answer before the client
	// does.
	ask  func(*liar, *http.Request)
	tell func(*reply)
	// bytes writes an answer onto the connection: the fault can't be seen without one.
	bytes func(*reply) []byte
	// overTCP has the lie told on connections, because it is about them.
	overTCP bool
	// latency is before every answer.
	latency latency
}

// tells changes the answers that a filter picks.
func tells(which filter, changes ...func(*reply)) lie {
	return lie{tell: func(r *reply) {
		if which(r) {
			r.told++
			for _, change := range changes {
				change(r)
			}
		}
	}}
}

// asks changes requests.
func asks(change func(*liar, *http.Request)) lie { return lie{ask: change} }

// suffers has faults that the emulator offers itself.
func suffers(faults ...emulator.Fault) lie {
	return lie{setup: func(em *emulator.Emulator) { em.Inject(faults...) }}
}

// connection writes the answers that a filter picks onto the connection as it likes; the
// others go there as they should.
func connection(which filter, write func(*reply) []byte) lie {
	return lie{bytes: func(r *reply) []byte {
		if which(r) {
			return write(r)
		}
		return r.wellFormed()
	}}
}

// and is a lie with one more.
func (l lie) and(which func(*reply) bool, changes ...func(*reply)) lie {
	first, second := l.tell, tells(which, changes...).tell
	l.tell = func(r *reply) {
		first(r)
		second(r)
	}
	return l
}

// onConnections reports whether the fault can be seen over TCP alone.
func (l lie) onConnections() bool { return l.bytes != nil || l.overTCP }

// absent reports whether a mutant answers nothing as the service does: another program could be
// there, and there is nothing to judge.
func (m mutant) absent() bool { return m.caughtBy == "target.answers" }

// drifts reports whether a mutant is ahead of the contract, and not against it.
func (m mutant) drifts() bool {
	return strings.HasPrefix(m.caughtBy, "drift.") && !strings.Contains(m.says, "spelling")
}
