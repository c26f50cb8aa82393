package contract

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/fireworks-sftj/sdk/internal/redact"
)

// Exchange is a request and its answer as a report shows them, masked and cut.
type Exchange struct {
	Seq    int    `json:"seq"` // the number of the request in the run, from 1
	Check  string `json:"check"`
	Method string `json:"method"`
	URL    string `json:"url"`
	Auth   Auth   `json:"auth,omitempty"` // empty for the target's own key
	// Status is 0 when there was no answer; Error then says why.
	Status int           `json:"status"`
	Error  string        `json:"error,omitempty"`
	Header http.Header   `json:"header,omitempty"`
	Body   string        `json:"body,omitempty"` // its first 2000 bytes
	Took   time.Duration `json:"took"`           // in nanoseconds
	// Curl sends the request again, with the key taken from $SFTJ_API_KEY.
	Curl string `json:"curl"`
}

// maxShown is how much of a body a report shows, in bytes.
const maxShown = 2000

// maxMasked is how much of a body is searched for secrets before it is cut to that, in bytes.
const maxMasked = 16 * maxShown

func (r *run) exchange(a *answer) Exchange {
	x := Exchange{
		Seq: a.seq, Check: a.check, Method: a.probe.Method, Auth: a.probe.Auth,
		URL:    shownURL(a.request.URL, r.APIKey),
		Status: a.status, Took: a.took,
		Header: shownHeader(a.header, r.APIKey),
		Body:   r.shownBody(a), Curl: r.curl(a),
	}
	if a.err != nil {
		x.Error = clean(brief(a.err), r.APIKey)
	}
	return x
}

// shownBody masks before it cuts: half a secret is no longer seen to be one.
func (r *run) shownBody(a *answer) string {
	body := a.plain
	if body == nil {
		body = a.body
	}
	whole := len(body) <= maxMasked
	if !whole { // between two words, so that no secret is cut
		body = body[:max(0, bytes.LastIndexAny(body[:maxMasked], "\",{}[] \r\n"))]
	}
	body = r.hideUnknownFields(body, a.verdict)
	s := strings.ToValidUTF8(redact.Text(string(redact.JSON(body)), r.APIKey), "�")
	if len(s) <= maxShown {
		if !whole {
			s += "…"
		}
		return s
	}
	cut := maxShown
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}

// shownURL masks each value of the query by itself: the query is the kit's own, but for
// page tokens and ids that the target made up, and without it the request could not be sent again.
func shownURL(u *url.URL, key string) string {
	plain := *u
	plain.RawQuery = ""
	shown := redact.Text(plain.String(), key)
	if u.RawQuery == "" {
		return shown
	}
	query := u.Query()
	for name, values := range query {
		for i, v := range values {
			values[i] = redact.Text(redact.Field(name, v), key)
		}
	}
	return shown + "?" + query.Encode()
}

// shownHeader masks names too: a target can write anything there. Their letters come in
// another case than they were sent in.
func shownHeader(h http.Header, key string) http.Header {
	out := make(http.Header, len(h))
	for name, values := range redact.Header(h) {
		if name = clean(name, key); strings.Contains(strings.ToLower(name), strings.ToLower(key)) {
			name = redact.Mask
		}
		for _, v := range values {
			if !shownHeaders[http.CanonicalHeaderKey(name)] {
				v = "(not shown)"
			}
			out[name] = append(out[name], clean(v, key))
		}
	}
	return out
}

// shownHeaders are the headers whose values a report shows: those of HTTP, and those that
// name a request. What another one holds may be a secret.
var shownHeaders = map[string]bool{
	"Accept-Ranges": true, "Age": true, "Allow": true, "Cache-Control": true, "Cdn-Cache-Control": true, "Connection": true,
	"Content-Encoding": true, "Content-Language": true, "Content-Length": true, "Content-Range": true, "Content-Type": true,
	"Date": true, "Expires": true, "Keep-Alive": true, "Last-Modified": true, "Location": true, "Pragma": true, "Refresh": true,
	"Retry-After": true, "Server": true, "Strict-Transport-Security": true, "Surrogate-Control": true, "Trailer": true,
	"Transfer-Encoding": true, "Upgrade": true, "Vary": true, "Via": true, "Www-Authenticate": true,
	"X-Content-Type-Options": true, "X-Request-Id": true,
}

// curl is a command for a shell that repeats the request.
func (r *run) curl(a *answer) string {
	b := strings.Builder{}
	b.WriteString("curl -sS -i --path-as-is")
	if a.probe.Method != http.MethodGet {
		b.WriteString(" -X " + a.probe.Method)
	}
	switch a.probe.Auth {
	case OwnKey:
		b.WriteString(` -H "Authorization: Bearer $SFTJ_API_KEY"`)
	case NoKey:
	case WrongHeader:
		b.WriteString(" -H 'X-Api-Key: " + noKeyOfAnybody + "'")
	case WrongKey:
		b.WriteString(" -H " + shellQuote("Authorization: "+r.authorization(WrongKey)))
	case EmptyKey:
		b.WriteString(" -H 'Authorization: Bearer '")
	case LongerKey:
		b.WriteString(` -H "Authorization: Bearer ${SFTJ_API_KEY}x"`)
	case ShorterKey:
		b.WriteString(` -H "Authorization: Bearer ${SFTJ_API_KEY%?}"`)
	case OtherCaseKey:
		b.WriteString(` -H "Authorization: Bearer $(printf %s "$SFTJ_API_KEY" | tr a-zA-Z A-Za-z)"`)
	case BasicKey:
		b.WriteString(` -H "Authorization: Basic $SFTJ_API_KEY"`)
	}
	for name, values := range a.probe.Header {
		for _, v := range values {
			b.WriteString(" -H " + shellQuote(name+": "+v))
		}
	}
	if a.probe.Body != nil {
		b.WriteString(" --data-binary " + shellQuote(string(a.probe.Body)))
	}
	b.WriteString(" " + shellQuote(shownURL(a.request.URL, r.APIKey)))
	return b.String()
}

func shellQuote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
