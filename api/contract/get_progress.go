package contract

var getProgress = check{
	Check: Check{
		ID:   "get.progress",
		Rule: "Progress has no negative count and none that exceeds the whole it is a part of.",
	},
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
	if p.number("percent") > 100 {
		// Nothing published limits it; its example has 123.
		s.drift(a, "jobProgress.percent is %s", shown(p, "percent"))
	}
	for _, c := range []struct{ part, whole string }{
		{"totalProcessedRequests", "totalInputRequests"},
		{"successfullyProcessedRequests", "totalProcessedRequests"},
		{"failedRequests", "totalProcessedRequests"},
		{"cachedInputTokenCount", "inputTokens"},
	} {
		if whole := p.number(c.whole); whole > 0 && p.number(c.part) > whole {
			s.fail(a, "jobProgress.%s is %s, more than %s, which is %s", c.part, shown(p, c.part), c.whole, shown(p, c.whole))
		}
	}
}
