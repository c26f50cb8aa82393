package sftj

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// jobPage is one page of a list.
type jobPage struct {
	jobs       []*Job
	next       string
	violations []Violation // of the page itself
	unreadable []error     // the jobs that could not be read, in their order
}

// readPage decodes a page of an account's jobs, and each of them. A job that can't be read does not keep the
// others from being read; malformed JSON does. It keeps nothing of b: a page is not made one
// string whose parts all its jobs are, because who keeps one job would keep all of them.
//
// Errors: what is wrong with the page as such.
func readPage(b []byte, account string, opts decodeOptions) (p jobPage, err error) {
	r := pageReader{
		// Each job is read by itself, and is strict about names and Unicode then.
		in:      jsontext.NewDecoder(bytes.NewBuffer(b), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)),
		account: account, opts: opts,
		seen: map[string]bool{},
	}
	if kind := r.in.PeekKind(); kind != '{' && kind != jsontext.KindInvalid {
		return p, errNotObject
	}
	if err := r.read(); err != nil {
		return p, err
	}
	if err := refused(r.page.violations, opts.strict); err != nil {
		return p, err
	}
	// A gateway may answer an error with 200, and nothing in one makes an empty list.
	if !r.listed && r.page.next == "" && (r.seen["code"] || r.seen["error"] || r.seen["message"]) {
		return p, errNotPage
	}
	return r.page, nil
}

// pageReader reads the bytes of a page.
type pageReader struct {
	in      *jsontext.Decoder
	account string
	opts    decodeOptions
	page    jobPage
	seen    map[string]bool // the names that the page has had
	listed  bool            // there is an array of jobs
}

func (r *pageReader) read() error {
	if _, err := r.in.ReadToken(); err != nil {
		return where(err)
	}
	for r.in.PeekKind() != '}' {
		name, err := r.in.ReadToken()
		if err != nil {
			return where(err)
		}
		if err := r.member(name.String()); err != nil {
			return err
		}
	}
	if _, err := r.in.ReadToken(); err != nil {
		return where(err)
	}
	end := r.in.InputOffset()
	if _, err := r.in.ReadToken(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("malformed JSON: more than one value, from byte %d", end)
	}
	return nil
}

// member reads one member of the page.
func (r *pageReader) member(name string) error {
	pointer := r.in.StackPointer()
	if r.seen[name] {
		return fmt.Errorf("duplicate field %s", pointerText(pointer))
	}
	r.seen[name] = true
	if kind := r.in.PeekKind(); name == jobsCollection && kind == '[' {
		return r.jobs()
	}
	value, err := r.in.ReadValue()
	if err != nil {
		return where(err)
	}
	if !value.IsValid() { // a duplicate name or invalid UTF-8, which the page's reader allows
		return fmt.Errorf("malformed JSON in %s", pointerText(pointer))
	}
	kind := value.Kind()
	violate := func(rule string) {
		r.page.violations = append(r.page.violations, Violation{Pointer: string(pointer), Type: typeName(kind), Rule: rule})
	}
	switch {
	case kind == 'n':
	case name == jobsCollection:
		violate("want an array")
	case name == "nextPageToken" && kind == '"':
		token, err := jsontext.AppendUnquote(nil, value)
		r.page.next = string(token)
		return err
	case name == "nextPageToken":
		violate("want a string")
	case name == "totalSize":
		if n, rule := wholeNumber(value); rule != "" {
			violate(rule)
		} else if int64(int32(n)) != n {
			violate("out of the int32 range")
		}
	}
	return nil
}

// jobs reads the array of jobs.
func (r *pageReader) jobs() error {
	r.listed = true
	if _, err := r.in.ReadToken(); err != nil {
		return where(err)
	}
	for i := 0; r.in.PeekKind() != ']'; i++ {
		raw, err := r.in.ReadValue()
		if err != nil {
			return where(err)
		}
		job, err := decodeJob(raw, r.opts)
		if err == nil {
			err = listed(job, r.account)
		}
		if err != nil {
			r.page.unreadable = append(r.page.unreadable, fmt.Errorf("%s: %w", jobOfPage(i, raw), err))
			continue
		}
		r.page.jobs = append(r.page.jobs, job)
	}
	_, err := r.in.ReadToken()
	if err != nil {
		return where(err)
	}
	return nil
}

// jobOfPage names a job of a page that can't be read: by its place from 0, and by its id if
// that much can be read.
func jobOfPage(i int, raw jsontext.Value) string {
	text := "job " + strconv.Itoa(i) + " of the page"
	if !utf8.Valid(raw) {
		return text
	}
	fields, _ := objectOf(raw)
	if _, id, err := ParseJobName(stringOf(fields["name"])); err == nil {
		text += ", " + id
	}
	return text
}
