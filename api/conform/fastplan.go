package conform

// plan is a schema as the fast path needs it. There is none for a schema that says more
// than is known here.
type plan struct {
	kind string // of openapi3's types, or anything

	// Of a string.
	format         func([]byte) bool // nil: any text
	enum           map[string]int    // the index of each listed value; nil: any text
	minLen, maxLen int               // in characters; maxLen below 0: no limit

	// Of an integer.
	least, most int64

	// Of an array, or of the undeclared properties of an object.
	rest slot

	// Of an object.
	props    [][]member // by the length of the name
	required members
	open     bool // undeclared properties are of rest, else they are drift
	money    bool
}

// anything is the kind of a plan for JSON of which the contract says nothing.
const anything = "anything"

// member is a declared property.
type member struct {
	name  string
	bit   int // among the members of its object
	index int // in the ledger
	slot  slot
}

// maxMembers is how many declared properties an object may have to get a plan.
const maxMembers = 128

// members is a set of declared properties, by their bits.
type members [maxMembers / 64]uint64

// add puts a member into the set, and reports whether it was new there.
func (m *members) add(bit int) bool {
	word, mask := bit/64, uint64(1)<<(bit%64)
	was := m[word]&mask != 0
	m[word] |= mask
	return !was
}

// has reports whether every member of a smaller set is in this one.
func (m *members) has(less members) bool {
	return less[0]&^m[0] == 0 && less[1]&^m[1] == 0
}

// member finds a declared property by its name.
func (p *plan) member(name []byte) *member {
	if len(name) >= len(p.props) {
		return nil
	}
	for i := range p.props[len(name)] {
		if m := &p.props[len(name)][i]; m.name == string(name) {
			return m
		}
	}
	return nil
}
