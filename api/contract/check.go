package contract

import (
	"slices"
	"strings"
)

// Check is one rule that a target is held to.
type Check struct {
	// ID is the subject and the matter: resume.moves.
	ID string `json:"id"`
	// Rule is what must hold, in a sentence.
	Rule string `json:"rule"`
	// Needs is what must be given or allowed for the check to run.
	Needs []Need `json:"needs,omitempty"`
	// Source is where the rule comes from. Empty in reports of versions that had none.
	Source Source `json:"source,omitempty"`
}

// Need is something that a check can't do without.
type Need string

// The needs. Each is met by a field of Target, but for NeedPrevious, which an option meets.
const (
	NeedWrite     Need = "write"         // AllowWrite
	NeedPaused    Need = "paused-job"    // a job in Jobs.Paused that no other check spends
	NeedRunning   Need = "running-job"   // Jobs.Running
	NeedCompleted Need = "completed-job" // Jobs.Completed
	NeedFailed    Need = "failed-job"    // Jobs.Failed
	NeedCancelled Need = "cancelled-job" // Jobs.Cancelled
	NeedDeleted   Need = "deleted-job"   // Jobs.Deleted
	NeedForeign   Need = "foreign-job"   // Foreign
	NeedTCP       Need = "tcp"           // no Transport of the caller's
	NeedPrevious  Need = "previous"      // WithPrevious
)

// check is a Check with what it does.
type check struct {
	Check
	// core marks a check that a run on a slow target keeps time for.
	core bool
	// spends marks a check that leaves its paused job resumed: no other gets that job.
	spends bool
	// probes declares all that the check may send; nil for one that only looks at what
	// the others saw.
	probes func(e env) []Probe
	// judge sends the probes and says what is wrong.
	judge func(s *session)
}

// env is what probes are declared from.
type env struct {
	Target
	// job is the paused job of a check that needs one.
	job string
}

// Checks lists the checks in the order in which they run.
func Checks() []Check {
	all := catalogue()
	out := make([]Check, len(all))
	for i, c := range all {
		out[i] = c.Check
	}
	return out
}

// catalogue has every check, in the order in which they run: first whether there is
// anything to judge, then what only reads, then what may change a job, then the same reads
// many times over, then what looks back on all of it.
func catalogue() []check {
	all := slices.Concat(
		targetChecks(),
		getChecks(),
		listChecks(),
		resumeChecks(),
		[]check{wireSteady, wireKeepAlive, wireFraming, resumeLasts},
		wireChecks(),
	)
	for i := range all {
		all[i].Source = ruleSources[all[i].ID]
	}
	return all
}

// known reports whether an id, or the first part of one, names a check.
func known(id string) bool {
	return slices.ContainsFunc(Checks(), func(c Check) bool { return selects(id, c.ID) })
}

func knownExactly(id string) bool {
	return slices.ContainsFunc(Checks(), func(c Check) bool { return c.ID == id })
}

// selects reports whether a selector, an id or its first parts, means this check.
func selects(selector, id string) bool {
	return selector == id || strings.HasPrefix(id, selector+".")
}
