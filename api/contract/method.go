package contract

import (
	"net/http"
	"strings"
)

func methodChecks() []check {
	return []check{methodResume, methodJob, methodList, methodVerb, methodHead, routeUnknown}
}

const noSuchJob = "the job does not exist"

var methodResume = check{
	Check: Check{ID: "method.resume", Rule: "Only POST resumes; another method is refused (404, 405 with Allow, or 501)."},
	probes: func(e env) []Probe {
		p := resumeProbe(e.Account, unknownID).broken()
		get := p.method(http.MethodGet)
		get.Body, get.Header, get.Job = nil, nil, ""
		out := []Probe{get, p.method(http.MethodPut).harmless(noSuchJob), p.method(http.MethodPatch).harmless(noSuchJob)}
		if e.AllowWrite { // DELETE is a method of what the verb stands behind
			remove := p.method(http.MethodDelete).harmless(noSuchJob)
			remove.Body, remove.Header = nil, nil
			out = append(out, remove)
		}
		return out
	},
	judge: func(s *session) {
		for i := range s.step.probes {
			s.notAllowed(s.send(i))
		}
	},
}

var methodJob = check{
	Check: Check{ID: "method.job", Rule: "A method that a job does not have is refused (404, 405 with Allow, or 501)."},
	probes: func(e env) []Probe {
		job := getProbe(e.Account, unknownID).broken()
		return []Probe{
			job.method(http.MethodPut).body("{}").header("Content-Type", "application/json").harmless(noSuchJob),
			job.method(http.MethodPost).body("{}").header("Content-Type", "application/json").harmless(noSuchJob),
		}
	},
	judge: func(s *session) {
		for i := range s.step.probes {
			s.notAllowed(s.send(i))
		}
	},
}

// methodList has no path on which a request would certainly be lost, as the others have: so it
// is for targets that may be written to.
var methodList = check{
	Check: Check{
		ID: "method.list", Needs: []Need{NeedWrite},
		Rule: "A method that the list does not have is refused (404, 405 with Allow, or 501).",
	},
	probes: func(e env) []Probe {
		p := listProbe(e.Account).broken().body("{}").header("Content-Type", "application/json")
		return []Probe{p.method(http.MethodPut).harmless("the list as a whole is nothing that could be replaced")}
	},
	judge: func(s *session) { s.notAllowed(s.send(0)) },
}

// notAllowed expects a refusal of the method. 400 is left for a server that reads the verb
// or the body first.
func (s *session) notAllowed(a *answer) {
	s.refusal(a, a.probe.Method+" "+a.probe.Path, 400, 404, 405, 501)
	if a.status != http.StatusMethodNotAllowed {
		return
	}
	allow := a.header.Values("Allow")
	switch list := strings.Join(allow, ","); {
	case len(allow) == 0:
		s.fail(a, "405 has no Allow header")
	case lists(list, a.probe.Method):
		s.fail(a, "405 refuses %s, and Allow has it: %s", a.probe.Method, list)
	}
}

func lists(header, word string) bool {
	for part := range strings.SplitSeq(header, ",") {
		if strings.TrimSpace(part) == word {
			return true
		}
	}
	return false
}

var methodVerb = check{
	Check: Check{ID: "method.verb", Rule: "A verb that does not exist, or is spelled in another way, is refused (4xx or 501)."},
	probes: func(e env) []Probe {
		var out []Probe
		for _, verb := range []string{":explode", ":RESUME", ":", ":resume:resume", "/resume"} {
			p := resumeProbe(e.Account, unknownID).broken().harmless(noSuchJob)
			p.Path = collection(e.Account) + "/" + unknownID + verb
			out = append(out, p)
		}
		return out
	},
	judge: func(s *session) {
		for i := range s.step.probes {
			s.refusedSomehow(s.send(i), "an unknown verb")
		}
	},
}

var methodHead = check{
	Check: Check{ID: "method.head", Rule: "HEAD has no body, and the status of GET or a refusal."},
	probes: func(e env) []Probe {
		var out []Probe
		for _, id := range e.some(1) {
			out = append(out, getProbe(e.Account, id).method(http.MethodHead).broken())
		}
		return out
	},
	judge: func(s *session) {
		if a := s.sendFor(0, s.idOf(0)); !a.ok() {
			s.refusal(a, "HEAD", 400, 404, 405, 501)
		}
	},
}

var routeUnknown = check{
	Check: Check{ID: "route.unknown", Rule: "A path that the service does not have is not found (404)."},
	probes: func(e env) []Probe {
		var out []Probe
		for _, path := range []string{
			strings.Replace(collection(e.Account), "/v1/", "/v0/", 1),
			collection(e.Account) + "Archive",
			"/v1/accounts/" + e.Account + "/supervisedfinetuningjobs/" + unknownID,
		} {
			p := listProbe(e.Account).broken()
			p.Path = path
			out = append(out, p)
		}
		return out
	},
	judge: func(s *session) {
		for i := range s.step.probes {
			s.refusal(s.send(i), "an unknown path", 404, 501)
		}
	},
}
