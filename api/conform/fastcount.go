package conform

// counter gathers what one body has before it is known whether it counts. It is kept from
// body to body, so that counting costs no memory; a page of jobs with the same property
// 200 times costs the ledger one addition.
type counter struct {
	properties int      // how many there are; the values come after them
	counts     []uint32 // by index
	touched    []int    // which of the counts are not 0
}

func newCounter(c *catalogue) counter {
	return counter{properties: len(c.properties), counts: make([]uint32, len(c.properties)+len(c.values))}
}

// add counts a property by its index, or a value by its index behind the properties.
func (t *counter) add(index int) {
	if t.counts[index] == 0 {
		t.touched = append(t.touched, index)
	}
	t.counts[index]++
}

// clear forgets everything.
func (t *counter) clear() {
	for _, i := range t.touched {
		t.counts[i] = 0
	}
	t.touched = t.touched[:0]
}

// sawCounted takes over what was gathered.
func (l *Ledger) sawCounted(side Side, t *counter) {
	for _, i := range t.touched {
		if i < t.properties {
			l.properties[i].add(side, int64(t.counts[i]))
		} else {
			l.values[i-t.properties].add(side, int64(t.counts[i]))
		}
	}
}
