package sftj

import (
	"reflect"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/fireworks-sftj/sdk/internal/jsonscan"
)

// value reads the value of a field. A null leaves the field as it is, which is unset.
func (d *fastDecoder) value(f *layoutField, of reflect.Value) bool {
	if f.kind == layoutOther {
		return false
	}
	if d.in.Word("null") {
		return true
	}
	into := of.Field(f.index)
	// A value of another type is a doubt, never an error: the strict decoder has the words
	// for it, and accepts some that look wrong, such as 3.0 for an integer.
	switch f.kind {
	case layoutText:
		return d.string(into)
	case layoutBool:
		on := d.in.Word("true")
		into.SetBool(on)
		return on || d.in.Word("false")
	case layoutInt32:
		n, ok := d.in.Number()
		if !ok {
			return false
		}
		i, ok := n.Int32()
		into.SetInt(int64(i))
		return ok
	case layoutFloat32:
		n, ok := d.in.Number()
		if !ok {
			return false
		}
		x, err := strconv.ParseFloat(string(n.Raw), 32)
		into.SetFloat(x)
		return err == nil
	case layoutTime:
		return d.time(into)
	case layoutMessage:
		if d.in.Next() != '{' {
			return false
		}
		// It is set before it is decoded: on a doubt the whole job is thrown away.
		message := reflect.New(f.message.of)
		into.Set(message)
		return d.object(f.message, message.Elem())
	}
	return false
}

// string reads a string. Only one with escapes has memory of its own.
func (d *fastDecoder) string(into reflect.Value) bool {
	start := d.in.Pos
	if d.in.Next() != '"' {
		return false
	}
	_, escaped, ok := d.in.Quoted()
	switch {
	case !ok:
		return false
	case escaped:
	case d.raw != "": // a single job: its end is that of the text
		into.SetString(d.raw[start+1 : d.in.Pos-1])
		return true
	default: // a job of a page: keep will set it
		d.texts = append(d.texts, pendingText{into, start + 1, d.in.Pos - 1})
		return true
	}
	plain, err := jsontext.AppendUnquote(nil, d.in.Text[start:d.in.Pos])
	into.SetString(string(plain))
	return err == nil
}

// time reads a timestamp in UTC, as services write it.
func (d *fastDecoder) time(into reflect.Value) bool {
	if d.in.Next() != '"' {
		return false
	}
	raw, escaped, ok := d.in.Quoted()
	if !ok || escaped {
		return false
	}
	t, isTime := into.Addr().Interface().(*time.Time) // the address, not a copy on the heap
	if isTime {
		*t, ok = jsonscan.Timestamp(raw)
	}
	return isTime && ok
}

// scalar goes over a value that has no place here, unless there may be names in it.
func (d *fastDecoder) scalar() bool {
	switch d.in.Next() {
	case '"':
		_, _, ok := d.in.Quoted()
		return ok
	case 't':
		return d.in.Word("true")
	case 'f':
		return d.in.Word("false")
	case 'n':
		return d.in.Word("null")
	}
	_, ok := d.in.Number()
	return ok
}
