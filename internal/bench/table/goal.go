package main

// goal is a claim: a value, or the ratio of two, lies within a limit.
type goal struct {
	claim string
	what  key
	than  key // none: the value itself is held against the limit
	limit float64
	// atLeast turns the limit around.
	atLeast bool
}

const (
	perOp     = "sec/op"
	allocs    = "allocs/op"
	perJob    = "sec/job"
	perSecond = "req/s"
)

func bench(name, unit string) key { return key{"bench", name, unit} }

// goals are what this project wants to be true. A goal that is missed stays in the table:
// the program writes what it measured, and judges nothing.
func goals() []goal {
	resume := func(where, who, unit string) key { return bench("Resume/"+where+"/"+who, unit) }
	serve := func(op, who string) key { return bench("Serve/"+op+"/"+who, perSecond) }
	return []goal{
		{claim: "resume, stub: time, to by hand", what: resume("stub", "sftj", perOp), than: resume("stub", "by-hand", perOp), limit: 0.5},
		{claim: "resume, stub: time, to ogen", what: resume("stub", "sftj", perOp), than: resume("stub", "ogen", perOp), limit: 1},
		{claim: "resume, stub: allocations, to ogen", what: resume("stub", "sftj", allocs), than: resume("stub", "ogen", allocs), limit: 1},
		{claim: "resume, loopback: time, to by hand", what: resume("loopback", "sftj", perOp), than: resume("loopback", "by-hand", perOp), limit: 1},
		{claim: "resume, stub, guarded: time, to by hand unguarded", what: resume("stub", "sftj+conform", perOp), than: resume("stub", "by-hand", perOp), limit: 1.5},
		{claim: "check of one exchange: time, to kin-openapi", what: bench("Check/conform", perOp), than: bench("Check/kin-openapi", perOp), limit: 0.35},
		{claim: "decode a job: time, to encoding/json", what: bench("Decode/job/sftj", perOp), than: bench("Decode/job/encoding-json", perOp), limit: 0.7},
		{claim: "a page of 200 jobs with its call: time, to encoding/json without one", what: bench("Page/200/sftj", perOp), than: bench("Page/200/encoding-json", perOp), limit: 0.7},
		{claim: "a job of a page of 200: time, to one of a page of 10", what: bench("Page/200/sftj", perJob), than: bench("Page/10/sftj", perJob), limit: 1.1},
		{claim: "list 100,000 jobs: MiB of heap above the start", what: bench("List/100000", "MiB-above"), limit: 16},
		{claim: "a job of a list of 100,000: time, to one of 1,000", what: bench("List/100000", perJob), than: bench("List/1000", perJob), limit: 1.1},
		{claim: "a job of a list of 1,000: time, to one of 100,000", what: bench("List/1000", perJob), than: bench("List/100000", perJob), limit: 1.1},
		{claim: "emulator, 64 connections, get: requests a second, to a bare handler", what: serve("get", "emulator"), than: serve("get", "bare"), limit: 0.5, atLeast: true},
		{claim: "emulator, 64 connections, resume: the same", what: serve("resume", "emulator"), than: serve("resume", "bare"), limit: 0.5, atLeast: true},
		{claim: "emulator with the guard, get: the same", what: serve("get", "emulator+conform"), than: serve("get", "bare"), limit: 0.25, atLeast: true},
		{claim: "emulator with the guard, resume: the same", what: serve("resume", "emulator+conform"), than: serve("resume", "bare"), limit: 0.25, atLeast: true},
		{claim: "page 5,000 of 1,000,000 jobs: time, to page 1", what: key{"emulator", "Page/5000", perOp}, than: key{"emulator", "Page/1", perOp}, limit: 1.5},
		{claim: "modules in an importer's go.sum beyond those of gen/client", what: key{"importer", "api/sftj", "modules"}, limit: 3},
		{claim: "program of ten lines that resumes a job, in MB", what: key{"importer", "api/sftj", "MB"}, limit: 12},
	}
}

// reached judges a goal. ok is false where nothing was measured.
func (g goal) reached(s *samples) (value float64, reached, ok bool) {
	value, ok = s.median(g.what)
	if g.than != (key{}) {
		base, known := s.median(g.than)
		value, ok = value/base, ok && known
	}
	if g.atLeast {
		return value, value >= g.limit, ok
	}
	return value, value <= g.limit, ok
}
