package contract

import (
	"slices"

	"github.com/fireworks-sftj/sdk/gen/model"
)

// unknownID is the id of no job: letters and digits as the service makes them, but more.
const unknownID = "nosuchjob00sftjcheck"

func getChecks() []check {
	return slices.Concat(
		[]check{getJob, getState, getDeleted, getStable, getTimes, getProgress, getMeaning, getMask, getGzip},
		getRefusals(),
		authChecks(),
		methodChecks(),
	)
}

// readable are the given jobs that can be read. Where none are given, "{id}" stands for the
// first one that the target lists.
func (e env) readable() []string {
	var ids []string
	for _, g := range e.Jobs.list() {
		if g.state != deleted {
			ids = append(ids, g.id)
		}
	}
	if len(ids) == 0 {
		return []string{"{id}"}
	}
	return ids
}

// some is at most n of the readable jobs, from different states where there are such.
func (e env) some(n int) []string {
	var ids []string
	seen := make(map[string]bool)
	for _, g := range e.Jobs.list() {
		if g.state != deleted && !seen[g.state] && len(ids) < n {
			seen[g.state] = true
			ids = append(ids, g.id)
		}
	}
	if len(ids) == 0 {
		return []string{"{id}"}
	}
	return ids
}

// reads are probes that read each of these jobs.
func reads(account string, ids []string, times int) []Probe {
	out := make([]Probe, len(ids))
	for i, id := range ids {
		out[i] = getProbe(account, id).times(times)
	}
	return out
}

// read sends a probe of reads and returns the job. The "{id}" of a target that was given no
// job is the first that it listed.
func (s *session) read(i int) (record, *answer) {
	id := s.idOf(i)
	a := s.sendFor(i, id)
	return s.named(a, s.Account, id), a
}

// idOf is the job that a probe of reads is about.
func (s *session) idOf(i int) string {
	id := lastSegment(s.step.probes[i].Path)
	if id != "{id}" {
		return id
	}
	if id = s.listedID(); id == "" {
		if !s.listRead() {
			s.skip("no job is given, and no request for the list was answered 200")
		}
		s.skip("no job is given, and the list has none that can be read")
	}
	return id
}

var getJob = check{
	core:   true,
	Check:  Check{ID: "get.job", Rule: "A job is answered under its own name, with a state and a dataset."},
	probes: func(e env) []Probe { return reads(e.Account, e.readable(), 1) },
	judge: func(s *session) {
		for i := range s.step.probes {
			r, a := s.read(i)
			if r.str("dataset") == "" {
				s.fail(a, "the job has no dataset: %s", shown(r, "dataset"))
			}
		}
	},
}

var getState = check{
	core:  true,
	Check: Check{ID: "get.state", Rule: "A job is in the state that it is known to be in."},
	probes: func(e env) []Probe {
		var out []Probe
		for _, g := range e.Jobs.list() {
			if g.state != deleted {
				out = append(out, getProbe(e.Account, g.id))
			}
		}
		return out
	},
	judge: func(s *session) {
		if len(s.step.probes) == 0 {
			s.skip("no job is given whose state is known")
		}
		moved := ""
		for i := range s.step.probes {
			want := s.stateOf(lastSegment(s.step.probes[i].Path))
			r, a := s.read(i)
			switch got := r.state(); {
			case got == want:
			case mayHaveMoved(want, got):
				moved = word(want) + " job " + r.id() + " is " + word(got) + " by now"
			default:
				s.fail(a, "the job is given as %s, and reads %s", word(want), shown(r, "state"))
			}
		}
		if moved != "" {
			s.skip("%s", moved)
		}
	},
}

var getDeleted = check{
	Check: Check{
		ID: "get.deleted", Needs: []Need{NeedDeleted},
		Rule: "A deleted job is not found, or reads as deleted.",
	},
	probes: func(e env) []Probe { return reads(e.Account, e.Jobs.Deleted, 1) },
	judge: func(s *session) {
		for i := range s.step.probes {
			a := s.send(i)
			if !a.ok() {
				s.refusal(a, "a deleted job", 404, 410)
				continue
			}
			r := s.named(a, s.Account, s.idOf(i))
			if is := model.JobState(r.state()); !is.Gone() && !is.Deleting() {
				s.fail(a, "a deleted job reads as %s", shown(r, "state"))
			}
		}
	},
}

// stateOf is the state that a job was given for.
func (t Target) stateOf(id string) string {
	for _, g := range t.Jobs.list() {
		if g.id == id {
			return g.state
		}
	}
	return ""
}
