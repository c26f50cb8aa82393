package conform

import (
	"maps"
	"net/http"

	"github.com/getkin/kin-openapi/openapi3"
)

// Confirmation is a statement of the contract that responses showed, and how often.
type Confirmation struct {
	Kind   StatementKind `json:"kind"`
	Name   string        `json:"name"`
	Source Source        `json:"source"`
	Seen   int64         `json:"seen"`
	// New reports that no capture that the contract carries had shown the statement before.
	New bool `json:"new"`
}

// Confirmed returns the statements of the contract that responses have shown since the Checker was
// made, in the order of [Checker.Statements], and how many statements there are. A response that
// violates the contract confirms nothing, and only a success confirms an operation: a server
// without the operation answers 404 as well. Parameters are not counted, neither as confirmed nor
// as statements, because a response does not say which of them the server has read.
//
// Errors: those of Statements.
func (c *Checker) Confirmed() (confirmed []Confirmation, of int, err error) {
	list, err := c.Statements()
	if err != nil {
		return nil, 0, err
	}
	seen := c.ledger.confirmed()
	for _, s := range list {
		if s.Kind == StatementParameter {
			continue
		}
		of++
		if n := seen[s.Kind][s.Name]; n > 0 {
			confirmed = append(confirmed, Confirmation{s.Kind, s.Name, s.Source, n, len(s.Observations) == 0})
		}
	}
	return confirmed, of, nil
}

// confirmed counts the statements that responses without a violation showed.
func (l *Ledger) confirmed() map[StatementKind]map[string]int64 {
	out := make(map[StatementKind]map[string]int64)
	for _, kind := range StatementKinds() {
		out[kind] = make(map[string]int64)
	}
	all, violating := l.Report(), l.violating.Report() // of the same contract: the lists are parallel
	bad := make(map[string]int64)
	for i, op := range violating.Operations {
		for _, s := range op.Statuses {
			bad[l.operations[i].Name+" "+s.Status] = s.Seen
		}
	}
	for i, op := range all.Operations {
		name := l.operations[i].Name
		for _, s := range op.Statuses {
			if s.ByDefault { // it is counted under default too
				continue
			}
			n := s.Seen - bad[name+" "+s.Status]
			out[StatementStatus][name+" "+s.Status] = n
			if s.Status[0] == '2' {
				out[StatementOperation][name] += n
			}
		}
	}
	for i, p := range all.Properties {
		n := p.Responses - violating.Properties[i].Responses
		out[StatementField][p.Schema+"."+p.Name] = n
		// An error has the shape of a schema if it has a field of it.
		out[StatementError][p.Schema] = max(out[StatementError][p.Schema], n)
	}
	for i, v := range all.EnumValues {
		out[StatementValue][v.Schema+"."+v.Name] = v.Responses - violating.EnumValues[i].Responses
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	maps.Copy(out[StatementHeader], l.headers)
	return out
}

// sawHeaders counts the headers of a response that the contract declares for its status.
func (l *Ledger) sawHeaders(status string, declared openapi3.Headers, header http.Header) {
	for name := range declared {
		if len(header.Values(name)) > 0 {
			l.mu.Lock()
			l.headers[status+" "+name]++
			l.mu.Unlock()
		}
	}
}
