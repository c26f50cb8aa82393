package emulator

import (
	"context"
	"strconv"

	"github.com/fireworks-sftj/sdk/gen/server"
)

// ListJobs answers with a page of the account's jobs, newest first unless orderBy says
// otherwise. More than the largest page size is
// taken as the largest, as documented; below zero is refused, an assumption. The last page
// has an empty token.
func (s service) ListJobs(_ context.Context, req server.ListJobsRequestObject) (server.ListJobsResponseObject, error) {
	p := req.Params
	q := query{account: req.AccountID, filter: given(p.Filter), orderBy: given(p.OrderBy)}
	keep, f := parseFilter(s.schema, q.filter)
	if f != nil {
		return nil, f
	}
	by, f := s.parseOrder(q.orderBy)
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
	// One more than the page holds tells that there is another page.
	page, total := s.page(s.accounts[req.AccountID], keep, by, after, size+1)
	next := ""
	if len(page) > size {
		page = page[:size]
		next = q.token(by, by.position(page[size-1].job))
	}
	return rendered(s.renderPage(page, m, next, total)), nil
}

// page finds the first n jobs behind a position that a filter keeps, and how many it keeps
// in all. Without a filter, a list by name or newest first looks at the jobs of the page
// only; any other looks at every job, but does not sort them all.
func (e *Emulator) page(a *account, keep filter, by order, after position, n int) (page []listed, total int) {
	now := e.now()
	var part []*record
	desc, named := by.byName()
	indexed := keep == nil && (named || by.newestFirst())
	switch {
	case indexed && named && after == nil:
		part = a.jobs.part("", desc, n)
	case indexed && named:
		part = a.jobs.part(after[0].text, desc, n)
	case indexed && after == nil:
		part = a.jobs.older(nil, n)
	case indexed:
		part = a.jobs.older(&age{at: after[0].time, name: after[1].text}, n)
	}
	if indexed {
		for _, rec := range part {
			e.advance(rec, now)
			page = append(page, listed{rec: rec, job: rec.seen(now)})
		}
		return page, len(a.jobs.byName)
	}
	top := first{order: by, n: n}
	var at position
	for _, rec := range a.jobs.byName {
		e.advance(rec, now)
		job := rec.seen(now)
		if keep != nil && !keep(job) {
			continue
		}
		total++
		at = by.appendPosition(at[:0], job)
		if after == nil || by.compare(at, after) > 0 {
			top.offer(rec, job, at)
		}
	}
	return top.trim(), total
}

// renderPage writes the answer; only the jobs of the page are written.
func (e *Emulator) renderPage(page []listed, m *mask, next string, total int) []byte {
	omit := e.quirks.defaultsOmitted
	b := []byte{'{'}
	if next != "" || !omit {
		b = appendString(append(b, `"nextPageToken":`...), next)
	}
	if len(page) > 0 || !omit {
		b = append(comma(b), `"supervisedFineTuningJobs":[`...)
		for i, l := range page {
			if i > 0 {
				b = append(b, ',')
			}
			job := l.job
			if job.State == server.JobStateRunning && !e.quirks.listedProgress {
				shown := *job
				shown.JobProgress = nil
				job = &shown
			}
			b = e.render(b, job, l.rec.raw, m, false)
		}
		b = append(b, ']')
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
