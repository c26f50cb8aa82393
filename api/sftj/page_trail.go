package sftj

import (
	"fmt"
	"hash/maphash"
)

// Limits of a list that does not end. The numbers are this project's.
const (
	// maxTrail is how many page tokens are remembered one by one.
	maxTrail = 256
	// maxTrailJobs is how many jobs are remembered before the oldest may be forgotten:
	// about 3 MB of memory.
	maxTrailJobs = 1 << 16
	// maxEmptyPages is how many pages in a row may be empty. A filter may leave some.
	maxEmptyPages = 1000
	// maxRepeatedPages is how many pages in a row may hold nothing but jobs of earlier
	// pages. One or two can be honest: jobs that are created while the list is read push
	// the others to later pages.
	maxRepeatedPages = 5
)

// pageTrail recognizes a list that would never end: a page token that came before, or new
// tokens for pages without a new job. Its memory does not grow with the list.
//
// Beyond maxTrail tokens it compares with one of them only, which it replaces at the 2nd,
// 4th, 8th page and so on, so that a circle of any length is noticed at the latest when it
// has been passed twice more (Brent's algorithm). The jobs are forgotten at the same pages,
// once there are more than maxTrailJobs of them.
type pageTrail struct {
	pages  int
	tokens map[string]bool
	mark   string
	replan int // the page whose token is the next mark

	seed     maphash.Seed
	jobs     map[uint64]struct{} // hashes of the names: 64 bits collide in no list that is read
	kept     int                 // pages since jobs were forgotten
	empty    int                 // pages in a row without a job
	repeated int                 // pages in a row without a new job
}

func newPageTrail() *pageTrail {
	return &pageTrail{tokens: make(map[string]bool), replan: 1, seed: maphash.MakeSeed(), jobs: make(map[uint64]struct{})}
}

// add records a page that has a next one.
//
// Errors: [ErrBadResponse] if the list repeats itself.
func (t *pageTrail) add(jobs []*Job, next string) error {
	t.pages++
	hasNew := t.addJobs(jobs)
	switch {
	case len(jobs) == 0:
		t.empty++
	case hasNew:
		t.empty, t.repeated = 0, 0
	default:
		t.empty = 0
		t.repeated++
	}
	switch {
	case t.empty == maxEmptyPages:
		return endless("gave up after %d pages in a row without a job, each of which names a next page", t.empty)
	case t.repeated == maxRepeatedPages:
		return endless("gave up after page %d: the last %d pages hold only jobs of earlier pages, and each names a next page", t.pages, t.repeated)
	case t.hasToken(next):
		return endless("page %d has the page token of an earlier page: the list would never end", t.pages)
	}
	return nil
}

// endless returns the error of a list that repeats itself.
func endless(format string, args ...any) *Error {
	return &Error{
		Message: fmt.Sprintf(format, args...),
		Hint:    "the service's paging is at fault; a filter makes the list shorter",
		kinds:   []error{ErrBadResponse},
	}
}

// addJobs records the jobs of a page and reports whether one of them is new. A job without a
// name, as a read mask leaves it, counts as new.
func (t *pageTrail) addJobs(jobs []*Job) (hasNew bool) {
	if t.pages == t.replan && len(t.jobs) > maxTrailJobs {
		clear(t.jobs)
		t.kept = 0
	}
	t.kept++
	for _, job := range jobs {
		if job.Name == "" {
			hasNew = true
			continue
		}
		hash := maphash.String(t.seed, job.Name)
		if _, ok := t.jobs[hash]; ok {
			continue
		}
		hasNew = true
		// Enough pages are kept whole for a repetition of them to be noticed, however large
		// a page is.
		if len(t.jobs) <= maxTrailJobs || t.kept <= maxRepeatedPages {
			t.jobs[hash] = struct{}{}
		}
	}
	return hasNew
}

// hasToken records the token of the next page and reports whether an earlier page had it.
func (t *pageTrail) hasToken(token string) bool {
	if t.tokens[token] || t.pages > 1 && t.mark == token {
		return true
	}
	if len(t.tokens) < maxTrail {
		t.tokens[token] = true
	}
	if t.pages == t.replan {
		t.mark = token
		t.replan *= 2
	}
	return false
}
