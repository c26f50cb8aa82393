package emulator

import (
	"fmt"
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
)

// field is one property of a message.
type field struct {
	name  string // as on the wire: displayName
	snake string // as in a filter: display_name
	key   string // as in JSON: "displayName":
	index int    // in the Go struct
	kind  kind
	zero  string  // the default of an enum, by its name
	sub   *schema // of a message
}

// schema is the fields of a message, read off the generated struct, so that a field that
// the contract gains is written, masked, sorted and filtered by without a word here.
type schema struct {
	fields []field
	byName map[string]*field // by either spelling
}

// describe reads a struct of the model. It panics on a type of field that it has no rule
// for: the contract has grown something that needs one.
func describe(t reflect.Type) *schema {
	s := &schema{fields: make([]field, 0, t.NumField()), byName: make(map[string]*field)}
	for i := range t.NumField() {
		sf := t.Field(i)
		name, _, _ := strings.Cut(sf.Tag.Get("json"), ",")
		f := field{name: name, snake: snakeCase(name), key: strconv.Quote(name) + ":", index: i}
		switch ft := sf.Type; {
		case ft == reflect.TypeFor[time.Time]():
			f.kind = timestamp
		case ft.Kind() == reflect.Pointer && ft.Elem().Kind() == reflect.Struct:
			f.kind, f.sub = message, describe(ft.Elem())
		case ft.Kind() == reflect.Bool:
			f.kind = boolean
		case ft.Kind() == reflect.Int32:
			f.kind = integer
		case ft.Kind() == reflect.Float32:
			f.kind = decimal
		case ft.Kind() == reflect.String && ft != reflect.TypeFor[string]():
			f.kind, f.zero = enum, zeroName(ft)
		case t == reflect.TypeFor[server.Money]() && name == "units":
			// The struct can't tell: an int64 is a string on the wire.
			f.kind, f.zero = int64text, "0"
		case ft.Kind() == reflect.String:
			f.kind = text
		default:
			panic(fmt.Sprintf("emulator: no rule for the type of %s.%s", t.Name(), sf.Name))
		}
		s.fields = append(s.fields, f)
	}
	for i := range s.fields {
		f := &s.fields[i]
		s.byName[f.name], s.byName[f.snake] = f, f
	}
	return s
}

// zeroName is the name of an enum's zero value. By the convention of protobuf it is the
// name of the type with _UNSPECIFIED; google.rpc.Code is older than that and has OK.
func zeroName(t reflect.Type) string {
	name := strings.ToUpper(snakeCase(t.Name())) + "_UNSPECIFIED"
	v := reflect.New(t).Elem()
	v.SetString(name)
	if known, ok := v.Interface().(interface{ Valid() bool }); ok && known.Valid() {
		return name
	}
	return string(server.StatusCodeOK)
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
