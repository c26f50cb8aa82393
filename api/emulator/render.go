package emulator

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/fireworks-sftj/sdk/gen/server"
)

// renderer writes messages as the service does, in proto3 JSON: int64 as a string, float32
// in its shortest form, timestamps with a Z.
type renderer struct {
	omit  bool // leave out what holds its default
	nanos bool // full precision; else microseconds, cut off
	nodes bool // write the field nodes of a job although it is 0
}

// usualJob is room for a job with every field and no long text, in bytes.
const usualJob = 2048

// render writes a job, or the part of it that a mask names.
func (e *Emulator) render(b []byte, job *server.Job, raw *extras, m *mask, nanos bool) []byte {
	if b == nil {
		b = make([]byte, 0, usualJob)
	}
	r := renderer{omit: e.quirks.defaultsOmitted, nanos: nanos && !e.quirks.uniformTimes, nodes: e.quirks.nodes}
	return r.message(b, e.schema, reflect.ValueOf(job).Elem(), raw, m)
}

// message writes the known fields in the order of the model, which is that of their names as
// observed, then those it has no name for. What a mask leaves out falls back to its default.
func (r renderer) message(b []byte, s *schema, v reflect.Value, x *extras, m *mask) []byte {
	open := len(b)
	b = append(b, '{')
	key := func(quoted string) {
		if len(b) > open+1 {
			b = append(b, ',')
		}
		b = append(b, quoted...)
	}
	for i := range s.fields {
		f := &s.fields[i]
		sub, wanted := m.pick(f.name)
		if raw, planted := x.value(f.name); planted && wanted {
			key(f.key)
			b = append(b, raw...)
			continue
		}
		fv := v.Field(f.index)
		if !wanted {
			fv = reflect.Zero(fv.Type())
		}
		if r.omit && (fv.IsZero() || f.kind == enum && fv.String() == f.zero) {
			continue
		}
		if f.name == "nodes" && !r.nodes && fv.IsZero() {
			continue // in no capture
		}
		key(f.key)
		b = r.value(b, f, fv, x.inside(f.name), sub)
	}
	if m == nil {
		for _, name := range x.unknown(s) {
			raw, _ := x.value(name)
			key(string(appendString(nil, name)) + ":")
			b = append(b, raw...)
		}
	}
	return append(b, '}')
}

// value writes the value of a field, or of an item of one. Lists and maps that are not set
// are written empty, messages null, as protobuf does.
func (r renderer) value(b []byte, f *field, v reflect.Value, x *extras, m *mask) []byte {
	switch f.kind {
	case message:
		if v.IsZero() {
			return append(b, "null"...)
		}
		return r.message(b, f.sub, reflect.Indirect(v), x, m)
	case list:
		b = append(b, '[')
		for i := range v.Len() {
			if i > 0 {
				b = append(b, ',')
			}
			b = r.item(b, f.elem, v.Index(i))
		}
		return append(b, ']')
	case keyed:
		b = append(b, '{')
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		for i, k := range keys {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(appendString(b, k.String()), ':')
			item := reflect.New(v.Type().Elem()).Elem() // what a map holds has no address
			item.Set(v.MapIndex(k))
			b = r.item(b, f.elem, item)
		}
		return append(b, '}')
	case other:
		raw, err := json.Marshal(v.Interface())
		switch {
		case v.Kind() == reflect.Slice && v.IsZero() && !writesItself(v.Type()):
			return append(b, `""`...) // bytes
		case err != nil, v.Kind() == reflect.Struct && v.IsZero():
			return append(b, "null"...)
		}
		return append(b, raw...)
	}
	return r.scalar(b, f, v)
}

// item writes one item of a list or a map. A message there is set, even when it is empty.
func (r renderer) item(b []byte, f *field, v reflect.Value) []byte {
	if f.kind == message && v.Kind() == reflect.Struct {
		return r.message(b, f.sub, v, nil, nil)
	}
	return r.value(b, f, v, nil, nil)
}

// scalar writes the value of a field that holds no other.
func (r renderer) scalar(b []byte, f *field, v reflect.Value) []byte {
	switch f.kind {
	case boolean:
		return strconv.AppendBool(b, v.Bool())
	case integer:
		return strconv.AppendInt(b, v.Int(), 10)
	case decimal:
		// 'g' writes 1e-05 as the service has been seen to; JSON allows it.
		return strconv.AppendFloat(b, v.Float(), 'g', -1, v.Type().Bits())
	case timestamp:
		if v.IsZero() {
			return append(b, "null"...)
		}
		t, _ := v.Addr().Interface().(*time.Time) // without the address it would be copied to the heap
		return r.timestamp(b, *t)
	}
	s := v.String()
	if s == "" {
		s = f.zero
	}
	return appendString(b, s)
}

// plain reports whether a JSON string shows s as it is.
func plain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf || c == 0x7f {
			return false
		}
	}
	return true
}

// timestamp writes a time with 0, 3, 6 or 9 digits of a second, as protobuf does, and null
// when it is not set.
func (r renderer) timestamp(b []byte, t time.Time) []byte {
	if t.IsZero() {
		return append(b, "null"...)
	}
	t = t.UTC()
	if !r.nanos {
		t = t.Truncate(time.Microsecond)
	}
	layout := "2006-01-02T15:04:05.000000000Z"
	switch ns := t.Nanosecond(); {
	case ns == 0:
		layout = "2006-01-02T15:04:05Z"
	case ns%1e6 == 0:
		layout = "2006-01-02T15:04:05.000Z"
	case ns%1e3 == 0:
		layout = "2006-01-02T15:04:05.000000Z"
	}
	b = append(b, '"')
	b = t.AppendFormat(b, layout)
	return append(b, '"')
}

// appendString writes a JSON string. Signed URLs keep their ampersands, as in protobuf's
// JSON and unlike encoding/json's default.
func appendString(b []byte, s string) []byte {
	if plain(s) {
		return append(append(append(b, '"'), s...), '"')
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s) // a string always encodes
	return append(b, bytes.TrimSuffix(buf.Bytes(), []byte("\n"))...)
}
