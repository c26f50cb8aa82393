package contract

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// job expects a 200 with a job, and ends the check without one.
func (s *session) job(a *answer) record {
	if !a.ok() {
		s.fail(a, "the answer is %s, not 200", status(a))
		s.end(Fail, "")
	}
	r := object(a.familiar)
	if r == nil {
		s.fail(a, "the answer is 200, and its body is no JSON object")
		s.end(Fail, "")
	}
	return r
}

// named expects a job under its full name, with what every job has.
func (s *session) named(a *answer, account, id string) record {
	r := s.job(a)
	want := strings.TrimPrefix(collection(account), "/v1/") + "/" + id
	if got := r.str("name"); got != want {
		s.fail(a, "the name is %s, not %q", shown(r, "name"), want)
	}
	if r.state() == "" || strings.HasSuffix(r.state(), "_UNSPECIFIED") {
		s.fail(a, "the job has no state: %s", shown(r, "state"))
	}
	return r
}

// shown is a field for a message.
func shown(r record, field string) string {
	raw, ok := r[field]
	if !ok {
		return "missing"
	}
	return excerpt(string(raw), 120)
}

func excerpt(s string, limit int) string {
	if len(s) > limit {
		return strings.ToValidUTF8(s[:limit], "") + "…"
	}
	return s
}

// refusal expects one of these statuses. The shape of the error is for the wire checks.
func (s *session) refusal(a *answer, why string, statuses ...int) bool {
	if slices.Contains(statuses, a.status) {
		return true
	}
	s.fail(a, "%s is answered %s, not %s", why, status(a), statusList(statuses))
	return false
}

// refusedSomehow expects any 4xx, or the 501 of a server that does not know the operation.
func (s *session) refusedSomehow(a *answer, why string) {
	if !a.refusal() {
		s.fail(a, "%s is answered %s, not refused", why, status(a))
	}
}

func status(a *answer) string {
	if text := http.StatusText(a.status); text != "" {
		return fmt.Sprintf("%d %s", a.status, text)
	}
	return fmt.Sprint(a.status)
}

func statusList(statuses []int) string {
	words := make([]string, len(statuses))
	for i, n := range statuses {
		words[i] = fmt.Sprint(n)
	}
	return strings.Join(words, " or ")
}
