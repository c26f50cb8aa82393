package sftj

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/fireworks-sftj/sdk/gen/client"
	"github.com/fireworks-sftj/sdk/internal/jsonscan"
)

// A response is decoded strictly where a resume depends on it, and leniently elsewhere: one
// odd value in a field that decides nothing must not keep a job from being read, listed or
// resumed. What is odd becomes a Violation, so that no malformed body looks valid.

// lenient reads JSON that has been accepted once already.
var lenient = json.JoinOptions(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))

var (
	errNoDataset = errors.New("the job has no dataset, which the contract requires")
	errNotPage   = errors.New("the response is an error in place of a list")
	errNotEmpty  = errors.New("the response is an error in place of an empty object")
	errNotObject = errors.New("the response is not a JSON object")
)

// decodeOptions say how a response is read.
type decodeOptions struct {
	masked bool // a field mask was asked for, so dataset may be missing
	strict bool // any violation is an error
}

// decodeJob reads one job: the whole of b is one JSON object without duplicate keys or
// invalid UTF-8, with a dataset unless masked. It keeps nothing of b.
func decodeJob(b []byte, opts decodeOptions) (*Job, error) {
	text := string(b)
	job := &Job{raw: &text}
	d, ok := decoders.Get().(*jobDecoder)
	if !ok {
		d = new(jobDecoder)
	}
	defer decoders.Put(d)
	if err := d.decode(b, job); err != nil {
		return nil, err
	}
	if err := refused(job.violations, opts.strict); err != nil {
		return nil, err
	}
	if job.Dataset == "" && !opts.masked {
		if raw, ok := job.Lookup("/dataset"); !ok || string(raw) == "null" {
			return nil, errNoDataset
		}
	}
	return job, nil
}

// jobDecoder reads the bytes of one job into the generated struct.
type jobDecoder struct {
	in         jsontext.Decoder
	text       bytes.Buffer
	raw        string // the same bytes, which strings are parts of
	violations []Violation
}

// decoders keeps the buffers of decoders that are not in use: most of their memory is for
// the names that an object has had.
var decoders sync.Pool // of *jobDecoder

func (d *jobDecoder) decode(b []byte, job *Job) error {
	d.text = *bytes.NewBuffer(b)
	d.in.Reset(&d.text)
	d.raw, d.violations = job.received(), nil
	defer func() { d.raw, d.text, d.violations = "", bytes.Buffer{}, nil }()
	if kind := d.in.PeekKind(); kind != '{' && kind != jsontext.KindInvalid {
		return errNotObject
	}
	if err := d.object(jobFields(), reflect.ValueOf(&job.Job).Elem()); err != nil {
		return where(err)
	}
	if end := d.in.InputOffset(); d.in.PeekKind() != jsontext.KindInvalid {
		return fmt.Errorf("malformed JSON: more than one value, from byte %d", end)
	}
	if _, err := d.in.ReadToken(); !errors.Is(err, io.EOF) {
		return where(err)
	}
	d.checkMoney(job)
	job.violations = d.violations
	return nil
}

// object reads an object into the fields of a struct. Members that the struct has no field
// for are checked and skipped.
func (d *jobDecoder) object(fields structFields, into reflect.Value) error {
	if _, err := d.in.ReadToken(); err != nil {
		return err
	}
	for d.in.PeekKind() != '}' {
		name, err := d.in.ReadValue()
		if err != nil {
			return err
		}
		f, known := fields[string(name)]
		if !known && bytes.IndexByte(name, '\\') >= 0 {
			plain, _ := jsontext.AppendUnquote(nil, name) // a string that has been read
			f, known = fields[`"`+string(plain)+`"`]
		}
		if !known {
			err = d.in.SkipValue()
		} else {
			err = d.value(f, into.Field(f.index))
		}
		if err != nil {
			return err
		}
	}
	_, err := d.in.ReadToken()
	return err
}

// value reads the value of a field. A null leaves the field as it is, which is unset.
func (d *jobDecoder) value(f structField, into reflect.Value) error {
	kind := d.in.PeekKind()
	if kind == '{' && f.message != nil {
		message := reflect.New(into.Type().Elem())
		into.Set(message)
		return d.object(f.message, message.Elem())
	}
	value, err := d.in.ReadValue()
	if err != nil || kind == 'n' {
		return err
	}
	rule := "want an object"
	if f.message == nil {
		rule = d.scalar(value, into)
	}
	if rule != "" {
		d.violate(string(d.in.StackPointer()), kind, rule)
	}
	return nil
}

func (d *jobDecoder) violate(pointer string, kind jsontext.Kind, rule string) {
	d.violations = append(d.violations, Violation{Pointer: pointer, Type: typeName(kind), Rule: rule})
}

// scalar sets a field, or returns the rule that the value breaks.
func (d *jobDecoder) scalar(value jsontext.Value, into reflect.Value) (rule string) {
	kind := value.Kind()
	switch into.Kind() {
	case reflect.String:
		if kind != '"' {
			return "want a string"
		}
		into.SetString(d.string(value))
		return ""
	case reflect.Bool:
		if kind != 't' && kind != 'f' {
			return "want true or false"
		}
		into.SetBool(kind == 't')
		return ""
	case reflect.Int32, reflect.Int64:
		if kind != '0' {
			return "want an integer"
		}
		n, rule := wholeNumber(value)
		if rule == "" && into.OverflowInt(n) || rule == outOfInt64 {
			return "out of the " + into.Kind().String() + " range"
		}
		if rule == "" {
			into.SetInt(n)
		}
		return rule
	case reflect.Float32, reflect.Float64:
		if kind != '0' {
			return "want a number"
		}
		x, err := strconv.ParseFloat(string(value), into.Type().Bits())
		if err != nil {
			return "out of the " + into.Kind().String() + " range"
		}
		into.SetFloat(x)
		return ""
	}
	if t, ok := into.Addr().Interface().(*time.Time); ok {
		if kind != '"' {
			return "want an RFC 3339 time in a string"
		}
		*t, rule = timestamp(d.string(value))
		return rule
	}
	return d.other(value, into)
}

// other reads a value of a type that the contract has none of today, such as a list.
func (d *jobDecoder) other(value jsontext.Value, into reflect.Value) (rule string) {
	read := reflect.New(into.Type())
	if err := json.Unmarshal(value, read.Interface(), lenient); err != nil {
		return "not as the contract has it"
	}
	into.Set(read.Elem())
	return ""
}

// string returns the text of a string value, the one that was read last: a part of the job's
// bytes, so that only a string with escapes has memory of its own.
func (d *jobDecoder) string(value jsontext.Value) string {
	if bytes.IndexByte(value, '\\') < 0 {
		end := int(d.in.InputOffset())
		return d.raw[end-len(value)+1 : end-1]
	}
	plain, _ := jsontext.AppendUnquote(nil, value) // a string that has been read
	return string(plain)
}

const outOfInt64 = "out of the int64 range"

// wholeNumber reads an integer. proto3 JSON lets a server write one as 3.0 or 3e0.
func wholeNumber(value []byte) (n int64, rule string) {
	number, ok := (&jsonscan.Scanner{Text: value}).Number()
	if !ok {
		return 0, "want an integer"
	}
	n, whole, fits := number.Int64()
	switch {
	case !whole:
		return 0, "not a whole number"
	case !fits:
		return 0, outOfInt64
	}
	return n, ""
}

// rfc3339 is the form of a time. [time.Parse] allows more: a comma before the fraction, one
// digit for the hour, an offset of 99 hours.
var rfc3339 = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$`)

// timestamp reads a time as RFC 3339 has it, in any zone.
func timestamp(s string) (t time.Time, rule string) {
	if t, ok := jsonscan.Timestamp([]byte(s)); ok {
		return t, ""
	}
	if rfc3339.MatchString(s) {
		if t, err := time.Parse(time.RFC3339Nano, s); err == nil {
			return t, ""
		}
	}
	if rfc3339.MatchString(s + "Z") {
		return time.Time{}, "no time zone"
	}
	if s == "" {
		return time.Time{}, "empty, want an RFC 3339 time"
	}
	return time.Time{}, "not an RFC 3339 time"
}

// maxNanos is the largest part of a unit, after google.type.Money.
const maxNanos = 999_999_999

// checkMoney makes sure that an amount is one. An amount of which a part can't be read is
// left out whole: what is left of it would be another amount.
func (d *jobDecoder) checkMoney(job *Job) {
	const at = "/estimatedCost"
	m := job.EstimatedCost
	if m == nil {
		return
	}
	units := int64(0)
	if m.Units != "" {
		n, err := strconv.ParseInt(m.Units, 10, 64)
		switch {
		case errors.Is(err, strconv.ErrRange):
			d.violate(at+"/units", '"', outOfInt64)
		case err != nil || m.Units[0] == '+':
			d.violate(at+"/units", '"', "want a decimal integer")
		default:
			units = n
		}
	}
	switch {
	case m.Nanos < -maxNanos, m.Nanos > maxNanos:
		d.violate(at+"/nanos", '0', "not between -999999999 and 999999999")
	case units > 0 && m.Nanos < 0, units < 0 && m.Nanos > 0:
		d.violate(at+"/nanos", '0', "its sign is not that of units")
	}
	if slices.ContainsFunc(d.violations, func(v Violation) bool { return strings.HasPrefix(v.Pointer, at+"/") }) {
		job.EstimatedCost = nil
	}
}

// structFields are the fields of a generated struct by their names on the wire, in quotes.
type structFields map[string]structField

type structField struct {
	index   int
	message structFields // of a pointer to a struct, else nil
}

// jobFields are those of a job, read off the struct once and never changed.
var jobFields = sync.OnceValue(func() structFields { return fieldsOf(reflect.TypeFor[client.Job]()) })

// fieldsOf reads a struct, so that a field that the contract gains needs no word here.
func fieldsOf(t reflect.Type) structFields {
	fields := structFields{}
	for i := range t.NumField() {
		sf := t.Field(i)
		name, _, _ := strings.Cut(sf.Tag.Get("json"), ",")
		f := structField{index: i}
		if sf.Type.Kind() == reflect.Pointer && sf.Type.Elem().Kind() == reflect.Struct {
			f.message = fieldsOf(sf.Type.Elem())
		}
		fields[`"`+name+`"`] = f
	}
	return fields
}

// where says what is wrong with a body without quoting any of it.
func where(err error) error {
	if semantic, ok := errors.AsType[*json.SemanticError](err); ok {
		return fmt.Errorf("%s (%s): wrong type", pointerText(semantic.JSONPointer), typeName(semantic.JSONKind))
	}
	if syntactic, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		if errors.Is(err, jsontext.ErrDuplicateName) {
			return fmt.Errorf("duplicate field %s", pointerText(syntactic.JSONPointer))
		}
		return fmt.Errorf("malformed JSON at byte %d", syntactic.ByteOffset)
	}
	return errors.New("malformed JSON")
}

func pointerText(p jsontext.Pointer) string {
	if p == "" {
		return "the body"
	}
	return string(p)
}

// checkIdentity makes sure that the job of a response is the job that was asked for.
func checkIdentity(job *Job, account, id string) error {
	want := jobName(account, id)
	if job.Name != "" && job.Name != want {
		return &otherJobError{name: job.Name}
	}
	return nil
}

// otherJobError is a response about another job than the one asked for. Its name is what the
// service sent and may be anything.
type otherJobError struct{ name string }

func (e *otherJobError) Error() string {
	return "the response is about another job: " + strconv.Quote(shorten(e.name))
}

// orOtherJob returns the error of a response that is about another job than the one asked for, and
// why if the response names no other. The body need not be a job, or whole.
func orOtherJob(why error, body []byte, about string) error {
	if about == "" {
		return why
	}
	in := jsontext.NewDecoder(bytes.NewReader(body), lenient)
	if start, err := in.ReadToken(); err != nil || start.Kind() != '{' {
		return why
	}
	for in.PeekKind() == '"' {
		field, err := in.ReadToken()
		if err != nil {
			return why
		}
		if field.String() != "name" {
			if in.SkipValue() != nil {
				return why
			}
			continue
		}
		if name, err := in.ReadToken(); err == nil && name.Kind() == '"' && name.String() != "" && name.String() != about {
			return &otherJobError{name: name.String()}
		}
		return why
	}
	return why
}

// emptyAnswer accepts the response to delete and cancel: an object.
func emptyAnswer(b []byte) error {
	if kind := jsontext.Value(b).Kind(); kind != '{' {
		return errNotObject
	}
	if isErrorBody(b) {
		return errNotEmpty
	}
	var nothing client.Empty
	if err := json.Unmarshal(b, &nothing); err != nil {
		return where(err)
	}
	return nil
}
