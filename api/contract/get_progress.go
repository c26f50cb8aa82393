package contract

var getProgress = check{
	Check:  Check{ID: "get.progress", Rule: "Progress has no negative count."},
	probes: func(e env) []Probe { return reads(e.Account, e.readable(), 1) },
	judge: func(s *session) {
		for i := range s.step.probes {
			r, a := s.read(i)
			s.progressOf(a, r)
		}
	},
}

func (s *session) progressOf(a *answer, r record) {
	p := object(r["jobProgress"])
	for field := range p {
		if p.number(field) < 0 {
			s.fail(a, "jobProgress.%s is negative: %s", field, shown(p, field))
		}
	}
}

// driftProgress reports counters that exceed their whole. A sibling resource of the service
// was observed with 3 requests processed of 1, and nothing published limits percent, whose
// example is 123: such a job contradicts what a reader expects, and not the contract.
var driftProgress = every("drift.progress", "No part of a job's progress exceeds the whole that it is a part of.", aSuccess,
	func(s *session, a *answer) {
		for _, job := range jobsOf(a) {
			s.overWhole(a, object(job["jobProgress"]))
		}
	})

// jobsOf lists the jobs in a successful response: one, or a page of them.
func jobsOf(a *answer) []record {
	body := object(a.familiar)
	if a.probe.Operation == "list" {
		return body.jobs()
	}
	return []record{body}
}

func (s *session) overWhole(a *answer, p record) {
	if p.number("percent") > 100 {
		s.drift(a, "jobProgress.percent is %s", shown(p, "percent"))
	}
	for _, c := range []struct{ part, whole string }{
		{"totalProcessedRequests", "totalInputRequests"},
		{"successfullyProcessedRequests", "totalProcessedRequests"},
		{"failedRequests", "totalProcessedRequests"},
		{"cachedInputTokenCount", "inputTokens"},
	} {
		if whole := p.number(c.whole); whole > 0 && p.number(c.part) > whole {
			s.drift(a, "jobProgress.%s is %s, more than %s, which is %s", c.part, shown(p, c.part), c.whole, shown(p, c.whole))
		}
	}
}
