package sftj

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/fireworks-sftj/sdk/internal/jsonscan"
)

// jobPage is one page of a list, its jobs not decoded yet.
type jobPage struct {
	jobs [][]byte // parts of the bytes of the page
	next string
}

// readPage reads a page. A plain one is cut into its jobs without a copy and without being
// decoded twice; any other goes the strict way.
func readPage(b []byte) (jobPage, error) {
	s := jsonscan.Scanner{Text: b}
	if p, sure := cutPage(&s); sure && s.Next() == 0 && s.Pos == len(b) {
		return p, nil
	}
	return strictPage(b)
}

func strictPage(b []byte) (jobPage, error) {
	var strict struct {
		Jobs          []jsontext.Value `json:"supervisedFineTuningJobs"`
		NextPageToken string           `json:"nextPageToken"`
		TotalSize     jsontext.Value   `json:"totalSize"`
	}
	if err := unmarshalObject(b, &strict); err != nil {
		return jobPage{}, err
	}
	p := jobPage{next: strict.NextPageToken, jobs: make([][]byte, len(strict.Jobs))}
	for i, job := range strict.Jobs {
		p.jobs[i] = job
	}
	return p, nil
}

// cutPage takes a page of the fields that are known, each once, without a null.
func cutPage(s *jsonscan.Scanner) (p jobPage, sure bool) {
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
			p.jobs, ok = cutJobs(s)
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

// cutJobs takes an array of objects.
func cutJobs(s *jsonscan.Scanner) (jobs [][]byte, sure bool) {
	if !s.Skip('[') {
		return nil, false
	}
	if s.Next() == ']' {
		s.Pos++
		return nil, true
	}
	for s.Next() == '{' {
		job, ok := s.Composite()
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
