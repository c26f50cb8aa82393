package conform

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// The validator reports everything that is wrong or only the first thing, and nothing in
// between: a body of 4 MB with two million violations cost 2.3 GB and a minute. So a large
// value is validated in pieces, one after the other, until enough is found.
//
// A piece has the way from the root to a part of the value, and only that part. What only
// looks wrong because the rest is missing is checked against the whole value again.

const (
	// maxPiece is the number of JSON values up to which a value is validated at once. A page
	// of 20 jobs with every field has about 1,500.
	maxPiece = 2000
	// maxValues is the largest number of JSON values of a body that is judged. Decoded, so
	// many take about 250 MB; a page of 200 jobs has about 16,000.
	maxValues = 4 << 20
)

// faults validates a value and calls found with each fault, until found returns false.
// Values of open enums that are merely not listed are left out.
func (c *Checker) faults(schema *openapi3.Schema, value any, side Side, found func(fault) bool) {
	as := openapi3.VisitAsResponse
	if side == Request {
		as = openapi3.VisitAsRequest
	}
	opts := append(slices.Clip(c.schema), as())
	if countValues(value, c.piece+1) <= c.piece {
		for _, f := range c.catalogue.faults(schema.VisitJSON(value, append(opts, openapi3.MultiErrors())...)) {
			if !found(f) {
				return
			}
		}
		return
	}
	first := schema.VisitJSON(value, opts...)
	if first == nil {
		return
	}
	reported := false
	cut(value, c.piece, func(p piece) bool {
		for _, f := range c.catalogue.faults(schema.VisitJSON(p.value, append(opts, openapi3.MultiErrors())...)) {
			f.pointer = p.whole(f.pointer)
			if !f.stands(value) {
				continue
			}
			reported = true
			if !found(f) {
				return false
			}
		}
		return true
	})
	if reported {
		return
	}
	// A rule about the whole, such as the largest number of items, that no piece breaks.
	for _, f := range c.catalogue.faults(first) {
		if !found(f) {
			return
		}
	}
}

// faults reads all innermost errors of the validator, in the order of their places.
func (b *catalogue) faults(err error) []fault {
	var out []fault
	for _, cause := range causes(err) {
		if f := b.fault(cause); f.rule != "" {
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, func(a, b fault) int { return strings.Compare(a.pointer, b.pointer) })
	return out
}

// countValues counts the JSON values in a value, and stops at a limit.
func countValues(value any, limit int) int {
	n := 1
	switch value := value.(type) {
	case map[string]any:
		for _, v := range value {
			if n >= limit {
				break
			}
			n += countValues(v, limit-n)
		}
	case []any:
		for _, v := range value {
			if n >= limit {
				break
			}
			n += countValues(v, limit-n)
		}
	}
	return n
}

// tooMany reports whether a JSON text has more values than are decoded. It counts commas
// outside strings, which part all values except the first of each object and array.
func tooMany(text []byte) bool {
	if len(text) < maxValues {
		return false
	}
	n, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			quoted = !quoted
		case '\\':
			i++ // stands in strings only
		case ',', '[', '{':
			if !quoted {
				n++
			}
		}
	}
	return n > maxValues
}

// piece is a part of a value, in the place that it has in the whole.
type piece struct {
	value any
	way   []step // to where the piece begins; its arrays begin there, not at 0
}

// step is one container on the way to where a piece begins.
type step struct {
	array  bool
	offset int    // of an array: the index of its first item in the whole
	name   string // of an object: the member that the way goes on in
}

// whole turns a pointer into the piece into the pointer into the whole value.
func (p piece) whole(pointer string) string {
	if pointer == "" {
		return ""
	}
	tokens := strings.Split(pointer[1:], "/")
	for i, s := range p.way {
		if i == len(tokens) {
			break
		}
		on := tokens[i] == "0"
		if s.array {
			if n, err := strconv.Atoi(tokens[i]); err == nil {
				tokens[i] = strconv.Itoa(n + s.offset)
			}
		} else {
			on = tokens[i] == escape(s.name)
		}
		if !on {
			break
		}
	}
	return "/" + strings.Join(tokens, "/")
}

// stands reports whether a fault of a piece is one of the whole value too.
func (f fault) stands(value any) bool {
	at := f.pointer
	if f.rule == "required" {
		at = at[:max(strings.LastIndexByte(at, '/'), 0)]
	}
	container := valueAt(value, at)
	object, _ := container.(map[string]any)
	array, _ := container.([]any)
	switch f.rule {
	case "required":
		_, there := object[unescape(f.pointer[strings.LastIndexByte(f.pointer, '/')+1:])]
		return !there
	case "minProperties":
		return uint64(len(object)) < f.schema.MinProps
	case "minItems":
		return uint64(len(array)) < f.schema.MinItems
	}
	return true
}

// valueAt follows a JSON pointer, and returns nil where it leads nowhere.
func valueAt(value any, pointer string) any {
	for token := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		if pointer == "" {
			break
		}
		switch within := value.(type) {
		case map[string]any:
			value = within[unescape(token)]
		case []any:
			i, err := strconv.Atoi(token)
			if err != nil || i < 0 || i >= len(within) {
				return nil
			}
			value = within[i]
		default:
			return nil
		}
	}
	return value
}

// cut calls yield with pieces that together have all of a value, each of about size JSON
// values, until yield returns false.
func cut(value any, size int, yield func(piece) bool) {
	c := cutter{size: size, yield: yield}
	if err := c.open(value); err == nil && len(c.root) > 0 {
		c.yield(piece{value: c.root[0], way: c.way})
	}
}

// cutter goes over a value and gathers a piece.
type cutter struct {
	size, n int
	stack   []*container
	root    []any // the whole value, once it is complete
	way     []step
	yield   func(piece) bool
}

// container is an object or an array that is not complete in the present piece.
type container struct {
	array  bool
	items  []any
	object map[string]any
	offset int    // the index of the first item in the whole
	next   int    // the index of the present item in the whole
	name   string // of the present member
}

// errEnough ends the cutting.
var errEnough = errors.New("enough is found")

// add takes a value into the piece: whole, or part by part when it is large.
func (c *cutter) add(value any) error {
	n := countValues(value, c.size+1)
	if n > c.size {
		return c.open(value)
	}
	if c.n+n > c.size {
		if err := c.flush(); err != nil {
			return err
		}
	}
	c.n += n
	c.stack[len(c.stack)-1].put(value)
	return nil
}

func (c *container) put(value any) {
	if c.array {
		c.items = append(c.items, value)
	} else {
		c.object[c.name] = value
	}
}

func (c *container) value() any {
	if c.array {
		return c.items
	}
	return c.object
}

// open adds the parts of an object or an array.
func (c *cutter) open(value any) error {
	here := &container{object: make(map[string]any)}
	c.stack = append(c.stack, here)
	switch value := value.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(value)) {
			here.name = name
			if err := c.add(value[name]); err != nil {
				return err
			}
		}
	case []any:
		here.array, here.items = true, []any{}
		for i, item := range value {
			here.next = i
			if err := c.add(item); err != nil {
				return err
			}
		}
	}
	c.stack = c.stack[:len(c.stack)-1]
	if len(c.stack) == 0 {
		c.root = []any{here.value()}
		return nil
	}
	c.stack[len(c.stack)-1].put(here.value())
	return nil
}

// flush hands the piece on, and begins the next one where this one ends.
func (c *cutter) flush() error {
	last := len(c.stack) - 1
	for i := last; i > 0; i-- {
		c.stack[i-1].put(c.stack[i].value())
	}
	if !c.yield(piece{value: c.stack[0].value(), way: c.way}) {
		return errEnough
	}
	c.n, c.way = 0, make([]step, len(c.stack))
	for i, o := range c.stack {
		o.items, o.object, o.offset = []any{}, make(map[string]any), o.next
		c.way[i] = step{array: o.array, offset: o.offset, name: o.name}
	}
	return nil
}
