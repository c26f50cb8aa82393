package emulator

import (
	"cmp"
	"slices"
)

// index is the jobs of an account, by their ids and in the order of their names. The order
// is kept, not made for each list: a page costs the same wherever it is, and however many
// jobs there are.
type index struct {
	byID   map[string]*record
	byName []*record
	bytes  int64 // the sizes of the jobs
}

func newIndex() index { return index{byID: make(map[string]*record)} }

// byJobName orders records by the names of their jobs, which never change.
func byJobName(rec *record, name string) int { return cmp.Compare(rec.job.Name, name) }

// put adds a job with an id that is not used yet.
func (x *index) put(rec *record) {
	x.byID[rec.id] = rec
	x.bytes += rec.size
	at, _ := slices.BinarySearchFunc(x.byName, rec.job.Name, byJobName)
	x.byName = slices.Insert(x.byName, at, rec)
}

// remove takes a job away.
func (x *index) remove(rec *record) {
	delete(x.byID, rec.id)
	x.bytes -= rec.size
	if at, ok := slices.BinarySearchFunc(x.byName, rec.job.Name, byJobName); ok {
		x.byName = slices.Delete(x.byName, at, at+1)
	}
}

// order makes the order anew, for jobs that came into byID at once: to insert a million of
// them one by one would move most of them a million times.
func (x *index) order() {
	x.byName = make([]*record, 0, len(x.byID))
	for _, rec := range x.byID {
		x.byName = append(x.byName, rec)
	}
	slices.SortFunc(x.byName, func(a, b *record) int { return cmp.Compare(a.job.Name, b.job.Name) })
}

// part returns up to n jobs behind a name, in the order of the names or against it. An
// empty name is before all others.
func (x *index) part(behind string, desc bool, n int) []*record {
	at, found := slices.BinarySearchFunc(x.byName, behind, byJobName)
	if !desc {
		if found {
			at++
		}
		return x.byName[at:min(at+n, len(x.byName))]
	}
	if behind == "" {
		at = len(x.byName)
	}
	out := slices.Clone(x.byName[max(0, at-n):at])
	slices.Reverse(out)
	return out
}
