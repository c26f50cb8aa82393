package contract

import (
	"bytes"
	"regexp"
	"strings"
	"unicode"
)

func getRefusals() []check { return []check{getUnknown, getForeign, getOddID, getQuery} }

var getUnknown = check{
	Check: Check{ID: "get.unknown", Rule: "An id is a job's, whole and in its own case; any other is not found (404), or refused (400) where it is not written as ids are."},
	probes: func(e env) []Probe {
		out := []Probe{getProbe(e.Account, unknownID)}
		for _, id := range []string{e.anyJob()} {
			if id == "" {
				continue
			}
			out = append(out, getProbe(e.Account, id+"0"))
			if len(id) > 1 && e.stateOf(id[:len(id)-1]) == "" {
				out = append(out, getProbe(e.Account, id[:len(id)-1]))
			}
			if up := strings.ToUpper(id); strings.ContainsFunc(id, unicode.IsLower) && e.stateOf(up) == "" {
				out = append(out, getProbe(e.Account, up))
			}
		}
		return out
	},
	judge: func(s *session) {
		for i, p := range s.step.probes {
			statuses := []int{404}
			if i > 0 {
				statuses = append(statuses, 400) // not written as the service writes ids
			}
			s.refusal(s.send(i), "the unknown job "+lastSegment(p.Path), statuses...)
		}
	},
}

var getForeign = check{
	Check: Check{
		ID:   "get.foreign",
		Rule: "A key reads its own account's jobs and no other's (403 or 404), however the path is put together.",
	},
	probes: func(e env) []Probe {
		unknown := "nosuchaccount0sftjcheck"
		out := []Probe{getProbe(unknown, unknownID), listProbe(unknown)}
		if id := e.anyJob(); id != "" {
			out = append(out, getProbe(unknown, id))
		}
		if e.Foreign.Job != "" {
			out = append(out,
				getProbe(e.Foreign.Account, e.Foreign.Job), getProbe(e.Account, e.Foreign.Job),
				getProbe(e.Foreign.Account, unknownID), listProbe(e.Foreign.Account))
			if id := e.anyJob(); id != "" {
				out = append(out, getProbe(e.Foreign.Account, id))
			}
		}
		return out
	},
	judge: func(s *session) {
		for i, p := range s.step.probes {
			a := s.send(i)
			s.refusal(a, p.Path+", which is not the key's own,", 403, 404)
			s.tellsNothing(a)
		}
	},
}

// email is the owner of something, as a person.
var email = regexp.MustCompile(`[\w.+-]+@[\w-]+\.\w+`)

// tellsNothing expects a refusal not to speak of the job that it keeps back.
func (s *session) tellsNothing(a *answer) {
	if a.status < 400 {
		return // a finding already
	}
	if email.Match(a.plain) {
		s.fail(a, "the refusal gives away an e-mail address")
	}
	for _, field := range []string{"dataset", "baseModel", "outputModel", "createdBy", "createTime", "supervisedFineTuningJobs"} {
		if bytes.Contains(a.plain, []byte(`"`+field+`"`)) {
			s.fail(a, "the refusal gives away the %s of a job", field)
		}
	}
}

var getOddID = check{
	Check: Check{ID: "get.odd-id", Rule: "An id that can be no job's is refused (4xx), whatever is in it."},
	probes: func(e env) []Probe {
		var out []Probe
		for _, id := range []string{"%C3%BC", "a%20b", "a%2Fb", "%27%22%3B--", strings.Repeat("a", 300), "-", "%25s%25n"} {
			out = append(out, getProbe(e.Account, id).broken())
		}
		return out
	},
	judge: func(s *session) {
		for i := range s.step.probes {
			s.refusedSomehow(s.send(i), "an id that no job can have")
		}
	},
}

var getQuery = check{
	Check: Check{ID: "get.query", Rule: "An unknown query parameter is ignored or rejected (400), and never causes a server error."},
	probes: func(e env) []Probe {
		var out []Probe
		for _, id := range e.some(1) {
			p := getProbe(e.Account, id).broken()
			p.Query = map[string][]string{"sftjNoSuchParameter": {"1"}}
			out = append(out, p)
		}
		return out
	},
	judge: func(s *session) {
		a := s.sendFor(0, s.idOf(0))
		if a.ok() {
			s.named(a, s.Account, s.idOf(0))
			return
		}
		s.refusal(a, "an unknown query parameter", 400)
	},
}

// lastSegment is what stands behind the last slash of a path.
func lastSegment(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }
