package contract

import "time"

// lasting is how long after the last resume the jobs are looked at once more.
const lasting = 2 * time.Second

// wasResumed is a job as it was answered when it was resumed, and when that was.
type wasResumed struct {
	job record
	at  time.Time
}

// remember keeps a job that was resumed for the look at the end.
func (s *session) remember(id string, r record) {
	if s.resumedJobs == nil {
		s.resumedJobs = make(map[string]wasResumed)
	}
	s.resumedJobs[id] = wasResumed{r, time.Now()}
}

// resumeLasts comes long after the resumes, as far as a run is long: what was written may
// be lost when a store catches up with itself.
var resumeLasts = check{
	Check: Check{
		ID: "resume.lasts", Needs: []Need{NeedWrite, NeedPaused},
		Rule: "A job that was resumed is still at work, or at an end, some seconds later, and is still the same job.",
	},
	core:   true,
	probes: func(e env) []Probe { return reads(e.Account, e.Jobs.Paused, 1) },
	judge: func(s *session) {
		var last time.Time
		for _, was := range s.resumedJobs {
			if was.at.After(last) {
				last = was.at
			}
		}
		if last.IsZero() {
			s.skip("no job was resumed")
		}
		if err := pause(s.ctx, time.Until(last.Add(lasting))); err != nil {
			s.endOn(err)
		}
		for i := range s.step.probes {
			was, ok := s.resumedJobs[s.idOf(i)]
			if !ok {
				continue
			}
			r, a := s.read(i)
			s.sameJob(a, was.job, r)
			if !goesOn(was.job.state(), r.state()) && s.documented(a) && active(was.job.state()) {
				s.fail(a, "the job was resumed, and is %s %s later", shown(r, "state"), lasting)
			}
		}
	},
}
