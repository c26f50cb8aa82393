package sftj

import (
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/fireworks-sftj/sdk/gen/client"
)

// layout is where the members of a JSON object go in a generated struct.
type layout struct {
	of     reflect.Type
	fields [][]layoutField // by the length of the name
}

// layoutField is one field. It is found by its length first, then by its name: hardly two
// fields of a message have names of one length.
type layoutField struct {
	name    string
	index   int
	bit     uint64 // its own in the struct
	kind    layoutKind
	message *layout // of a layoutMessage
}

type layoutKind int

const (
	layoutOther layoutKind = iota // a type that the fast path has no rule for
	layoutText                    // strings, enums too
	layoutBool
	layoutInt32
	layoutFloat32
	layoutTime    // in UTC; any other zone is left to the strict decoder
	layoutMessage // a pointer to a struct
)

// jobLayout is that of a job, read off the struct once and never changed.
var jobLayout = sync.OnceValue(func() *layout { return layoutOf(reflect.TypeFor[client.Job]()) })

// layoutOf reads a struct, so that a field that the contract gains needs no word here.
func layoutOf(t reflect.Type) *layout {
	l := &layout{of: t}
	for i := range t.NumField() {
		sf := t.Field(i)
		name, _, _ := strings.Cut(sf.Tag.Get("json"), ",")
		f := layoutField{name: name, index: i, bit: uint64(1) << i}
		switch ft := sf.Type; {
		case f.bit == 0: // there are more fields than bits
		case ft == reflect.TypeFor[time.Time]():
			f.kind = layoutTime
		case ft.Kind() == reflect.String:
			f.kind = layoutText
		case ft.Kind() == reflect.Bool:
			f.kind = layoutBool
		case ft.Kind() == reflect.Int32:
			f.kind = layoutInt32
		case ft.Kind() == reflect.Float32:
			f.kind = layoutFloat32
		case ft.Kind() == reflect.Pointer && ft.Elem().Kind() == reflect.Struct:
			f.kind, f.message = layoutMessage, layoutOf(ft.Elem())
		}
		for len(l.fields) <= len(name) {
			l.fields = append(l.fields, nil)
		}
		l.fields[len(name)] = append(l.fields[len(name)], f)
	}
	return l
}

// field finds a field by its name on the wire; nil for a name that the struct lacks.
func (l *layout) field(name []byte) *layoutField {
	if len(name) >= len(l.fields) {
		return nil
	}
	for i := range l.fields[len(name)] {
		if f := &l.fields[len(name)][i]; f.name == string(name) {
			return f
		}
	}
	return nil
}
