package contract

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// httpOf are the HTTP statuses of a gRPC code, as grpc-gateway has them. A status that
// stands in no row can have any code: 405, 412 and others are not gRPC's.
var httpOf = map[int]int{
	1: 499, 2: 500, 3: 400, 4: 504, 5: 404, 6: 409, 7: 403, 8: 429, 9: 400, 10: 409, 11: 400, 12: 501, 13: 500, 14: 503, 15: 500, 16: 401,
}

// gatewayStatuses are the HTTP statuses that a code of the gateway was observed with. Codes
// that are not listed can have any status.
var gatewayStatuses = map[string][]int{
	gatewayUnauthorized:   {http.StatusUnauthorized, http.StatusForbidden},
	"PRECONDITION_FAILED": {http.StatusPreconditionFailed},
	"NOT_FOUND":           {http.StatusNotFound},
}

var wireErrorCode = every("wire.error-code", "The code of an error goes with its HTTP status.", aFailure,
	func(s *session, a *answer) {
		if statuses := gatewayStatuses[object(object(a.plain)["error"]).str("code")]; len(statuses) > 0 {
			if !slices.Contains(statuses, a.status) {
				s.fail(a, "%s has the code %s, which goes with %s", status(a), object(object(a.plain)["error"]).str("code"), statusList(statuses))
			}
			return
		}
		code := int(object(a.plain).number("code"))
		want, ok := httpOf[code]
		if !ok || want == a.status || !isGRPC(a.status) {
			return
		}
		if quotaAsDenial := a.status == http.StatusForbidden && code == 8; !quotaAsDenial {
			s.fail(a, "%s has the code %d, which goes with %d", status(a), code, want)
		}
	})

// isGRPC reports whether a status is that of some code.
func isGRPC(status int) bool {
	for _, s := range httpOf {
		if s == status {
			return true
		}
	}
	return false
}

var wirePrivate = every("wire.private", "No answer may be kept by a cache that others share, nor go stale in one's own.", anAnswer,
	func(s *session, a *answer) {
		for _, name := range []string{"CDN-Cache-Control", "Surrogate-Control"} {
			if n, err := strconv.Atoi(directives(a.header.Values(name))["max-age"]); err == nil && n > 0 {
				s.fail(a, "%s may be kept by a network of caches for %d s: %s says so", a.probe.Path, n, name)
			}
		}
		words := directives(a.header.Values("Cache-Control"))
		_, private := words["private"]
		_, noStore := words["no-store"]
		_, noCache := words["no-cache"]
		if noStore {
			return
		}
		if _, public := words["public"]; public {
			s.fail(a, "%s may be kept by any cache: Cache-Control says public", a.probe.Path)
		}
		for _, name := range []string{"s-maxage", "max-age"} {
			if n, err := strconv.Atoi(words[name]); err == nil && n > 0 && !noCache && !(private && name == "max-age") {
				s.fail(a, "%s may be kept by a shared cache for %d s: Cache-Control says %s", a.probe.Path, n, name)
			}
		}
		if _, ok := words["immutable"]; ok {
			s.fail(a, "%s may be kept without end: Cache-Control says immutable", a.probe.Path)
		}
		if at, err := http.ParseTime(a.header.Get("Expires")); err == nil && len(words) == 0 && at.After(a.at.Add(time.Minute)) {
			s.fail(a, "%s may be kept by a cache: it expires at %s", a.probe.Path, at.Format(time.RFC3339))
		}
	})

// directives are those of Cache-Control, in small letters, with their values.
func directives(values []string) map[string]string {
	out := make(map[string]string)
	for part := range strings.SplitSeq(strings.ToLower(strings.Join(values, ",")), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		if name != "" {
			out[name] = strings.Trim(value, `"`)
		}
	}
	return out
}

var wireSecret = every("wire.secret", "No answer gives the key back that was sent.", anAnswer,
	func(s *session, a *answer) {
		if len(s.APIKey) < 6 {
			s.skip("the API key has %d characters, and so short a text is in a response by chance", len(s.APIKey))
		}
		if strings.Contains(string(a.plain), s.APIKey) {
			s.fail(a, "the body of %s has the API key in it", a.probe)
		}
		for name, values := range a.header {
			if strings.Contains(strings.Join(values, " "), s.APIKey) {
				s.fail(a, "the header %s of %s has the API key in it", clean(name, s.APIKey), a.probe)
			}
		}
	})

// inside is what a server shows of its program when an error gets out as it is: stacks of
// Go, Python, Java and C#, statements and errors of a database, and addresses with a password.
var inside = regexp.MustCompile(`(?s)\bSELECT\s.{1,400}\sFROM\s|\bINSERT INTO\s|SQLSTATE|\bpq: |\bORA-\d{5}|java\.lang\.\w+|\bat java\.base/|` +
	`\b[a-z][a-z0-9+.-]*://[^\s/:@"]+:[^\s/@"]+@|\bruntime error: |\bpanic: |goroutine \d+ \[|Traceback \(most recent call last\)|\bat [\w$.]+\([\w$]+\.(java|kt|cs):\d+\)|\.(go|py|java|cs|js):\d+ |stackEntries`)

var wireInside = every("wire.inside", "No refusal shows the inside of the server, such as a stack trace or a statement of its database.", aFailure,
	func(s *session, a *answer) {
		if inside.Match(a.plain) {
			s.fail(a, "%s shows the inside of the server: a stack trace, a statement of its database, or an address with a password", status(a))
		}
	})

var wireHeaders = every("wire.headers", "What an answer says of itself it says once and well: type, length, date, time to wait.", anAnswer,
	func(s *session, a *answer) {
		for _, name := range []string{"Content-Type", "Content-Length", "Date", "Location", "Retry-After"} {
			if n := len(a.header.Values(name)); n > 1 {
				s.fail(a, "%s is said %d times", name, n)
			}
		}
		if date := a.header.Get("Date"); date != "" {
			if _, err := http.ParseTime(date); err != nil {
				s.fail(a, "the Date %q can't be read", clean(date, s.APIKey))
			}
		}
		if after := a.header.Get("Retry-After"); after != "" && !waitable(after) {
			s.fail(a, "the Retry-After %q can't be read", clean(after, s.APIKey))
		}
	})

func waitable(after string) bool {
	n, err := strconv.Atoi(after)
	_, dateErr := http.ParseTime(after)
	return err == nil && n >= 0 || dateErr == nil
}
