package emulator

import (
	"encoding"
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/fireworks-sftj/sdk/gen/server"
)

// kind is how a field is written, compared and filtered by.
type kind int

const (
	text kind = iota
	enum
	integer
	decimal
	int64text // a 64-bit integer: proto3 JSON writes it as a string
	boolean
	timestamp
	message
	list
	keyed // a map
	other // any other type, written as encoding/json writes it
)

// ordered reports whether values of the kind can be compared, and a list sorted by them.
func (k kind) ordered() bool { return k < message }

// field is one property of a message, or what a list or a map holds.
type field struct {
	name  string // as on the wire: displayName
	snake string // as in a filter: display_name
	key   string // as in JSON: "displayName":
	index int    // in the Go struct
	kind  kind
	zero  string  // the default of an enum, by its name
	sub   *schema // of a message
	elem  *field  // of a list or a map

	readOnly bool // only the service sets it
}

// schema is the fields of a message, read off the generated struct, so that a field that
// the contract gains is written, masked, sorted and filtered by without a word here.
type schema struct {
	fields []field
	byName map[string]*field // by either spelling
}

// describe reads a struct of the model. It has a rule for every type of field: the
// contract may gain a field of any type, and a type that has no rule of its own is written
// as encoding/json writes it.
func describe(t reflect.Type) *schema { return describer{}.schema(t) }

// describer holds the schemas that are described already: a message may hold itself.
type describer map[reflect.Type]*schema

func (d describer) schema(t reflect.Type) *schema {
	if s, ok := d[t]; ok {
		return s
	}
	s := &schema{fields: make([]field, 0, t.NumField()), byName: make(map[string]*field)}
	d[t] = s
	for i := range t.NumField() {
		sf := t.Field(i)
		name, _, _ := strings.Cut(sf.Tag.Get("json"), ",")
		if name == "" || name == "-" {
			continue // such as a map that gathers the unknown fields
		}
		f := d.field(sf.Type)
		f.name, f.snake, f.key, f.index = name, snakeCase(name), strconv.Quote(name)+":", i
		f.readOnly = sf.Tag.Get("readonly") == "true"
		if f.kind == text && sf.Tag.Get("format") == "int64" {
			// The type can't tell: an int64 is a string on the wire.
			f.kind, f.zero = int64text, "0"
		}
		s.fields = append(s.fields, f)
	}
	for i := range s.fields {
		f := &s.fields[i]
		s.byName[f.name], s.byName[f.snake] = f, f
	}
	return s
}

// field describes a type: its kind, its default and what it holds.
func (d describer) field(t reflect.Type) field {
	inner := t
	if t.Kind() == reflect.Pointer {
		inner = t.Elem()
	}
	switch k := inner.Kind(); {
	case inner == reflect.TypeFor[time.Time]() && t == inner:
		return field{kind: timestamp}
	case k == reflect.Struct && !writesItself(inner):
		return field{kind: message, sub: d.schema(inner)}
	case t != inner || writesItself(inner):
		return field{kind: other} // a pointer to a scalar, a date, a number of any size
	case k == reflect.Bool:
		return field{kind: boolean}
	case k >= reflect.Int && k <= reflect.Int64:
		return field{kind: integer}
	case k == reflect.Float32, k == reflect.Float64:
		return field{kind: decimal}
	case k == reflect.String && t != reflect.TypeFor[string]():
		return field{kind: enum, zero: zeroName(t)}
	case k == reflect.String:
		return field{kind: text}
	case k == reflect.Slice && t.Elem().Kind() != reflect.Uint8:
		elem := d.field(t.Elem())
		return field{kind: list, elem: &elem}
	case k == reflect.Map && t.Key().Kind() == reflect.String:
		elem := d.field(t.Elem())
		return field{kind: keyed, elem: &elem}
	}
	return field{kind: other}
}

// writesItself reports whether a type has its own form in JSON.
func writesItself(t reflect.Type) bool {
	return reflect.PointerTo(t).Implements(reflect.TypeFor[json.Marshaler]()) ||
		reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextMarshaler]())
}

// zeroName is the name of an enum's zero value. By the convention of protobuf it is the
// name of the type with _UNSPECIFIED; google.rpc.Code is older than that and has OK.
func zeroName(t reflect.Type) string {
	name := strings.ToUpper(snakeCase(t.Name())) + "_UNSPECIFIED"
	v := reflect.New(t).Elem()
	v.SetString(name)
	known, listed := v.Interface().(interface{ Valid() bool })
	switch {
	case listed && known.Valid():
		return name
	case t == reflect.TypeFor[server.StatusCode]():
		return string(server.StatusCodeOK)
	}
	return "" // a text with a name of its own, or an enum without a default
}

// snakeCase spells displayName as display_name, and JobState as job_state.
func snakeCase(camel string) string {
	var b strings.Builder
	for i, c := range camel {
		if 'A' <= c && c <= 'Z' {
			if i > 0 {
				b.WriteByte('_')
			}
			c += 'a' - 'A'
		}
		b.WriteRune(c)
	}
	return b.String()
}
