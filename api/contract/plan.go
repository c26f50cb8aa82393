package contract

import (
	"fmt"
	"slices"
)

// Step is one check in a plan: what it would send, or why it would not.
type Step struct {
	Check
	// Probes are the requests, in order; each is sent Probe.AtMost times at most. A check
	// without any looks at what the others saw.
	Probes []Probe
	// Skip is why the check would not run.
	Skip string
	// SkipCause is that as a kind.
	SkipCause SkipCause
}

// Plan returns what Run would do with the same arguments, and sends nothing.
//
// Errors: ErrTarget.
func Plan(t Target, opts ...Option) ([]Step, error) {
	r, err := newRun(t, opts)
	if err != nil {
		return nil, err
	}
	defer r.close()
	steps := make([]Step, len(r.steps))
	for i, s := range r.steps {
		steps[i] = Step{Check: s.Check, Probes: s.probes, Skip: s.skip, SkipCause: s.cause}
	}
	return steps, nil
}

// step is a check with what was planned for it.
type step struct {
	check
	job    string  // the paused job that it has
	probes []Probe // what it may send
	skip   string
	cause  SkipCause // of skip
}

// plan gives each check its job and its probes. Paused jobs are handed out in the order of
// the checks. One that a check does not spend stays with those that only try to be refused:
// they share the last of them, because it is the last to be spent.
func plan(t Target, s settings) []step {
	unspent := slices.Clone(t.Jobs.Paused)
	var out []step
	for _, c := range catalogue() {
		p := step{check: c}
		p.cause, p.skip = unmet(c, t, s)
		if p.skip == "" && slices.Contains(c.Needs, NeedPaused) {
			switch {
			case len(t.Jobs.Paused) == 0:
				p.skip = "no paused job is given"
			case !c.spends:
				p.job = t.Jobs.Paused[len(t.Jobs.Paused)-1]
			case len(unspent) == 0:
				p.skip = fmt.Sprintf("each of the %d paused jobs is spent by another check; it needs one more", len(t.Jobs.Paused))
			default:
				p.job, unspent = unspent[0], unspent[1:]
			}
		}
		if p.skip != "" && p.cause == "" {
			p.cause = SkipNotGiven
		}
		if p.skip == "" && c.probes != nil {
			p.probes = c.probes(env{Target: t, job: p.job})
		}
		out = append(out, p)
	}
	return out
}

// unmet says what a check lacks, "" for nothing. The paused job is seen to by plan.
func unmet(c check, t Target, s settings) (SkipCause, string) {
	if len(s.only) > 0 && c.ID != answersID && !slices.ContainsFunc(s.only, func(o string) bool { return selects(o, c.ID) }) {
		return SkipNotSelected, "not selected"
	}
	for _, n := range c.Needs {
		if why := lacks(n, t, s); why != "" {
			return SkipNotGiven, why
		}
	}
	return "", ""
}

func lacks(n Need, t Target, s settings) string {
	none := func(ids []string, what string) string {
		if len(ids) == 0 {
			return "no " + what + " job is given"
		}
		return ""
	}
	switch n {
	case NeedWrite:
		if !t.AllowWrite {
			return "it could change a job, and writes are not allowed"
		}
	case NeedRunning:
		return none(t.Jobs.Running, "running")
	case NeedCompleted:
		return none(t.Jobs.Completed, "completed")
	case NeedFailed:
		return none(t.Jobs.Failed, "failed")
	case NeedCancelled:
		return none(t.Jobs.Cancelled, "cancelled")
	case NeedDeleted:
		return none(t.Jobs.Deleted, "deleted")
	case NeedForeign:
		if t.Foreign.Job == "" {
			return "no foreign account and job are given"
		}
	case NeedTCP:
		if t.Transport != nil {
			return "the target is in this process: there is no connection to look at"
		}
	case NeedPrevious:
		if s.previous == nil {
			return "no earlier report is given"
		}
	case NeedPaused:
	}
	return ""
}
