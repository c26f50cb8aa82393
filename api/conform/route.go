package conform

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/getkin/kin-openapi/routers"
)

// match is what a request is, by the contract.
type match struct {
	op      *operation // nil: none
	request *http.Request
	params  map[string]string
	sure    bool // the parameters are right, and params is not filled in
}

// match finds the operation of a request, or the violation that there is none. The
// request is only looked at; what the router and the validator get is a stand-in with
// its method, URL and headers.
func (c *Checker) match(r *http.Request, f *findings) match {
	if r == nil || r.URL == nil {
		f.add("path", "operation", "", "there is no request to judge")
		return match{}
	}
	if op := c.surelyMatch(r); op != nil {
		return match{op: op, request: r, sure: true}
	}
	method := r.Method
	if method == "" {
		method = http.MethodGet // as net/http reads it
	}
	path, ok := canonical(r.URL.EscapedPath())
	if !ok {
		f.add("path", "operation", r.URL.Path, "no operation has this path")
		return match{}
	}
	full := path.Path
	if path.Path, path.RawPath, ok = c.below(path.Path, path.RawPath); !ok {
		f.add("path", "operation", method+" "+full, "the path is not below a base path of the contract")
		return match{}
	}
	stand := &http.Request{Method: method, URL: path, Header: r.Header, Host: r.Host}
	stand.URL.RawQuery = r.URL.RawQuery
	route, params, err := c.router.FindRoute(stand)
	switch {
	case errors.Is(err, routers.ErrMethodNotAllowed):
		f.add("method", "operation", method+" "+full, "the operation at this path has another method")
		return match{}
	case err != nil:
		f.add("path", "operation", method+" "+full, "no operation has this path")
		return match{}
	}
	for name, value := range params {
		// The router hands on encoded values; canonical has made sure that they decode.
		if plain, err := url.PathUnescape(value); err == nil {
			params[name] = plain
		}
	}
	return match{op: c.byKin[route.Operation], request: stand, params: params}
}

// canonical writes a path in the one way that the router knows: each segment decoded, and
// encoded again where it must be. So job%3Aresume is job:resume, as it is for the
// service, which decodes a segment before it splits off the verb. A dot segment names
// another path, and so does not match.
func canonical(escaped string) (*url.URL, bool) {
	segments := strings.Split(escaped, "/")
	plain := make([]string, len(segments))
	for i, s := range segments {
		p, err := url.PathUnescape(s)
		if err != nil || p == "." || p == ".." {
			return nil, false
		}
		plain[i], segments[i] = p, url.PathEscape(p)
	}
	return &url.URL{Path: strings.Join(plain, "/"), RawPath: strings.Join(segments, "/")}, true
}
