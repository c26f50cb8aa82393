package contract

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/fireworks-sftj/sdk/api/conform"
)

// wireChecks look back on every answer of the run. They come last, and send nothing.
func wireChecks() []check {
	return slices.Concat(
		[]check{wireComplete, wireLatency, wireStatus, wireRedirect},
		wireBodyChecks(),
		[]check{wireErrorCode, wirePrivate, wireSecret, wireInside, wireHeaders, wireAtRest},
		driftChecks(),
	)
}

// every is a check on each answer of a kind that came in full. Where there was none, it
// has nothing to say.
func every(id, rule string, of kind, judge func(s *session, a *answer)) check {
	return check{Check: Check{ID: id, Rule: rule}, judge: func(s *session) {
		seen := false
		for _, a := range s.answers {
			if a.err == nil && !a.lost && of.has(a) {
				seen = true
				judge(s, a)
			}
		}
		if !seen {
			if err := s.stopError(); err != nil {
				panic(ended{Skip, fmt.Sprintf("there was no %s of the service to look at: %s", of, err.why), err.cause})
			}
			s.skip("there was no %s to look at", of)
		}
	}}
}

// kind is a kind of answers.
type kind string

const (
	anAnswer  kind = "answer"
	aSuccess  kind = "success"
	aFailure  kind = "refusal"
	aDocument kind = "answer with a body"
)

func (k kind) has(a *answer) bool {
	switch k {
	case aSuccess:
		return a.status < 300
	case aFailure:
		return a.status >= 400
	case aDocument:
		return a.probe.Method != http.MethodHead
	case anAnswer:
	}
	return true
}

var wireComplete = check{
	Check: Check{ID: "wire.complete", Rule: "Every request gets one whole answer: none is cut, reset, too long or missing."},
	judge: func(s *session) {
		s.reached()
		for _, a := range s.answers {
			switch {
			case a.lost:
			case down(a.err):
				s.fail(a, "no connection could be made")
			case a.err != nil:
				s.fail(a, "%s", brief(a.err))
			case a.contentLength > 0 && a.probe.Method != http.MethodHead && a.contentLength != int64(len(a.body)):
				s.fail(a, "%d bytes were announced, and %d came", a.contentLength, len(a.body))
			}
		}
	},
}

// reached skips the check when there was not even a connection.
func (s *session) reached() {
	if !slices.ContainsFunc(s.answers, func(a *answer) bool { return !down(a.err) && !a.lost }) {
		if err := s.stopError(); err != nil {
			panic(ended{Skip, err.Error(), err.cause})
		}
		s.skip("no request was sent")
	}
}

var wireLatency = check{
	Check: Check{ID: "wire.latency", Rule: "Half of all answers are complete within the latency budget."},
	judge: func(s *session) {
		s.reached()
		if half := s.median(); half > s.latency {
			s.fail(nil, "half of the answers took more than %s; the budget is %s", half.Round(time.Millisecond), s.latency)
		}
	},
}

var wireStatus = every("wire.status", "Every status is one that the contract has for the operation, and none is an error of the server (5xx).", anAnswer,
	func(s *session, a *answer) {
		if a.status >= 500 && a.status != http.StatusNotImplemented {
			s.fail(a, "%s %s is answered %s", a.probe.Method, a.probe.Path, status(a))
		}
		s.violations(a, func(v conform.Violation) bool { return v.Rule == "status" && a.status < 500 && a.status/100 != 3 })
	})

var wireRedirect = every("wire.redirect", "No answer sends the client, and with it the key, to another place.", anAnswer,
	func(s *session, a *answer) {
		if a.status/100 == 3 || a.header.Get("Location") != "" || a.header.Get("Refresh") != "" {
			s.fail(a, "%s is answered %s, with the location %q", a.probe, status(a), clean(a.header.Get("Location"), s.APIKey))
		}
	})

// wireBodyChecks sort what the guard found by what is wrong.
func wireBodyChecks() []check {
	kinds := []struct {
		id, rule string
		rules    []string
	}{
		{"wire.content-type", "Every answer with a body says that it is JSON.", []string{"content-type"}},
		{"wire.encoding", "A body is encoded as announced, and only as asked for.", []string{"content-encoding"}},
		{"wire.json", "Every body is one JSON value, strictly: whole, UTF-8, no key twice, nothing behind it.", strictness},
		{"wire.format", "Times, int64, addresses and other formatted strings are written in their format.", []string{"format", "money-sign"}},
	}
	rest := []string{"status"}
	var out []check
	for _, k := range kinds {
		rest = append(rest, k.rules...)
		out = append(out, every(k.id, k.rule, aDocument, func(s *session, a *answer) {
			s.violations(a, func(v conform.Violation) bool { return slices.Contains(k.rules, v.Rule) })
			if k.id == "wire.encoding" {
				s.unasked(a)
			}
		}))
	}
	schema := func(s *session, a *answer) {
		s.violations(a, func(v conform.Violation) bool { return !slices.Contains(rest, v.Rule) })
	}
	return append(out,
		every("wire.schema", "What is answered is what the contract describes: types, enums, limits, nothing required missing.", aSuccess, schema),
		every("wire.error", "Every refusal is an error in one of the contract's two shapes: that of the service, with a number as its code, or that of the gateway in front of it, with a name.", aFailure, schema),
	)
}

// strictness are the guard's rules about JSON itself.
var strictness = []string{"empty", "body", "size", "syntax", "truncated", "trailing-bytes", "duplicate-key", "utf8", "bom"}

// violations notes what the guard found in an answer, of the kind that is picked.
func (s *session) violations(a *answer, pick func(conform.Violation) bool) {
	for _, v := range a.verdict.Violations {
		if v.Side == conform.Response && pick(v) {
			s.failStatement(a, statementSource(v), "%s %s: %s", a.probe.Operation, status(a), v)
		}
	}
}

// unasked expects no encoding that the request did not accept.
func (s *session) unasked(a *answer) {
	asked := a.request.Header.Get("Accept-Encoding")
	for _, e := range a.header.Values("Content-Encoding") {
		if !strings.EqualFold(e, "identity") && !strings.Contains(asked, strings.ToLower(e)) {
			s.fail(a, "the body is encoded as %q, and the request accepts %q", clean(e, s.APIKey), asked)
		}
	}
}
