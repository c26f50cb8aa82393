package contract

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/fireworks-sftj/sdk/internal/redact"
)

// job expects a 200 with a job, and ends the check without one.
func (s *session) job(a *answer) record {
	if !a.ok() {
		s.fail(a, "the response is %s, not 200", status(a))
		s.end(Fail, "")
	}
	r := object(a.familiar)
	if r == nil {
		s.fail(a, "the response is 200, and its body is no JSON object")
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

// shown is a field for a message. It is masked before it is cut, by the name of the field too.
// Of an object or a list the texts are left out: in the place of a plain value it can hold
// anything, under names that say nothing.
func shown(r record, field string) string {
	raw, ok := r[field]
	if !ok {
		return "missing"
	}
	if bytes.HasPrefix(raw, []byte("{")) || bytes.HasPrefix(raw, []byte("[")) {
		var value any
		if json.Unmarshal(raw, &value) == nil {
			raw, _ = json.Marshal(withoutTexts(value)) // what was JSON is JSON
		}
	}
	member := strconv.Quote(field) + ":"
	masked := string(redact.JSON([]byte(member + string(raw))))
	return excerpt(strings.TrimPrefix(masked, member), 120)
}

// withoutTexts returns a JSON value with every text in it replaced by its type.
func withoutTexts(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for name := range v {
			v[name] = withoutTexts(v[name])
		}
	case []any:
		for i := range v {
			v[i] = withoutTexts(v[i])
		}
	case string:
		return "(string, not shown)"
	}
	return value
}

// excerpt cuts a text to a number of bytes, between two words: half a secret is no longer seen
// to be one. A long word is left out whole.
func excerpt(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	return strings.ToValidUTF8(s[:strings.LastIndexAny(s[:limit], "\",:;{}[]() \t\r\n")+1], "") + "…"
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
