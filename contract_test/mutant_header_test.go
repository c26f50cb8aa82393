package contract_test

import "github.com/fireworks-sftj/sdk/api/sftj"

// headerMutants say of themselves what is not so.
func headerMutants() []mutant {
	typed := func(name, fault, value string) mutant {
		return mutant{name, fault, tells(good, header("Content-Type", value)), "wire.content-type", "", notes("content-type")}
	}
	return []mutant{
		typed("type-text", "JSON is announced as text.", "text/plain; charset=utf-8"),
		typed("type-html", "JSON is announced as HTML.", "text/html"),
		typed("type-bytes", "JSON is announced as bytes.", "application/octet-stream"),
		typed("type-lines", "JSON is announced as lines of JSON.", "application/x-ndjson"),
		typed("type-javascript", "JSON is announced as a script.", "application/javascript"),
		typed("type-latin-1", "JSON is announced to be in Latin-1.", "application/json; charset=iso-8859-1"),
		typed("type-malformed", "The content type can't be read.", "application"),
		{"type-missing", "There is no content type.", tells(good, header("Content-Type")), "wire.content-type", "", notes("content-type")},
		{"type-twice", "There are two content types.", tells(good, header("Content-Type", "application/json", "text/plain")), "wire.headers", "Content-Type is said 2 times", notes("content-type")},
		{"type-of-resume", "Only resume is announced as text.", tells(resumes, header("Content-Type", "text/plain")), "wire.content-type", "text/plain", notes("content-type")},
		{"type-of-list", "Only the list is announced as HTML.", tells(lists, header("Content-Type", "text/html")), "wire.content-type", "text/html", notes("content-type")},
		{"type-of-errors", "Only refusals are announced as text.", tells(refusals, header("Content-Type", "text/plain")), "wire.content-type", "text/plain", notes("content-type")},
		{"web-page", "Everything is answered with a page for people, in 200.", tells(every, web(200)), "target.answers", "an HTML page", refuses(sftj.ErrBadResponse)},
		{"job-web-page", "Every job is answered with a page for people, in 200.", tells(gets, web(200)), "wire.content-type", "text/html", refuses(sftj.ErrBadResponse)},
		{"date-unreadable", "The date is in ISO 8601.", tells(every, header("Date", "2026-07-17T10:00:00Z")), "wire.headers", "the Date", tolerates},
		{"date-twice", "There are two dates.", tells(every, header("Date", "Fri, 17 Jul 2026 10:00:00 GMT", "Fri, 17 Jul 2026 10:00:01 GMT")), "wire.headers", "Date is said 2 times", tolerates},
		{"retry-after-words", "Refusals ask to come back soon, in words.", tells(refusals, header("Retry-After", "soon")), "wire.headers", "Retry-After", tolerates},
		{"retry-after-negative", "Refusals ask to come back before.", tells(refusals, header("Retry-After", "-1")), "wire.headers", "Retry-After", tolerates},
		{"length-short", "A shorter length is announced than comes.", tells(gets, func(r *reply) { r.length = int64(len(r.body)) - 7 }), "wire.complete", "were announced", tolerates},
	}
}
