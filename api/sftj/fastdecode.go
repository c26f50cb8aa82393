package sftj

import (
	"reflect"
	"slices"

	"github.com/fireworks-sftj/sdk/internal/jsonscan"
)

// Most answers are as plain as JSON can be, and are decoded in one pass by a layout of the
// generated struct, twice as fast as by a decoder for any type. It takes what is surely
// right and leaves the rest to that decoder: what is wrong, and what only looks odd. A
// fuzz test holds the two together.

// fastDecoder decodes jobs, one after the other.
type fastDecoder struct {
	in    jsonscan.Scanner
	raw   string // what strings are parts of, if it is known where the job ends
	texts []pendingText
}

// pendingText is a string of a job whose end is not known yet: where it goes, and which
// bytes it is.
type pendingText struct {
	into     reflect.Value
	from, to int
}

// fastJob decodes a text that is one job and nothing else.
func fastJob(b []byte) (*Job, bool) {
	d := fastDecoder{in: jsonscan.Scanner{Text: b}, raw: string(b)}
	job, sure := d.job()
	job.raw = d.raw
	return job, sure && d.in.Next() == 0 && d.in.Pos == len(b)
}

// job decodes the job that comes next, up to its strings.
func (d *fastDecoder) job() (*Job, bool) {
	d.texts = d.texts[:0]
	job := &Job{}
	return job, d.in.Next() == '{' && d.object(jobLayout(), reflect.ValueOf(&job.Job).Elem())
}

// keep copies the bytes of the job that was decoded last, once, and makes its strings parts
// of the copy.
func (d *fastDecoder) keep(job *Job, from, to int) {
	job.raw = string(d.in.Text[from:to])
	for _, t := range d.texts {
		t.into.SetString(job.raw[t.from-from : t.to-from])
	}
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
		unknown [maxUnknown][]byte
		others  int
	)
	for {
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
			twin := func(other []byte) bool { return string(other) == string(name) }
			if others == maxUnknown || slices.ContainsFunc(unknown[:others], twin) || !d.scalar() {
				return false
			}
			unknown[others] = name
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
