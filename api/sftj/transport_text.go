package sftj

import (
	"errors"
	"io"
	"regexp"
	"strings"
	"sync"
)

// transportText returns the text of a failed round trip in the words of this package. What
// net/http says names its own parts and advises the authors of HTTP clients ("define
// Request.GetBody to avoid this error"), which the reader of an error line cannot follow. An
// unknown text stays as it is, without the names of packages before it.
func transportText(err error) string {
	// An EOF inside another error has the words of that error.
	if err == io.EOF { //nolint:errorlint // see above
		return "the connection was closed before a response"
	}
	if err == io.ErrUnexpectedEOF { //nolint:errorlint // see above
		return "the connection ended inside the response"
	}
	if _, own := errors.AsType[*Error](err); own {
		return err.Error()
	}
	text := err.Error()
	for _, t := range transportTerms() {
		text = t.theirs.ReplaceAllString(text, t.ours)
	}
	return strings.TrimPrefix(text, "sftj: ") // of this package: the line that holds it begins so
}

// transportTerm is a text of net/http and what it means.
type transportTerm struct {
	theirs *regexp.Regexp
	ours   string
}

// transportTerms are the texts of Go 1.26, of which most belong to no exported type. They are
// applied in this order.
var transportTerms = sync.OnceValue(func() []transportTerm {
	var terms []transportTerm
	for _, t := range []struct{ theirs, ours string }{
		{`http2: Transport: cannot retry err \[(.*)\] after Request\.Body was written; define Request\.GetBody to avoid this error`, "$1, after the request was sent"},
		{`http2: Transport received Server's graceful shutdown GOAWAY`, "the server closed the connection (HTTP/2 GOAWAY)"},
		{`http2: Transport received GOAWAY from server ErrCode:(\w+)`, "the server closed the connection (HTTP/2 GOAWAY, $1)"},
		{`http2: server sent GOAWAY and closed the connection; LastStreamID=\d+, ErrCode=(\w+), debug=""`, "the server closed the connection (HTTP/2 GOAWAY, $1)"},
		{`http2: server sent GOAWAY and closed the connection; LastStreamID=\d+, ErrCode=(\w+), debug=`, "the server closed the connection (HTTP/2 GOAWAY, $1): "},
		{`stream error: stream ID \d+; (\w+); received from peer`, "the server reset the request (HTTP/2 $1)"},
		{`stream error: stream ID \d+; (\w+)`, "the request was reset (HTTP/2 $1)"},
		{`\bconnection error: ([A-Z_]+)`, "the connection failed (HTTP/2 $1)"},
		{`http2: client connection (lost|force closed via ClientConn\.Close)`, "the connection was lost"},
		{`http2: client conn(ection)? (is closed|not usable|could not be established)`, "there is no usable connection"},
		{`net/http: HTTP/1\.x transport connection broken: (unexpected )?EOF$`, "the connection was closed before a response"},
		{`net/http: HTTP/1\.x transport connection broken: `, ""},
		{`malformed HTTP (response|status code|version) `, "the response is not HTTP: "},
		{`malformed MIME header( line)?: `, "the response has a malformed header: "},
		{`net/http: server response headers exceeded (\d+) bytes; aborted`, "the header of the response is larger than $1 bytes"},
		{`http: server closed idle connection`, "the server closed the connection"},
		{`http: server gave HTTP response to HTTPS client`, "the server answered in plain http on a port that was called with https"},
		{`(?:net/http: )?timeout awaiting response headers`, "no response within the time that the transport allows"},
		{`\b(?:net/)?http2?: `, ""}, // what is left of the names of packages
	} {
		terms = append(terms, transportTerm{regexp.MustCompile(t.theirs), t.ours})
	}
	return terms
})
