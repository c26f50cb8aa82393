package conform

import (
	"slices"
	"sync"
	"sync/atomic"
)

// maxUnknown is how many unknown things of each kind the ledger tells apart. A peer that sends
// ever new ones must not fill the memory; what comes after is only counted.
const maxUnknown = 1000

// Ledger records what a Checker has seen of its contract, and what it has seen beside it.
// It is safe for use by many goroutines. What the contract has is counted without a lock;
// its size is that of the contract, plus at most 1000 unknown things of each kind.
type Ledger struct {
	catalogue  *catalogue
	operations []*operation
	requests   []atomic.Int64 // by operation
	properties []sightings
	values     []sightings

	mu       sync.Mutex
	statuses map[answer]count
	unknown  map[unknownKind]map[string]*unknown
	dropped  int64
	judged   int64            // exchanges that were judged as a whole
	unjudged map[string]int64 // the others, by the reason
	headers  map[string]int64 // declared ones of responses without a violation, by status and name

	// violating counts again what is in responses that violate the contract: they confirm
	// nothing. It has no violating of its own.
	violating *Ledger
}

// sightings counts apart what clients send and what the service answers.
type sightings struct{ request, response atomic.Int64 }

func (s *sightings) add(side Side, n int64) {
	if side == Request {
		s.request.Add(n)
	} else {
		s.response.Add(n)
	}
}

// answer is a documented status of an operation.
type answer struct{ operation, status int }

// count is how often an answer was seen, and whether the contract lists its status or
// only a default for it.
type count struct {
	seen    int64
	literal bool
}

// unknown is what was seen of something that the contract does not have.
type unknown struct {
	seen  int64
	types []string // of a field, the JSON types, each once
}

// unknownKind sorts what the contract does not have.
type unknownKind int

const (
	unknownField unknownKind = iota
	unknownValue
	unknownStatus
	unknownRequest
	unknownKinds // how many there are
)

func newLedger(c *catalogue, operations []*operation) *Ledger {
	l := emptyLedger(c, operations)
	l.violating = emptyLedger(c, operations)
	return l
}

func emptyLedger(c *catalogue, operations []*operation) *Ledger {
	l := &Ledger{
		catalogue: c, operations: operations,
		requests:   make([]atomic.Int64, len(operations)),
		properties: make([]sightings, len(c.properties)),
		values:     make([]sightings, len(c.values)),
		statuses:   make(map[answer]count),
		unknown:    make(map[unknownKind]map[string]*unknown),
		unjudged:   make(map[string]int64),
		headers:    make(map[string]int64),
	}
	for k := range unknownKinds {
		l.unknown[k] = make(map[string]*unknown)
	}
	return l
}

func (l *Ledger) sawRequest(operation int) { l.requests[operation].Add(1) }

func (l *Ledger) sawProperty(side Side, index int) { l.properties[index].add(side, 1) }

func (l *Ledger) sawValue(side Side, index int) { l.values[index].add(side, 1) }

func (l *Ledger) sawStatus(op *operation, status int, documented, literal bool) {
	if !documented {
		l.sawUnknown(unknownStatus, op.ID+" "+statusName(status))
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	a := answer{op.index, status}
	l.statuses[a] = count{l.statuses[a].seen + 1, literal}
}

// sawUnknown counts something by its name, masked: an unknown name can be anything. Of a
// field it notes the JSON type.
func (l *Ledger) sawUnknown(kind unknownKind, name string, types ...string) {
	name = shownName(name)
	l.mu.Lock()
	defer l.mu.Unlock()
	names := l.unknown[kind]
	u, ok := names[name]
	if !ok {
		if len(names) == maxUnknown {
			l.dropped++
			return
		}
		u = new(unknown)
		names[name] = u
	}
	u.seen++
	for _, t := range types {
		if !slices.Contains(u.types, t) {
			u.types = append(u.types, t)
		}
	}
}

// drop counts something unknown without its name.
func (l *Ledger) drop() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.dropped++
}

// sawExchange counts an exchange by why it was not judged as a whole, "" for one that was.
func (l *Ledger) sawExchange(unjudged string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if unjudged == "" {
		l.judged++
	} else {
		l.unjudged[unjudged]++
	}
}
