package emulator

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"github.com/fireworks-sftj/sdk/gen/server"
)

// ListJobs answers with a page of the account's jobs. More than the largest page size is
// taken as the largest, as documented; below zero is refused, an assumption. The last page
// has an empty token.
func (s service) ListJobs(_ context.Context, req server.ListJobsRequestObject) (server.ListJobsResponseObject, error) {
	p := req.Params
	q := query{account: req.AccountID, filter: given(p.Filter), orderBy: given(p.OrderBy)}
	keep, f := parseFilter(s.schema, q.filter)
	if f != nil {
		return nil, f
	}
	by, f := parseOrder(s.schema, q.orderBy)
	if f != nil {
		return nil, f
	}
	m, f := parseMask(s.schema, given(p.ReadMask))
	if f != nil {
		return nil, f
	}
	size := int(given(p.PageSize))
	switch {
	case size < 0:
		return nil, invalid("pageSize: %d is below zero", size)
	case size == 0:
		size = s.quirks.pageSize
	}
	size = min(size, s.quirks.maxPageSize)
	var after position
	if token := given(p.PageToken); token != "" {
		if after, f = q.position(by, token); f != nil {
			return nil, f
		}
	}

	s.mu.Lock()
	defer s.mu.Unlock()
	jobs := s.matching(s.accounts[req.AccountID], keep, by)
	page := jobs
	if after != nil {
		seen, _ := slices.BinarySearchFunc(jobs, after, func(l listed, at position) int {
			return cmp.Or(by.compare(l.at, at), -1) // past an equal one
		})
		page = jobs[seen:]
	}
	next := ""
	if len(page) > size {
		page = page[:size]
		next = q.token(by, page[size-1].at)
	}
	return rendered(s.renderPage(page, m, next, len(jobs))), nil
}

// matching finds the jobs that a filter keeps, sorted.
func (e *Emulator) matching(a *account, keep filter, by order) []listed {
	now := e.now()
	var jobs []listed
	for _, rec := range a.jobs {
		e.advance(rec, now)
		if job := rec.seen(now); keep(job) {
			jobs = append(jobs, listed{rec: rec, job: job, at: by.position(job)})
		}
	}
	by.sort(jobs)
	return jobs
}

// renderPage writes the answer; only the jobs of the page are written.
func (e *Emulator) renderPage(page []listed, m *mask, next string, total int) []byte {
	omit := e.quirks.defaultsOmitted
	b := []byte{'{'}
	if len(page) > 0 || !omit {
		b = append(b, `"supervisedFineTuningJobs":[`...)
		for i, l := range page {
			if i > 0 {
				b = append(b, ',')
			}
			b = e.render(b, l.job, l.rec.raw, m, false)
		}
		b = append(b, ']')
	}
	if next != "" || !omit {
		b = comma(b)
		b = appendString(append(b, `"nextPageToken":`...), next)
	}
	if total != 0 || !omit {
		b = comma(b)
		b = strconv.AppendInt(append(b, `"totalSize":`...), int64(total), 10)
	}
	return append(b, '}')
}

// comma parts a field from the one before it.
func comma(b []byte) []byte {
	if len(b) > 1 {
		b = append(b, ',')
	}
	return b
}
