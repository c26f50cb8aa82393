package conform

import "github.com/getkin/kin-openapi/openapi3"

// The fast path is a second, much smaller judge in front of the validator: one pass over
// the raw bytes, by a plan that is compiled from the contract in New. It may say one thing
// only: this body certainly conforms, and shows nothing that the contract does not know.
// Whatever it has a doubt about goes the long way, where the validator decides, so that
// every violation and every drift has its words from there. A fuzz test holds the two
// together: what the fast path is sure of, the long way finds nothing in, and the ledger
// counts the same.

// slot is where a value stands: the plan for it, and whether null may stand there too.
// Without a plan nothing is sure.
type slot struct {
	plan *plan
	null bool
}

// passesFast reports whether a body conforms without a doubt, and notes in the ledger what it
// has. False says nothing.
func (c *Checker) passesFast(f *findings, b body, media *openapi3.MediaType, text []byte) bool {
	at := b.op.plans[media][sideIndex(f.side)]
	if at.plan == nil {
		return false
	}
	s, _ := c.scans.Get().(*scan)
	if s == nil {
		s = &scan{counted: newCounter(c.catalogue)}
	}
	defer c.scans.Put(s)
	sure := s.body(text, at, b.partial)
	if sure {
		c.ledger.sawCounted(f.side, &s.counted)
		if f.violated() { // by a header
			c.ledger.violating.sawCounted(f.side, &s.counted)
		}
	}
	s.counted.clear()
	return sure
}

// sideIndex is where the plans of a side are.
func sideIndex(s Side) int {
	if s == Request {
		return 0
	}
	return 1
}
