package sftj

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"

	"github.com/fireworks-sftj/sdk/internal/netpath"
	"github.com/fireworks-sftj/sdk/internal/redact"
)

// httpClient puts the plumbing together. This function is the one place that states the
// order: a request passes from the top to the bottom, its answer from the bottom to the
// top.
func (c *config) httpClient() (*http.Client, error) {
	if c.transport == nil {
		c.transport = netpath.NewTransport(netpath.Settings{})
	}
	var rt http.RoundTripper = wholeTransport{c.transport}                                                       // what a transport must return
	rt = &logTransport{next: rt, logger: c.logger, mask: c.redactor()}                                           // every attempt, as it went out
	rt = &redirectTransport{next: rt, mask: c.redactor()}                                                        // a 3xx is an error, not a new request
	rt = &statusTransport{next: rt}                                                                              // a ledger has the 2xx before the body is read
	rt = &bodyTransport{next: rt, limits: c.limits, timeout: c.retry.attemptTimeout, mask: c.redactor()}         // the attempt ends with the last byte
	rt = &observeTransport{next: rt, observe: c.observe, timeout: c.retry.attemptTimeout, mask: c.redactor()}    // every attempt, as it began and ended
	rt = &gateTransport{next: rt}                                                                                // an attempt of a bulk run waits its turn
	rt = &retryTransport{next: rt, policy: c.retry, budget: newBudget(), observe: c.observe, mask: c.redactor()} // as often as it is safe
	rt = newAuthTransport(rt, c)                                                                                 // the key, for one host only
	return &http.Client{
		Transport: rt,
		// The plumbing refuses redirects below; should one come through, nothing follows it.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, nil
}

// wholeTransport makes up for a transport of the caller's that returns less than it has to: a
// test double without a body, or with nothing at all.
type wholeTransport struct{ next http.RoundTripper }

func (t wholeTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := t.next.RoundTrip(req)
	switch {
	case err != nil:
	case resp == nil:
		err = errNoAnswer
	case resp.Body == nil:
		resp.Body = http.NoBody
	}
	return resp, err
}

var errNoAnswer = errors.New("the transport returned neither an answer nor an error")

// authTransport adds the key, and refuses to show it to any host but the client's own, or on
// a path that an id has changed.
type authTransport struct {
	next http.RoundTripper
	host string
	keys *keyRing
	// What the header gets, made once and shared by all requests.
	accept, userAgent []string
}

func newAuthTransport(next http.RoundTripper, c *config) *authTransport {
	return &authTransport{
		next: next, host: c.host, keys: c.keys,
		accept: []string{"application/json"}, userAgent: []string{c.userAgent},
	}
}

func (t *authTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	if !strings.EqualFold(req.URL.Host, t.host) {
		closeBody(req)
		return nil, invalid("the request is for "+redact.Text(req.URL.Host)+", this client's key is for "+t.host, "give WithBaseURL the URL that is called")
	}
	if !intact(req.URL) {
		closeBody(req)
		return nil, invalid("the path "+quoted(redact.Text(req.URL.EscapedPath()))+" is not in the API: an id changed it", "give ids that are not empty, and not . or ..")
	}
	key := t.keys.current()
	resp, err := t.next.RoundTrip(t.authorized(req, key))
	if err != nil || resp.StatusCode != http.StatusUnauthorized && resp.StatusCode != http.StatusForbidden {
		return resp, err
	}
	// Reads alone are repeated: how many resumes were sent is counted above.
	op, _ := operationOf(req)
	if !op.reads() || !canRepeat(req) || !t.keys.renew(req.Context(), key) {
		return resp, nil
	}
	_ = resp.Body.Close() // it has been read
	return t.next.RoundTrip(t.authorized(req, t.keys.current()))
}

// authorized returns a copy of a request with the headers of this client: a RoundTripper must
// not change its request.
func (t *authTransport) authorized(req *http.Request, key string) *http.Request {
	out := req.WithContext(req.Context())
	out.Header = make(http.Header, len(req.Header)+3)
	maps.Copy(out.Header, req.Header)
	out.Header["Authorization"] = []string{"Bearer " + key}
	out.Header["Accept"] = t.accept
	if out.Header.Get("User-Agent") == "" {
		out.Header["User-Agent"] = t.userAgent
	}
	return out
}

// intact reports whether a path has no segment that is empty, "." or "..", and no account was
// resolved away. The stock client resolves ids such as "..", so that the path of another resource
// comes out, with a slash at its end; this client's own methods refuse them before that.
func intact(u *url.URL) bool {
	var before, last string // the two segments before
	for segment := range strings.SplitSeq(strings.TrimPrefix(u.EscapedPath(), "/"), "/") {
		switch {
		case segment == "", segment == ".", segment == "..":
			return false
		case segment == jobsCollection && before != "accounts":
			return false // it was the account that was resolved away
		}
		before, last = last, segment
	}
	return true
}

// Format keeps the key out of every verb: a transport is printed with what it is part of.
func (t *authTransport) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, "sftj: transport for "+t.host)
}

// redirectTransport turns a redirect into an error. Followed, a 302 would make a GET of
// the POST and its 200 a lie, and the key could reach another host.
type redirectTransport struct {
	next http.RoundTripper
	mask func(string) string
}

func (t *redirectTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := t.next.RoundTrip(req)
	if err != nil || resp.StatusCode < 300 || resp.StatusCode > 399 {
		return resp, err
	}
	to := "elsewhere"
	if location, err := resp.Location(); err == nil {
		to = location.Scheme + "://" + location.Host
	}
	_ = resp.Body.Close() // nothing in it is used
	return nil, &Error{
		Status:  resp.StatusCode,
		Message: "the service redirects to " + shorten(t.mask(to)) + ", which is refused",
		Hint:    hintRedirect,
		kinds:   []error{ErrBadResponse},
	}
}

func closeBody(req *http.Request) {
	if req.Body != nil {
		_ = req.Body.Close() // a RoundTripper has to close it, and has nowhere to report a failure
	}
}
