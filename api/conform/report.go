package conform

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
)

// Report is a Ledger at one moment: all that the contract has, seen or not, and all that
// was seen beside it. Its lists are sorted.
type Report struct {
	Operations []SeenOperation `json:"operations"`
	Properties []Seen          `json:"properties"`
	EnumValues []Seen          `json:"enumValues"`
	Unknown    Unknown         `json:"unknown"`
	// Judged is the number of exchanges that were judged as a whole, Unjudged the number of
	// the others, by the reason: nothing passes without being counted in one of the two.
	Judged   int64      `json:"judged"`
	Unjudged []Unjudged `json:"unjudged,omitempty"`
}

// Unjudged is how many exchanges were not judged as a whole for one reason.
type Unjudged struct {
	Reason string `json:"reason"` // one of the Unjudged constants
	Seen   int64  `json:"seen"`
}

// SeenOperation is an operation of the contract.
type SeenOperation struct {
	ID       string       `json:"id"`
	Requests int64        `json:"requests"`
	Statuses []SeenStatus `json:"statuses"`
}

// SeenStatus is a status of an operation: each one that the contract lists, "default", and
// each one that was seen and that "default" stands for.
type SeenStatus struct {
	Status string `json:"status"`
	// ByDefault marks a status that only "default" covers. It is counted there too.
	ByDefault bool  `json:"byDefault,omitempty"`
	Seen      int64 `json:"seen"`
}

// Seen is a property of a schema, or a value of an enum. A property that was null was seen.
type Seen struct {
	Schema    string `json:"schema"` // the component, or a path from one: List.items[]
	Name      string `json:"name"`
	Requests  int64  `json:"requests"`  // how often in requests
	Responses int64  `json:"responses"` // how often in responses
}

// Unknown is what the contract does not have, masked. At most 1000 things of each kind are
// told apart, and 10,000 sightings of one body; Dropped counts the sightings beyond.
type Unknown struct {
	Fields     []SeenUnknown `json:"fields"`     // SupervisedFineTuningJob.newField
	EnumValues []SeenUnknown `json:"enumValues"` // JobState.JOB_STATE_NEW
	Statuses   []SeenUnknown `json:"statuses"`   // Gateway_GetSupervisedFineTuningJob 204
	Requests   []SeenUnknown `json:"requests"`   // PATCH /v1/accounts
	Dropped    int64         `json:"dropped"`
}

// SeenUnknown is one thing that the contract does not have.
type SeenUnknown struct {
	Name string `json:"name"`
	// Types are the JSON types that a field had: string, number, boolean, object, array,
	// null. What else is unknown has none.
	Types []string `json:"types,omitempty"`
	Seen  int64    `json:"seen"`
}

// Report returns what was seen so far.
func (l *Ledger) Report() Report {
	l.mu.Lock()
	defer l.mu.Unlock()
	r := Report{
		Operations: make([]SeenOperation, len(l.operations)),
		Properties: tally(l.catalogue.properties, l.properties),
		EnumValues: tally(l.catalogue.values, l.values),
		Unknown: Unknown{
			Fields:     names(l.unknown[unknownField]),
			EnumValues: names(l.unknown[unknownValue]),
			Statuses:   names(l.unknown[unknownStatus]),
			Requests:   names(l.unknown[unknownRequest]),
			Dropped:    l.dropped,
		},
	}
	r.Judged, r.Unjudged = l.judged, []Unjudged{}
	for _, reason := range slices.Sorted(maps.Keys(l.unjudged)) {
		r.Unjudged = append(r.Unjudged, Unjudged{Reason: reason, Seen: l.unjudged[reason]})
	}
	for i, op := range l.operations {
		r.Operations[i] = SeenOperation{ID: op.ID, Requests: l.requests[i].Load(), Statuses: l.answers(op)}
	}
	return r
}

// answers lists the statuses of an operation. The caller holds the lock.
func (l *Ledger) answers(op *operation) []SeenStatus {
	seen := make(map[string]SeenStatus)
	for status := range op.route.Operation.Responses.Map() {
		seen[status] = SeenStatus{Status: status}
	}
	add := func(status string, byDefault bool, n int64) {
		s := seen[status]
		seen[status] = SeenStatus{Status: status, ByDefault: byDefault, Seen: s.Seen + n}
	}
	for a, n := range l.statuses {
		switch {
		case a.operation != op.index:
		case n.literal:
			add(statusName(a.status), false, n.seen)
		default:
			add(statusName(a.status), true, n.seen)
			add("default", false, n.seen)
		}
	}
	return slices.SortedFunc(maps.Values(seen), func(a, b SeenStatus) int { return cmp.Compare(a.Status, b.Status) })
}

func tally(names []named, counts []sightings) []Seen {
	out := make([]Seen, len(names))
	for i, n := range names {
		out[i] = Seen{n.schema, n.name, counts[i].request.Load(), counts[i].response.Load()}
	}
	slices.SortFunc(out, func(a, b Seen) int {
		return cmp.Or(cmp.Compare(a.Schema, b.Schema), cmp.Compare(a.Name, b.Name))
	})
	return out
}

func names(things map[string]*unknown) []SeenUnknown {
	out := make([]SeenUnknown, 0, len(things))
	for _, name := range slices.Sorted(maps.Keys(things)) {
		u := things[name]
		out = append(out, SeenUnknown{Name: name, Types: slices.Sorted(slices.Values(u.types)), Seen: u.seen})
	}
	return out
}

func statusName(status int) string { return strconv.Itoa(status) }
