package sftj

import (
	"reflect"
	"slices"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/fireworks-sftj/sdk/gen/client"
	"github.com/fireworks-sftj/sdk/internal/jsonscan"
)

// Most answers are as plain as JSON can be, and are decoded in one pass by a layout of the
// generated struct, twice as fast as by a decoder for any type. It takes what is surely
// right and leaves the rest to that decoder: what is wrong, and what only looks odd. A
// fuzz test holds the two together.

// fastJob fills in a job, or returns false and leaves it half done. The strings of the job
// are parts of text, which are the bytes of b.
func fastJob(b []byte, text string, job *client.Job) bool {
	d := fastDecoder{in: jsonscan.Scanner{Text: b}, text: text}
	return d.in.Next() == '{' && d.object(jobLayout(), reflect.ValueOf(job).Elem()) && d.in.Next() == 0 && d.in.Pos == len(b)
}

type fastDecoder struct {
	in   jsonscan.Scanner
	text string
}

// maxUnknown is how many fields that have no name here an object may have: each is
// compared with all before it.
const maxUnknown = 8

func (d *fastDecoder) object(l *layout, into reflect.Value) bool {
	d.in.Pos++
	if d.in.Next() == '}' {
		d.in.Pos++
		return true
	}
	var (
		seen    uint64
		unknown [maxUnknown]string
		others  int
	)
	for {
		d.in.Space()
		start := d.in.Pos + 1
		name, ok := d.in.Name()
		if !ok {
			return false
		}
		if f := l.field(name); f != nil {
			if seen&f.bit != 0 || !d.value(f, into) {
				return false
			}
			seen |= f.bit
		} else {
			key := d.text[start : start+len(name)]
			if others == maxUnknown || slices.Contains(unknown[:others], key) || !d.scalar() {
				return false
			}
			unknown[others] = key
			others++
		}
		switch d.in.Next() {
		case ',':
			d.in.Pos++
		case '}':
			d.in.Pos++
			return true
		default:
			return false
		}
	}
}

// value reads the value of a field. A null leaves the field as it is, which is unset.
func (d *fastDecoder) value(f *layoutField, of reflect.Value) bool {
	if f.kind == layoutOther {
		return false
	}
	if d.in.Word("null") {
		return true
	}
	into := of.Field(f.index)
	switch f.kind {
	case layoutText:
		text, ok := d.string()
		if ok {
			into.SetString(text)
		}
		return ok
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
		start := d.in.Pos
		if _, ok := d.in.Number(); !ok {
			return false
		}
		x, err := strconv.ParseFloat(d.text[start:d.in.Pos], 32)
		into.SetFloat(x)
		return err == nil
	case layoutTime:
		return d.time(into)
	case layoutMessage:
		if d.in.Next() != '{' {
			return false
		}
		message := reflect.New(f.message.of)
		into.Set(message)
		return d.object(f.message, message.Elem())
	}
	return false
}

// string reads a string. Only one with escapes has memory of its own.
func (d *fastDecoder) string() (string, bool) {
	start := d.in.Pos
	if d.in.Next() != '"' {
		return "", false
	}
	_, escaped, ok := d.in.Quoted()
	switch {
	case !ok:
		return "", false
	case escaped:
		plain, err := jsontext.AppendUnquote(nil, d.in.Text[start:d.in.Pos])
		return string(plain), err == nil
	}
	return d.text[start+1 : d.in.Pos-1], true
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
