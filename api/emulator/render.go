package emulator

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/fireworks-sftj/sdk/gen/server"
)

// renderer writes messages as the service does, in proto3 JSON: int64 as a string, float32
// in its shortest form, timestamps with a Z.
type renderer struct {
	omit  bool // leave out what holds its default
	nanos bool // full precision; else microseconds, cut off
}

// usualJob is room for a job with every field and no long text, in bytes.
const usualJob = 2048

// render writes a job, or the part of it that a mask names.
func (e *Emulator) render(b []byte, job *server.Job, raw *extras, m *mask, nanos bool) []byte {
	if b == nil {
		b = make([]byte, 0, usualJob)
	}
	r := renderer{omit: e.quirks.defaultsOmitted, nanos: nanos && !e.quirks.uniformTimes}
	return r.message(b, e.schema, reflect.ValueOf(job).Elem(), raw, m)
}

// message writes the known fields in the order of the model, then those it has no name
// for. What a mask leaves out falls back to its default.
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
		key(f.key)
		switch {
		case f.kind != message:
			b = r.scalar(b, f, fv)
		case fv.IsNil():
			b = append(b, "null"...)
		default:
			b = r.message(b, f.sub, fv.Elem(), x.inside(f.name), sub)
		}
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

// scalar writes the value of a field that is not a message.
func (r renderer) scalar(b []byte, f *field, v reflect.Value) []byte {
	switch f.kind {
	case boolean:
		return strconv.AppendBool(b, v.Bool())
	case integer:
		return strconv.AppendInt(b, v.Int(), 10)
	case decimal:
		// 'g' writes 1e-05 as the service has been seen to; JSON allows it.
		return strconv.AppendFloat(b, v.Float(), 'g', -1, 32)
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

// plain tells whether a JSON string shows s as it is.
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
