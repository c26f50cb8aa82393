package contract

import (
	"bytes"
	"fmt"
	"net/http"
	"regexp"
	"strings"
)

// wireKeepAlive is the only check whose requests share a connection: what one request
// leaves behind, an unread body for example, the next one meets.
var wireKeepAlive = check{
	Check: Check{ID: "wire.keep-alive", Rule: "On a connection that is kept, each request gets its own answer, also after a refusal, and needs its own key.", Needs: []Need{NeedTCP}},
	probes: func(e env) []Probe {
		unread := resumeProbe(e.Account, unknownID).broken().harmless(noSuchJob).
			body(`{"filler":"` + strings.Repeat("x", 2000) + `"}`)
		out := reads(e.Account, e.some(1), 3)
		out = append(out, getProbe(e.Account, unknownID).times(2), unread.times(2), out[0].as(NoKey).times(1))
		for i := range out {
			out[i].kept = true
		}
		return out
	},
	judge: func(s *session) {
		s.ownConnection()
		id := s.idOf(0)
		for range 2 {
			s.named(s.sendFor(0, id), s.Account, id)
			s.refusal(s.send(1), "an unknown job", 404)
			s.refusedSomehow(s.send(2), "resuming an unknown job")
		}
		s.named(s.sendFor(0, id), s.Account, id)
		a := s.sendFor(3, id)
		s.refusal(a, "a request without a key, behind others with one,", http.StatusUnauthorized, http.StatusForbidden)
		s.tellsNothing(a)
	},
}

// wireFraming looks at the bytes of the connection, which net/http keeps to itself.
var wireFraming = check{
	Check: Check{ID: "wire.framing", Rule: "On the connection stands one well-formed HTTP/1 answer and not a byte more.", Needs: []Need{NeedTCP}},
	probes: func(e env) []Probe {
		out := reads(e.Account, e.some(1), 2)
		head := out[0].method(http.MethodHead).broken()
		return append(out, head, listProbe(e.Account), getProbe(e.Account, unknownID),
			resumeProbe(e.Account, unknownID).harmless(noSuchJob))
	},
	judge: func(s *session) {
		s.ownConnection()
		id := s.idOf(0)
		for i, p := range s.step.probes {
			p.Path = strings.ReplaceAll(p.Path, "{id}", id)
			if err := s.allow(i, p); err != nil {
				s.end(Error, err.Error())
			}
			x, err := s.raw(s.ctx, s.step.ID, p)
			if err != nil {
				s.endOn(err)
			}
			s.framed(x)
		}
	},
}

// ownConnection skips the check where a proxy stands between the kit and the target.
func (s *session) ownConnection() {
	if why := s.noOwnConnection(); why != "" {
		s.skip("%s", why)
	}
}

// sendFramed sends a probe like send, and where there is a connection looks at its bytes too.
func (s *session) sendFramed(i int) *answer {
	if s.Transport != nil || s.noOwnConnection() != "" {
		return s.send(i)
	}
	if err := s.allow(i, s.step.probes[i]); err != nil {
		s.end(Error, err.Error())
	}
	x, err := s.raw(s.ctx, s.step.ID, s.step.probes[i])
	switch {
	case err != nil:
		s.endOn(err)
	case x.err != nil:
		s.fail(x.answer, "there was no complete answer: %s", brief(x.err))
		s.end(Fail, "")
	case x.status == http.StatusTooManyRequests:
		return s.send(i) // which waits as long as it is asked to
	}
	s.framed(x)
	s.refusedKey(x.answer)
	return x.answer
}

// informational is the head of what a server may say before its answer.
var informational = regexp.MustCompile(`^HTTP/1\.1 1\d\d`)

// framed judges one answer by its bytes.
func (s *session) framed(x *rawAnswer) {
	switch {
	case down(x.err):
		s.fail(x.answer, "no connection could be made")
		return
	case x.err != nil:
		s.fail(x.answer, "%s", brief(x.err))
		return
	case len(x.rest) > 0:
		s.fail(x.answer, "%d bytes stand behind the answer", len(x.rest))
	}
	head, rest, found := bytes.Cut(x.bytes, []byte("\r\n\r\n"))
	for found && informational.Match(head) {
		head, rest, found = bytes.Cut(rest, []byte("\r\n\r\n"))
	}
	if !found {
		s.fail(x.answer, "the head of the answer does not end in an empty line")
		return
	}
	lines := strings.Split(string(head), "\r\n")
	if !strings.HasPrefix(lines[0], "HTTP/1.") {
		s.fail(x.answer, "the answer begins with %q", excerpt(lines[0], 40))
	}
	var lengths []string
	chunked := false
	for _, line := range lines[1:] {
		name, value, ok := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch {
		case !ok || name == "" || strings.ContainsAny(name, " \t\n") || strings.Contains(value, "\n"):
			s.fail(x.answer, "the header line %q is malformed", clean(excerpt(line, 80), s.APIKey))
		case strings.EqualFold(name, "Content-Length"):
			lengths = append(lengths, value)
		case strings.EqualFold(name, "Transfer-Encoding"):
			chunked = true
		}
	}
	if len(lengths) > 1 || len(lengths) == 1 && chunked {
		s.fail(x.answer, "the length of the body is said in more than one way: %s", lengthWords(lengths, chunked))
	}
}

func lengthWords(lengths []string, chunked bool) string {
	words := fmt.Sprintf("Content-Length %s", strings.Join(lengths, ", "))
	if chunked {
		words += ", and in chunks"
	}
	return words
}
