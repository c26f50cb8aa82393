package conform

import (
	"math"
	"reflect"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// A schema is compiled by taking away what is understood of it: what is left must say
// nothing. So a keyword that the validator learns in a later version, or that the contract
// takes up, can't be overlooked; it only costs the schema its plan.

// planner compiles the schemas of the bodies of one side.
type planner struct {
	side  Side
	plans map[*openapi3.Schema]*plan
}

func newPlanner(side Side) planner {
	return planner{side: side, plans: make(map[*openapi3.Schema]*plan)}
}

// maxWrappers is how many wrappers may be around a schema; a schema may wrap itself.
const maxWrappers = 8

// slot compiles a schema with its shape, without a plan when there is anything in it that
// the fast path does not know.
func (c planner) slot(s *openapi3.Schema, sh *shape) slot {
	null := s.Nullable
	// A wrapper asks for its own type too: it must not differ from what it wraps.
	for range maxWrappers {
		if !isWrapper(s) || !onlyAllOf(*s) {
			break
		}
		inner := s.AllOf[0].Value
		if s.Type != nil && !slices.Equal(s.Type.Slice(), inner.Type.Slice()) {
			return slot{}
		}
		s = inner
		null = null || s.Nullable
	}
	p, known := c.plans[s]
	if !known {
		p = &plan{maxLen: -1}
		c.plans[s] = p // before it is complete: a schema may contain itself
		if !c.fill(p, s, sh) {
			p.kind = "" // nothing fits, also for the schemas that hold it already
		}
	}
	return slot{plan: p, null: null}
}

// fill writes the plan of a schema, and reports whether it says all that the schema does.
func (c planner) fill(p *plan, s *openapi3.Schema, sh *shape) bool {
	if s.Type == nil || len(*s.Type) != 1 {
		return false
	}
	left := silent(*s)
	switch p.kind = (*s.Type)[0]; p.kind {
	case openapi3.TypeBoolean:
	case openapi3.TypeString:
		left.Format, left.Enum, left.MinLength, left.MaxLength = "", nil, 0, nil
		if !p.text(s, sh) {
			return false
		}
	case openapi3.TypeNumber:
		left.Format = ""
		if s.Format != "" && s.Format != "float" {
			return false
		}
	case openapi3.TypeInteger:
		left.Format, left.Min, left.Max = "", nil, nil
		if !p.integer(s) {
			return false
		}
	case openapi3.TypeArray:
		left.Items = nil
		if s.Items == nil {
			return false
		}
		p.rest = c.slot(s.Items.Value, sh.items)
	case openapi3.TypeObject:
		left.Properties, left.Required, left.AdditionalProperties = nil, nil, openapi3.AdditionalProperties{}
		if !c.object(p, s, sh) {
			return false
		}
	default:
		return false
	}
	return isZero(left)
}

// silent is a schema without what says nothing about a value of the right type.
func silent(s openapi3.Schema) openapi3.Schema {
	s.Type, s.Nullable, s.ReadOnly, s.WriteOnly = nil, false, false, false
	s.Extensions, s.Origin, s.Title, s.Description = nil, nil, "", ""
	s.Default, s.Example, s.ExternalDocs, s.Deprecated = nil, nil, nil, false
	return s
}

// onlyAllOf reports whether a wrapper says nothing but what it wraps.
func onlyAllOf(s openapi3.Schema) bool {
	s = silent(s)
	s.AllOf = nil
	return isZero(s)
}

// isZero reports whether a schema says nothing at all, whatever the validator learns to read.
func isZero(s openapi3.Schema) bool { return reflect.ValueOf(s).IsZero() }

// text takes the keywords of a string. A pattern is none of them: matching it would be no
// faster here.
func (p *plan) text(s *openapi3.Schema, sh *shape) bool {
	if s.Format != "" {
		if p.format = fastFormats()[s.Format]; p.format == nil {
			return false
		}
	}
	if len(s.Enum) > 0 {
		if sh.enum == nil || len(sh.enum.index) != len(s.Enum) {
			return false // not all of them are strings
		}
		p.enum = sh.enum.index
	}
	if s.MinLength > math.MaxInt32 || s.MaxLength != nil && *s.MaxLength > math.MaxInt32 {
		return false
	}
	p.minLen = int(s.MinLength)
	if s.MaxLength != nil {
		p.maxLen = int(*s.MaxLength)
	}
	return true
}

// integer takes those of an integer. Only 32 bits are read here: larger ones are strings
// in proto3 JSON, and without a format there is no largest.
func (p *plan) integer(s *openapi3.Schema) bool {
	p.least, p.most = math.MinInt32, math.MaxInt32
	if s.Format != "int32" {
		return false
	}
	if s.Min != nil {
		p.least = int64(math.Ceil(max(*s.Min, math.MinInt32)))
	}
	if s.Max != nil {
		p.most = int64(math.Floor(min(*s.Max, math.MaxInt32)))
	}
	return true
}

// object takes those of an object. It needs the shape too, which has the numbers that the
// ledger counts by.
func (c planner) object(p *plan, s *openapi3.Schema, sh *shape) bool {
	if len(s.Properties) > maxMembers {
		return false
	}
	p.money = sh.money
	if more := s.AdditionalProperties; more.Schema != nil {
		p.open, p.rest = true, c.slot(more.Schema.Value, sh.extra)
	} else if more.Has != nil && *more.Has {
		p.open, p.rest = true, whatever()
	}
	bits := make(map[string]int)
	for name, ref := range s.Properties {
		declared, ok := sh.props[name]
		if !ok {
			return false
		}
		m := member{name: name, bit: len(bits), index: declared.index}
		// One that is not for this side is a violation: the validator's to report.
		if forbidden := c.side == Request && ref.Value.ReadOnly || c.side == Response && ref.Value.WriteOnly; !forbidden {
			m.slot = c.slot(ref.Value, declared.shape)
		}
		bits[name] = m.bit
		// By length, because hardly two names of a message are equally long: one comparison
		// finds most of them, and no hash is needed.
		for len(p.props) <= len(name) {
			p.props = append(p.props, nil)
		}
		p.props[len(name)] = append(p.props[len(name)], m)
	}
	for _, name := range s.Required {
		bit, ok := bits[name]
		if !ok {
			return false
		}
		p.required.add(bit)
	}
	return true
}

// whatever is the slot of any JSON value.
func whatever() slot {
	p := &plan{kind: anything, open: true, maxLen: -1}
	p.rest = slot{plan: p, null: true}
	return p.rest
}
