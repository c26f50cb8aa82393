package sftj

import (
	"bytes"
	"errors"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/fireworks-sftj/sdk/gen/client"
	"github.com/fireworks-sftj/sdk/internal/redact"
	"github.com/fireworks-sftj/sdk/internal/safetext"
)

// statusError makes an Error of an answer that is not 200. Whatever the body is, the
// status is never lost.
func statusError(op operation, resp *http.Response, body []byte, mask func(string) string) *Error {
	e := &Error{
		Status:    resp.StatusCode,
		RequestID: requestID(resp.Header, mask),
	}
	wait, asked := retryAfter(resp.Header, time.Now())
	e.RetryAfter = wait
	readErrorBody(e, body, mask)
	if buffer, ok := resp.Body.(*buffered); ok && buffer.cut {
		e.cut = true
		e.Message = strings.TrimPrefix(e.Message+"; the response broke off", "; ")
	}
	e.add(kindsOf(e, op, asked)...)
	if !op.reads() && ambiguousStatus(resp) {
		e.add(ErrOutcomeUnknown)
	}
	return e
}

// readErrorBody understands the service's envelope {code,message,details}, that of the gateway
// in front of it {error:{code,message,type,param},request_id}, {error:"…"}, {message}, HTML, text
// and nothing at all. Fields are read one by one: one
// that is not as it should be does not hide the others.
func readErrorBody(e *Error, body []byte, mask func(string) string) {
	fields, ok := objectOf(body)
	if !ok {
		e.Message = textMessage(mask(string(redact.JSON(head(body)))))
		return
	}
	if id := stringOf(fields["request_id"]); e.RequestID == "" && id != "" { // the gateway has it in the body alone
		e.RequestID = shorten(mask(string(head([]byte(id)))))
	}
	if inner, ok := objectOf(fields["error"]); ok {
		fields = inner
	} else if text := stringOf(fields["error"]); text != "" && stringOf(fields["message"]) == "" {
		fields["message"] = fields["error"]
	}
	e.Code = codeOf(fields["code"])
	if e.Code == 0 {
		e.Code = codeOf(fields["status"])
	}
	e.CodeName = shorten(mask(string(head([]byte(stringOf(fields["code"]))))))
	e.Message = shorten(mask(string(head([]byte(stringOf(fields["message"]))))))
	var details []jsontext.Value
	if json.Unmarshal(fields["details"], &details, lenient) != nil {
		return
	}
	left := maxErrorText
	for _, raw := range details {
		if left -= len(raw); left < 0 {
			return
		}
		var detail client.ErrorDetail
		if json.Unmarshal([]byte(mask(string(redact.JSON(raw)))), &detail, lenient) != nil {
			continue
		}
		e.Details = append(e.Details, detail)
		if strings.HasSuffix(detail.Type, "google.rpc.ErrorInfo") && e.Reason == "" {
			e.Reason, e.Domain = shorten(mask(detail.Reason)), shorten(mask(detail.Domain))
		}
	}
}

// maxErrorText is how much of an error's text is looked at, in bytes. An error has no more to
// say, and what looks for secrets in it takes its time.
const maxErrorText = 32 << 10

// head is the beginning of a text. It ends where a word does, because half a secret is not
// known to be one.
func head(text []byte) []byte {
	if len(text) <= maxErrorText {
		return text
	}
	return text[:max(0, bytes.LastIndexAny(text[:maxErrorText], " \t\r\n"))]
}

func objectOf(v jsontext.Value) (fields map[string]jsontext.Value, ok bool) {
	return fields, json.Unmarshal(v, &fields, lenient) == nil && fields != nil
}

// grpcCodes are the names of the gRPC codes in the order of their numbers.
const grpcCodes = "OK CANCELLED UNKNOWN INVALID_ARGUMENT DEADLINE_EXCEEDED NOT_FOUND ALREADY_EXISTS " +
	"PERMISSION_DENIED RESOURCE_EXHAUSTED FAILED_PRECONDITION ABORTED OUT_OF_RANGE UNIMPLEMENTED " +
	"INTERNAL UNAVAILABLE DATA_LOSS UNAUTHENTICATED"

// The names that the gateway in front of the service has for two of them.
const (
	gatewayUnauthorized       = "UNAUTHORIZED"
	gatewayPreconditionFailed = "PRECONDITION_FAILED"
)

// Numbers of the gRPC codes that something is decided by.
const (
	codeInvalidArgument    = 3
	codeNotFound           = 5
	codeAlreadyExists      = 6
	codePermissionDenied   = 7
	codeResourceExhausted  = 8
	codeFailedPrecondition = 9
	codeOutOfRange         = 11
	codeUnauthenticated    = 16
)

// codeOf reads a gRPC code as a number, a number in a string, or a name, the gateway's among
// them.
func codeOf(v jsontext.Value) int {
	text := stringOf(v)
	if v.Kind() == '0' {
		text = string(v)
	}
	if n, err := strconv.Atoi(text); err == nil && n >= 0 && n <= codeUnauthenticated {
		return n
	}
	switch text {
	case gatewayUnauthorized:
		return codeUnauthenticated
	case gatewayPreconditionFailed:
		return codeFailedPrecondition
	}
	for n, name := range strings.Fields(grpcCodes) {
		if name == text {
			return n
		}
	}
	return 0
}

func stringOf(v jsontext.Value) string {
	var s string
	if v.Kind() != '"' || json.Unmarshal(v, &s, lenient) != nil {
		return ""
	}
	return s
}

var htmlTitle = regexp.MustCompile(`(?is)<title[^>]*>(.*?)</title>`)

const htmlPage = "an HTML page"

// textMessage makes a message of a body that is not JSON.
func textMessage(body string) string {
	text := strings.TrimSpace(body)
	lower := strings.ToLower(text)
	if strings.HasPrefix(lower, "<!doctype") || strings.HasPrefix(lower, "<html") || strings.HasPrefix(lower, "<head") {
		if title := htmlTitle.FindStringSubmatch(text); title != nil {
			return htmlPage + ": " + shorten(title[1])
		}
		return htmlPage
	}
	return shorten(text)
}

// shorten makes one line of s, of at most 300 characters, so that a page of text does
// not become an error's text.
func shorten(s string) string {
	const most = 300
	s = strings.Join(strings.Fields(safetext.Line(s)), " ")
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// requestID returns the service's id of a request. The name of the header is an
// assumption: nothing public names it.
func requestID(h http.Header, mask func(string) string) string {
	for _, name := range []string{"X-Request-Id", "X-Fireworks-Request-Id", "Request-Id"} {
		if id := h.Get(name); id != "" {
			return shorten(mask(id))
		}
	}
	return ""
}

// isJSON reports whether a body is JSON by its first byte, however it goes on.
func isJSON(body []byte) bool {
	kind := jsontext.Value(body).Kind()
	return kind == '{' || kind == '['
}

// bad2xx returns the error of a response with a 2xx that is not what the call asked for; why says
// what is wrong with it. The other job that the response names is said first, then what an error
// or a page in its place says, then why.
func bad2xx(op operation, resp *http.Response, body []byte, why error, about string, mask func(string) string) *Error {
	why = orOtherJob(why, body, about)
	bad := badResponse(op, resp, why, mask)
	if _, other := errors.AsType[*otherJobError](why); other {
		return bad
	}
	if isErrorBody(body) {
		var said Error
		readErrorBody(&said, body, mask)
		if said.Message != "" {
			bad.Message = "the body is an error: " + said.Message
		}
		if bad.RequestID == "" {
			bad.RequestID = said.RequestID
		}
	} else if page := textMessage(mask(string(head(body)))); strings.HasPrefix(page, htmlPage) {
		bad.Message = page
	}
	return bad
}

// isErrorBody reports whether a body has one of the forms of an error, and nothing of a job or of
// a page of jobs.
func isErrorBody(body []byte) bool {
	fields, ok := objectOf(body)
	if !ok || fields["name"] != nil || fields["dataset"] != nil || fields[jobsCollection] != nil {
		return false
	}
	var e Error
	readErrorBody(&e, body, func(s string) string { return s })
	return e.Message != "" || e.Code != 0
}

// badResponse returns the error of a response with status 200 that can't be decoded. A request
// that was to change something may have been applied.
func badResponse(op operation, resp *http.Response, why error, mask func(string) string) *Error {
	cause := errors.Unwrap(why)
	if other, ok := errors.AsType[*otherJobError](why); ok {
		why = &otherJobError{name: mask(other.name)} // masked whole, before it is shortened
		cause = why
	}
	e := &Error{
		Status:    resp.StatusCode,
		Message:   mask(why.Error()),
		RequestID: requestID(resp.Header, mask),
		cause:     cause,
	}
	e.add(ErrBadResponse)
	if !op.reads() {
		e.add(ErrOutcomeUnknown)
	}
	return e
}
