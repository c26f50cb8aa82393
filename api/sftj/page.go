package sftj

import (
	"fmt"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/fireworks-sftj/sdk/internal/jsonscan"
)

// jobPage is one page of a list.
type jobPage struct {
	jobs []*Job
	next string
}

// readPage decodes a page and its jobs, in one pass over its bytes where they are plain. It
// keeps nothing of b.
func readPage(b []byte, masked bool) (jobPage, error) {
	d := fastDecoder{in: jsonscan.Scanner{Text: b}}
	if p, sure := d.page(masked); sure && d.in.Next() == 0 && d.in.Pos == len(b) {
		return p, nil
	}
	return strictPage(b, masked)
}

// strictPage decodes a page that is not plain, and says what is wrong with one.
func strictPage(b []byte, masked bool) (jobPage, error) {
	var page struct {
		Jobs          []jsontext.Value `json:"supervisedFineTuningJobs"`
		NextPageToken string           `json:"nextPageToken"`
		TotalSize     int32            `json:"totalSize"`

		// What an error has. A gateway may answer one with 200, and nothing in it makes an
		// empty list.
		Code    jsontext.Value `json:"code"`
		Error   jsontext.Value `json:"error"`
		Message jsontext.Value `json:"message"`
	}
	if err := unmarshalObject(b, &page); err != nil {
		return jobPage{}, err
	}
	if page.Jobs == nil && page.NextPageToken == "" && (page.Code != nil || page.Error != nil || page.Message != nil) {
		return jobPage{}, errNotPage
	}
	p := jobPage{next: page.NextPageToken}
	for i, raw := range page.Jobs {
		job, err := decodeJob(raw, masked)
		if err != nil {
			return jobPage{}, fmt.Errorf("%s: %w", jobOfPage(i, raw), err)
		}
		p.jobs = append(p.jobs, job)
	}
	return p, nil
}

// jobOfPage says which job of a page it is that can't be read: by its place from 0, and by
// its id if that much can be read.
func jobOfPage(i int, raw jsontext.Value) string {
	text := "job " + strconv.Itoa(i) + " of the page"
	fields, _ := objectOf(raw)
	if _, id, err := ParseJobName(stringOf(fields["name"])); err == nil {
		text += ", " + id
	}
	return text
}

// A page is not made one string whose parts all its jobs are: a caller who keeps one job of
// it would keep all of them.

// page decodes a page of the fields that are known, each once, without a null.
func (d *fastDecoder) page(masked bool) (p jobPage, sure bool) {
	s := &d.in
	if s.Next() != '{' {
		return p, false
	}
	s.Pos++
	if s.Next() == '}' {
		s.Pos++
		return p, true
	}
	seen := 0 // a bit for each field
	for {
		name, ok := s.Name()
		if !ok {
			return p, false
		}
		bit := 0
		switch string(name) {
		case jobsCollection:
			bit = 1
			p.jobs, ok = d.jobs(masked)
		case "nextPageToken":
			bit = 2
			p.next, ok = plainString(s)
		case "totalSize":
			bit = 4
			_, ok = s.Number()
		}
		if !ok || bit == 0 || seen&bit != 0 {
			return p, false
		}
		seen |= bit
		switch s.Next() {
		case ',':
			s.Pos++
		case '}':
			s.Pos++
			return p, true
		default:
			return p, false
		}
	}
}

// jobs decodes an array of jobs. One that is not plain doesn't spoil the others.
func (d *fastDecoder) jobs(masked bool) (jobs []*Job, sure bool) {
	s := &d.in
	if !s.Skip('[') {
		return nil, false
	}
	if s.Next() == ']' {
		s.Pos++
		return nil, true
	}
	for s.Next() == '{' {
		start := s.Pos
		job, ok := d.job()
		if ok {
			d.keep(job, start, s.Pos)
			ok = checkJob(job, masked) == nil
		} else {
			// An unknown message, for one. Where it ends is found by its brackets, and whether
			// what is between them is JSON by the strict decoder.
			s.Pos = start
			raw, whole := s.Composite()
			var err error
			job, err = decodeJob(raw, masked)
			ok = whole && err == nil
		}
		if !ok {
			return nil, false
		}
		jobs = append(jobs, job)
		switch s.Next() {
		case ',':
			s.Pos++
		case ']':
			s.Pos++
			return jobs, true
		default:
			return nil, false
		}
	}
	return nil, false
}

// plainString takes a string without escapes.
func plainString(s *jsonscan.Scanner) (string, bool) {
	if s.Next() != '"' {
		return "", false
	}
	raw, escaped, ok := s.Quoted()
	return string(raw), ok && !escaped
}
