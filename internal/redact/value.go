package redact

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"time"
)

// Format writes text for any verb of fmt: quoted for %q, in hexadecimal for %x and %X, and as
// it is for all others. It is the body of a Format method: without one, fmt prints the fields
// of a value for the verbs that its String method does not cover, such as %d and %#v.
func Format(f fmt.State, verb rune, text string) {
	if !strings.ContainsRune("qxX", verb) {
		verb = 's'
	}
	_, _ = fmt.Fprintf(f, fmt.FormatString(f, verb), text)
}

// Value returns v as JSON with every string masked by [Field], for a sink. The methods of v
// itself are not called, so it can be the body of a MarshalJSON or Format method; those of
// values inside v are, where they are known to mask.
func Value(v any) []byte { return encodeValue(v, Field) }

// Shown returns v as JSON for a report that was masked when it was made: keys, signatures,
// e-mail addresses and the values of fields and headers that are secret by their names are
// masked, and other text such as a command with "Bearer $KEY" in it stays as it is.
func Shown(v any) []byte {
	return encodeValue(v, func(name, value string) string { return mask(kindOf(name), value, Shapes) })
}

func encodeValue(v any, field func(name, value string) string) []byte {
	e := valueEncoder{field: field}
	rv := reflect.ValueOf(v)
	for rv.Kind() == reflect.Pointer && !rv.IsNil() {
		rv = rv.Elem()
	}
	e.kind("", rv)
	return e.Bytes()
}

// valueEncoder writes values as encoding/json does: the same names, order and options.
type valueEncoder struct {
	bytes.Buffer
	field func(name, value string) string
}

// value writes a value inside another one. name is that of the field that it is in.
func (e *valueEncoder) value(name string, v reflect.Value) {
	if !v.IsValid() || (v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface) && v.IsNil() {
		e.WriteString("null")
		return
	}
	if v.CanInterface() && e.special(name, v.Interface()) {
		return
	}
	e.kind(name, v)
}

// special writes the values that have a form of their own, and reports whether this is one.
func (e *valueEncoder) special(name string, v any) bool {
	switch v := v.(type) {
	case time.Time:
		e.text(v.Format(time.RFC3339Nano))
	case *http.Request: // its header has the key in it
		e.text(v.Method + " " + e.field("", v.URL.String()))
	case json.RawMessage:
		e.Write(JSON(v))
	case json.Marshaler: // of this module, where such methods mask
		text, err := json.Marshal(v)
		if err != nil {
			text = []byte("null")
		}
		e.Write(text)
	case error:
		e.text(Text(v.Error()))
	case encoding.TextMarshaler:
		text, _ := v.MarshalText() // what can't be said is left out
		e.text(e.field(name, string(text)))
	case []byte:
		text, _ := json.Marshal(JSON(v)) // bytes always can
		e.Write(text)
	default:
		return false
	}
	return true
}

func (e *valueEncoder) kind(name string, v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		e.text(e.field(name, v.String()))
	case reflect.Struct:
		e.WriteByte('{')
		e.members(v, true)
		e.WriteByte('}')
	case reflect.Map:
		e.entries(v)
	case reflect.Slice, reflect.Array:
		if v.Kind() == reflect.Slice && v.IsNil() {
			e.WriteString("null")
			return
		}
		e.WriteByte('[')
		for i := range v.Len() {
			if i > 0 {
				e.WriteByte(',')
			}
			e.value(name, v.Index(i))
		}
		e.WriteByte(']')
	case reflect.Pointer, reflect.Interface:
		e.value(name, v.Elem())
	case reflect.Func, reflect.Chan, reflect.UnsafePointer, reflect.Invalid:
		e.WriteString("null")
	default:
		text, err := json.Marshal(v.Interface())
		if err != nil { // an infinite number
			text = []byte("null")
		}
		e.Write(text)
	}
}

// members writes the exported fields of a struct, and those of the structs embedded in it.
func (e *valueEncoder) members(v reflect.Value, first bool) bool {
	for i := range v.NumField() {
		sf, fv := v.Type().Field(i), v.Field(i)
		tag := strings.Split(sf.Tag.Get("json"), ",")
		switch {
		case sf.Anonymous && tag[0] == "" && fv.Kind() == reflect.Struct:
			first = e.members(fv, first)
			continue
		case !sf.IsExported(), tag[0] == "-",
			slices.Contains(tag[1:], "omitempty") && isEmpty(fv),
			slices.Contains(tag[1:], "omitzero") && fv.IsZero(),
			fv.Kind() == reflect.Func:
			continue
		case fv.Kind() == reflect.Interface && !fv.IsNil() && !fv.Type().Implements(reflect.TypeFor[error]()):
			continue // code, such as a transport: what is in it is not data
		}
		if !first {
			e.WriteByte(',')
		}
		first = false
		name := tag[0]
		if name == "" {
			name = sf.Name
		}
		e.text(name)
		e.WriteByte(':')
		e.value(name, fv)
	}
	return first
}

// entries writes a map with the keys in order. A key is the name of its value.
func (e *valueEncoder) entries(v reflect.Value) {
	if v.IsNil() {
		e.WriteString("null")
		return
	}
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	e.WriteByte('{')
	for i, key := range keys {
		if i > 0 {
			e.WriteByte(',')
		}
		name := fmt.Sprint(key)
		e.text(e.field("", name))
		e.WriteByte(':')
		e.value(name, v.MapIndex(key))
	}
	e.WriteByte('}')
}

func (e *valueEncoder) text(s string) { e.Write(quote(s)) }

// isEmpty is what encoding/json leaves out under omitempty.
func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() == 0
	case reflect.Struct:
		return false
	}
	return v.IsZero()
}
