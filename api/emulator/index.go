package emulator

import (
	"cmp"
	"slices"
	"time"
)

// index is the jobs of an account, by their ids, in the order of their names and in that
// of their ages. The orders are kept, not made for each list: a page costs the same wherever
// it is, and however many jobs there are.
type index struct {
	byID   map[string]*record
	byName []*record
	byAge  []*record // the newest last, so that a new job is appended; equally old ones from the last name to the first
	bytes  int64     // the sizes of the jobs
}

func newIndex() index { return index{byID: make(map[string]*record)} }

// byJobName orders records by the names of their jobs, which never change.
func byJobName(rec *record, name string) int { return cmp.Compare(rec.job.Name, name) }

// age is the place of a job among those of an account by its createTime, which never changes:
// to the microsecond, as reads show it.
type age struct {
	at   time.Time
	name string
}

func ageOf(rec *record) age {
	return age{at: rec.job.CreateTime.Truncate(time.Microsecond), name: rec.job.Name}
}

// byJobAge orders records as byAge holds them.
func byJobAge(rec *record, a age) int {
	return cmp.Or(rec.job.CreateTime.Truncate(time.Microsecond).Compare(a.at), cmp.Compare(a.name, rec.job.Name))
}

// put adds a job with an id that is not used yet.
func (x *index) put(rec *record) {
	x.byID[rec.id] = rec
	x.bytes += rec.size
	at, _ := slices.BinarySearchFunc(x.byName, rec.job.Name, byJobName)
	x.byName = slices.Insert(x.byName, at, rec)
	at, _ = slices.BinarySearchFunc(x.byAge, ageOf(rec), byJobAge)
	x.byAge = slices.Insert(x.byAge, at, rec)
}

// remove takes a job away.
func (x *index) remove(rec *record) {
	delete(x.byID, rec.id)
	x.bytes -= rec.size
	if at, ok := slices.BinarySearchFunc(x.byName, rec.job.Name, byJobName); ok {
		x.byName = slices.Delete(x.byName, at, at+1)
	}
	if at, ok := slices.BinarySearchFunc(x.byAge, ageOf(rec), byJobAge); ok {
		x.byAge = slices.Delete(x.byAge, at, at+1)
	}
}

// order makes the orders anew, for jobs that came into byID at once: to insert a million of
// them one by one would move most of them a million times.
func (x *index) order() {
	x.byName = make([]*record, 0, len(x.byID))
	for _, rec := range x.byID {
		x.byName = append(x.byName, rec)
	}
	slices.SortFunc(x.byName, func(a, b *record) int { return cmp.Compare(a.job.Name, b.job.Name) })
	x.byAge = slices.Clone(x.byName)
	slices.SortFunc(x.byAge, func(a, b *record) int { return byJobAge(a, ageOf(b)) })
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

// older returns up to n jobs behind a place, newest first and then by name. Without a place
// they are the newest ones.
func (x *index) older(behind *age, n int) []*record {
	at := len(x.byAge)
	if behind != nil {
		at, _ = slices.BinarySearchFunc(x.byAge, *behind, byJobAge)
	}
	out := slices.Clone(x.byAge[max(0, at-n):at])
	slices.Reverse(out)
	return out
}
