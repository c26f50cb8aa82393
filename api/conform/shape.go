package conform

import (
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// shape is what a schema declares, with all that it is composed of put together. Whether a
// value fits is the validator's business; the shape knows what has a name.
type shape struct {
	name   string // of the component, or a path from one
	object bool   // an object is what fits
	props  map[string]property
	items  *shape
	extra  *shape // of undeclared properties, nil: none
	open   bool   // undeclared properties are declared to be allowed
	closed bool   // undeclared properties are violations
	enum   *enum
	money  bool
}

// property is a declared property; counted under the schema that declares it.
type property struct {
	index int
	shape *shape
}

// enum is a list of values, and the form of those that may come.
type enum struct {
	index map[string]int
	later *regexp.Regexp // nil: the list is closed
}

// open reports whether the enum may grow. A nil enum may not.
func (e *enum) open() bool { return e != nil && e.later != nil }

// drift reports whether v is not listed, and may be all the same.
func (e *enum) drift(v string) bool {
	if !e.open() {
		return false
	}
	_, listed := e.index[v]
	return !listed && e.later.MatchString(v)
}

// named is something the contract has: a property or a value of a schema.
type named struct{ schema, name string }

// catalogue is all that the contract has a name for.
type catalogue struct {
	components map[*openapi3.Schema]string
	shapes     map[*openapi3.Schema]*shape
	enums      map[*openapi3.Schema]*enum
	properties []named
	values     []named
	known      map[named]int // the index of a property
}

func newCatalogue(doc *openapi3.T) *catalogue {
	b := &catalogue{
		components: make(map[*openapi3.Schema]string),
		shapes:     make(map[*openapi3.Schema]*shape),
		enums:      make(map[*openapi3.Schema]*enum),
		known:      make(map[named]int),
	}
	if doc.Components != nil {
		for name, ref := range doc.Components.Schemas {
			b.components[ref.Value] = name
		}
	}
	return b
}

// bodies prepares the shapes of all bodies of an operation.
func (b *catalogue) bodies(op *operation) (map[*openapi3.MediaType]*shape, error) {
	out := make(map[*openapi3.MediaType]*shape)
	add := func(content openapi3.Content, name string) error {
		for _, media := range content {
			if media.Schema == nil {
				continue
			}
			sh, err := b.shape(media.Schema.Value, name)
			if err != nil {
				return fmt.Errorf("conform: %s: %w", op.ID, err)
			}
			out[media] = sh
		}
		return nil
	}
	if r := op.route.Operation.RequestBody; r != nil {
		if err := add(r.Value.Content, op.ID+".request"); err != nil {
			return nil, err
		}
	}
	responses := op.route.Operation.Responses.Map()
	for _, status := range slices.Sorted(maps.Keys(responses)) {
		if err := add(responses[status].Value.Content, op.ID+"."+status); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// shape returns the shape of a schema; name is what to call it when it has no own name.
func (b *catalogue) shape(s *openapi3.Schema, name string) (*shape, error) {
	if sh, ok := b.shapes[s]; ok {
		return sh, nil
	}
	if _, component := b.components[s]; !component && isWrapper(s) {
		return b.shape(s.AllOf[0].Value, name)
	}
	sh := &shape{name: b.nameOf(s, name), props: make(map[string]property)}
	b.shapes[s] = sh // before it is complete: a schema may contain itself
	return sh, b.fill(sh, s, sh.name, map[*openapi3.Schema]bool{})
}

// isWrapper reports whether a schema only dresses another one: a $ref that is nullable,
// read-only or described has to be written as allOf.
func isWrapper(s *openapi3.Schema) bool {
	return len(s.AllOf) == 1 && len(s.Properties) == 0 && s.Items == nil && len(s.Enum) == 0 &&
		len(s.OneOf) == 0 && len(s.AnyOf) == 0 && s.AdditionalProperties.Has == nil && s.AdditionalProperties.Schema == nil
}

func (b *catalogue) nameOf(s *openapi3.Schema, name string) string {
	if component, ok := b.components[s]; ok {
		return component
	}
	return name
}

// fill adds what a schema declares, and what it is composed of. With oneOf and anyOf, a
// property counts as declared when one of the alternatives has it.
func (b *catalogue) fill(sh *shape, s *openapi3.Schema, name string, within map[*openapi3.Schema]bool) error {
	if within[s] {
		return nil
	}
	within[s] = true
	sh.object = sh.object || s.Type.Is(openapi3.TypeObject) || len(s.Properties) > 0
	sh.money = sh.money || b.components[s] == "Money"
	for _, p := range slices.Sorted(maps.Keys(s.Properties)) {
		child, err := b.shape(s.Properties[p].Value, name+"."+p)
		if err != nil {
			return err
		}
		sh.props[p] = property{index: b.property(named{name, p}), shape: child}
	}
	var err error
	if s.Items != nil {
		if sh.items, err = b.shape(s.Items.Value, name+"[]"); err != nil {
			return err
		}
	}
	if more := s.AdditionalProperties; more.Schema != nil {
		sh.open = true
		if sh.extra, err = b.shape(more.Schema.Value, name+".*"); err != nil {
			return err
		}
	} else if more.Has != nil {
		sh.open, sh.closed = sh.open || *more.Has, sh.closed || !*more.Has
	}
	if len(s.Enum) > 0 {
		if sh.enum, err = b.enum(s, name); err != nil {
			return err
		}
	}
	for _, part := range slices.Concat(s.AllOf, s.OneOf, s.AnyOf) {
		if err := b.fill(sh, part.Value, b.nameOf(part.Value, name), within); err != nil {
			return err
		}
	}
	return nil
}

func (b *catalogue) property(n named) int {
	i, ok := b.known[n]
	if !ok {
		i = len(b.properties)
		b.known[n] = i
		b.properties = append(b.properties, n)
	}
	return i
}

// enum reads the listed strings of a schema, and x-open-enum.
func (b *catalogue) enum(s *openapi3.Schema, name string) (*enum, error) {
	if e, ok := b.enums[s]; ok {
		return e, nil
	}
	e := &enum{index: make(map[string]int)}
	for _, v := range s.Enum {
		if text, ok := v.(string); ok {
			e.index[text] = len(b.values)
			b.values = append(b.values, named{name, text})
		}
	}
	if raw, ok := s.Extensions["x-open-enum"]; ok {
		pattern, ok := raw.(string)
		if !ok {
			return nil, fmt.Errorf("x-open-enum of %s is not a string", name)
		}
		later, err := regexp.Compile(pattern)
		if err != nil {
			return nil, fmt.Errorf("x-open-enum of %s: %w", name, err)
		}
		e.later = later
	}
	b.enums[s] = e
	return e, nil
}
