package contract_test

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/conform"
)

// derived is an exchange that was made to prove one constraint.
type derived struct {
	constraint string // its JSON pointer in the document
	use        string // where on the wire: "Gateway_GetSupervisedFineTuningJob response 200"
	says       string // what is special about it
	operation  string // the operationId that it belongs to; empty for none
	exchange   conform.Exchange
	// finds is all that has to be found: "violation response /epochs type", or "drift …", or nothing.
	finds string
}

// derivation makes cases out of a document.
type derivation struct {
	doc     map[string]any
	seed    uint64
	cases   []derived
	excused map[string]string // constraints that no exchange can break, and why
	proven  map[string]string // constraints with a full set of values, and by which use
}

// derive makes the cases of all constraints. The same document and seed make the same cases.
func derive(doc map[string]any, seed uint64) *derivation {
	d := &derivation{doc: doc, seed: seed, excused: map[string]string{}, proven: map[string]string{}}
	for _, path := range sortedKeys(object(doc, "paths")) {
		for _, method := range methods {
			if operation := object(doc, "paths", path, method); operation != nil {
				d.operation(path, method, operation)
			}
		}
	}
	d.unjudged()
	return d
}

// random are the random numbers for one use of the contract, whatever comes before it.
func (d *derivation) random(use string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(use))
	return rand.New(rand.NewPCG(d.seed, h.Sum64()))
}

func (d *derivation) add(constraint string, u use, says, finds string, x conform.Exchange) {
	operation, _, _ := strings.Cut(u.name, " ")
	if strings.HasSuffix(finds, " operation") {
		operation = "" // which is the finding
	}
	d.cases = append(d.cases, derived{constraint, u.name, says, operation, x, finds})
}

// some are the values to prove a constraint with: all of them in its first use on a side, and
// one that the seed picks in every later use, of which there are many.
func (d *derivation) some(constraint string, u use, values []json.RawMessage) []json.RawMessage {
	key := string(u.side) + constraint
	if first, again := d.proven[key]; again && first != u.name && len(values) > 0 {
		return []json.RawMessage{values[d.random(u.name+constraint).IntN(len(values))]}
	}
	d.proven[key] = u.name
	return values
}

// use is a body of the contract on its way: how an exchange with it is made.
type use struct {
	name    string
	side    conform.Side
	body    any // a complete one that is right
	make    func(body []byte) conform.Exchange
	request bool
}

// with makes the exchange with another value at a place of the body.
func (u use) with(at []string, value any) conform.Exchange {
	body, err := json.Marshal(withValue(u.body, at, value))
	if err != nil {
		panic(err) // of maps, lists and raw values: it encodes
	}
	return u.make(body)
}

// violation is how a finding of this use is written.
func (u use) violation(at []string, rule string) string {
	return fmt.Sprintf("violation %s %s %s", u.side, instancePointer(at), rule)
}

func (u use) drift(at []string, kind string) string {
	return fmt.Sprintf("drift %s %s %s", u.side, instancePointer(at), kind)
}

// found writes a result the way the cases do.
func found(r conform.Result) string {
	var all []string
	for _, v := range r.Violations {
		all = append(all, fmt.Sprintf("violation %s %s %s", v.Side, v.Pointer, v.Rule))
	}
	for _, d := range r.Drift {
		all = append(all, fmt.Sprintf("drift %s %s %s", d.Side, d.Pointer, d.Kind))
	}
	slices.Sort(all)
	return strings.Join(all, "; ")
}

// holds reports whether a checker sees the case as it was meant, and if not, what it sees.
func (c derived) holds(t testing.TB, ck *conform.Checker) (got string, ok bool) {
	r := ck.Check(t.Context(), c.exchange)
	if got = found(r); r.Operation != c.operation {
		got = "operation " + r.Operation + "; " + got
	}
	return got, got == c.finds
}

func (c derived) String() string {
	return fmt.Sprintf("%s: %s with %s", c.constraint, c.use, c.says)
}

// jsonHeader is what every JSON message of a case has.
func jsonHeader() http.Header { return http.Header{"Content-Type": {"application/json"}} }
