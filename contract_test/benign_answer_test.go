package contract_test

import (
	"net/http"
	"strings"
	"time"

	"github.com/fireworks-sftj/sdk/api/contract"
	"github.com/fireworks-sftj/sdk/api/emulator"
)

// answerVariants say the same under other headers, or later.
func answerVariants() []variant {
	typed := func(name, value string) variant {
		return variant{name: name, what: "The content type is " + value + ".", lie: tells(every, header("Content-Type", value))}
	}
	headed := func(name, what string, changes ...func(*reply)) variant {
		return variant{name: name, what: what, lie: tells(every, changes...)}
	}
	limited := func(name, what string, opts ...emulator.AnswerOption) variant {
		return variant{name: name, what: what, lie: lie{setup: func(em *emulator.Emulator) {
			for _, op := range []string{"get", "list", "resume"} {
				em.Inject(emulator.FailStatus(http.StatusTooManyRequests, opts...).On(op))
			}
		}}}
	}
	return []variant{
		typed("charset", "application/json; charset=utf-8"),
		typed("charset-capitals", `Application/JSON;Charset="UTF-8"`),
		{name: "gzip-asked", what: "A body is compressed for who asks for it.", lie: tells(asksGzip, packed, encoded("gzip"), header("Vary", "Accept-Encoding"))},
		headed("more-headers", "There are more headers.", header("Server", "envoy"), header("Via", "1.1 google"), header("X-Request-Id", "b0f1"),
			header("Strict-Transport-Security", "max-age=31536000"), header("Vary", "Origin", "Accept-Encoding"), header("Alt-Svc", `h3=":443"; ma=2592000`)),
		headed("cookies", "A balancer sets a cookie.", header("Set-Cookie", "lb=1; Path=/; HttpOnly", "az=b; Path=/")),
		headed("metadata", "The gateway shows its metadata.", header("Grpc-Metadata-Content-Type", "application/grpc"), header("Trailer", "Grpc-Status")),
		headed("etag", "Answers have tags.", func(r *reply) { header("ETag", `W/"`+string(rune('a'+r.nth%20))+`"`)(r) }),
		headed("private", "Answers may be kept by who asked.", header("Cache-Control", "private, max-age=0, must-revalidate")),
		headed("uncached", "Nothing is said of caches.", header("Cache-Control"), header("Pragma"), header("Expires")),
		headed("dateless", "There is no date.", header("Date")),
		headed("cors", "Pages of others may read it.", header("Access-Control-Allow-Origin", "*"), header("Access-Control-Allow-Headers", "Authorization")),
		limited("limited-once", "Each operation is limited once, with the time to wait.", emulator.WithRetryAfter("1")),
		limited("limited-mutely", "Each operation is limited once, without a word on when to come back."),
		limited("limited-date", "Each operation is limited once, until a date.", emulator.WithRetryAfter(time.Date(2000, 1, 1, 0, 0, 5, 0, time.UTC).Format(http.TimeFormat))),
		{name: "slow", what: "Every answer takes 700 milliseconds.", lie: lie{latency: 700 * time.Millisecond}, opts: []contract.Option{contract.WithTimeout(10 * time.Minute)}},
		{name: "slow-now-and-then", what: "Every tenth answer is dripped.", lie: suffers(emulator.Drip(400 * time.Millisecond).On("list").Repeated(3))},
	}
}

// refusalVariants refuse the same in other words, or with another status where there is a
// choice.
func refusalVariants() []variant {
	refuses := func(name, what string, which filter, changes ...func(*reply)) variant {
		return variant{name: name, what: what, lie: tells(which, changes...)}
	}
	elsewhere := func(r *reply) bool { return r.status == 403 }
	failure := func(change func(doc map[string]any)) func(*reply) {
		return func(r *reply) {
			if len(r.body) > 0 {
				r.edit(change)
			}
		}
	}
	return []variant{
		{name: "foreign-404", what: "Another account is not found.", lie: lie{options: []emulator.Option{emulator.WithForeignNotFound()}}},
		refuses("foreign-by-name", "Another account is refused in words.", elsewhere, answered(403, 7, "permission denied")),
		refuses("wrong-key-403", "A wrong key is forbidden, not unknown.", func(r *reply) bool {
			return r.status == 401 && r.req.Header.Get("Authorization") != ""
		}, answered(403, 7, "invalid API key"), header("Www-Authenticate")),
		refuses("no-key-403", "A missing key is forbidden, as a wrong one is.", refused(401), answered(403, 7, "no key"), header("Www-Authenticate")),
		{name: "captured-dialect", what: "The gateway rejects a bad key, as captured.", lie: capturedDialect(false)},
		refuses("realm", "A 401 names its realm.", refused(401), header("Www-Authenticate", `Bearer realm="fireworks", error="invalid_token"`)),
		refuses("wordless", "Refusals have no message.", refusals, failure(func(doc map[string]any) { doc["message"] = "" })),
		refuses("details-missing", "Refusals have no details.", refusals, failure(func(doc map[string]any) { delete(doc, "details") })),
		refuses("only-code", "Refusals are a code and nothing else.", refusals, failure(func(doc map[string]any) {
			delete(doc, "details")
			delete(doc, "message")
		})),
		refuses("detailed", "Refusals have details of several types.", refusals, failure(func(doc map[string]any) {
			doc["details"] = []any{
				map[string]any{"@type": "type.googleapis.com/google.rpc.RequestInfo", "requestId": "b0f1", "servingData": ""},
				map[string]any{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "SOME_REASON", "domain": "fireworks.ai", "metadata": map[string]any{}},
			}
		})),
		refuses("method-404", "A method that is not there is not found.", refused(405), answered(404, 5, "Not Found"), header("Allow")),
		refuses("method-501", "A method that is not there is not implemented.", refused(405), answered(501, 12, "Method Not Allowed"), header("Allow")),
		refuses("odd-id-400", "An id that can't be one is invalid.", func(r *reply) bool {
			id := strings.TrimSuffix(r.req.URL.Path[strings.LastIndexByte(r.req.URL.Path, '/')+1:], ":resume")
			return r.status == 404 && strings.ContainsAny(id, "%:;, ")
		}, answered(400, 3, "invalid id")),
		refuses("state-409", "A wrong state is a conflict.", func(r *reply) bool {
			return refusedResumes(r) && strings.Contains(string(r.body), "JOB_NOT_RESUMABLE")
		}, answered(409, 10, "the job is not paused")),
	}
}
