package emulator

import (
	"cmp"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/fireworks-sftj/sdk/gen/server"
)

// path leads from a job to one of its fields: job_progress.percent.
type path []*field

// path finds a dotted path, in either spelling.
func (s *schema) path(dotted string) (path, bool) {
	var p path
	for name := range strings.SplitSeq(dotted, ".") {
		if s == nil {
			return nil, false
		}
		f := s.byName[name]
		if f == nil {
			return nil, false
		}
		p, s = append(p, f), f.sub
	}
	return p, true
}

// last is the field that the path ends at.
func (p path) last() *field { return p[len(p)-1] }

// value is the content of a scalar field, in a form that can be compared.
type value struct {
	text   string // of a text or an enum
	number float64
	flag   bool
	time   time.Time // in the microseconds that a read shows
}

// of reads the field of a job. Inside a message that is not set it is the default.
func (p path) of(job *server.Job) value {
	v := reflect.ValueOf(job).Elem()
	for _, f := range p[:len(p)-1] {
		if v = v.Field(f.index); v.IsZero() {
			return p.last().scalar(reflect.Value{})
		}
		v = reflect.Indirect(v)
	}
	return p.last().scalar(v.Field(p.last().index))
}

// set reports whether the field of a job holds anything but its default.
func (p path) set(job *server.Job) bool {
	v := reflect.ValueOf(job).Elem()
	for i, f := range p {
		v = v.Field(f.index)
		if v.IsZero() || f.kind == enum && v.String() == f.zero {
			return false
		}
		if i < len(p)-1 {
			v = reflect.Indirect(v)
		}
	}
	return true
}

// scalar reads a value; an invalid one is the default.
func (f *field) scalar(v reflect.Value) value {
	if !v.IsValid() || v.IsZero() {
		return value{text: f.zero}
	}
	switch f.kind {
	case boolean:
		return value{flag: v.Bool()}
	case integer:
		return value{number: float64(v.Int())}
	case decimal:
		// As it is written: 0.0001, not the float64 nearest to the float32.
		n, _ := strconv.ParseFloat(strconv.FormatFloat(v.Float(), 'g', -1, v.Type().Bits()), 64)
		return value{number: n}
	case int64text:
		n, _ := strconv.ParseFloat(v.String(), 64)
		return value{number: n, text: v.String()}
	case timestamp:
		t, _ := v.Interface().(time.Time)
		return value{time: t.UTC().Truncate(time.Microsecond)}
	}
	return value{text: v.String()}
}

// compare orders two values of one kind: negative, zero or positive.
func (k kind) compare(a, b value) int {
	switch k {
	case boolean:
		return cmp.Compare(truth(a.flag), truth(b.flag))
	case integer, decimal, int64text:
		return cmp.Compare(a.number, b.number)
	case timestamp:
		return a.time.Compare(b.time)
	}
	return cmp.Compare(a.text, b.text)
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}
