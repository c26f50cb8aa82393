package emulator

import (
	"net/http"
	"net/url"
	"strings"
)

// The operations, as [Attempt] and [Fault] call them.
const (
	opCreate = "create"
	opList   = "list"
	opGet    = "get"
	opDelete = "delete"
	opCancel = "cancel"
	opResume = "resume"
)

// route is what a method and a path mean.
type route struct {
	operation string // empty when there is no such operation
	account   string
	job       string
	allow     string // the methods of the path; empty when there is no such path
}

// resolve reads a request line. It is stricter than the generated routes, which take a
// verb for a part of the id where the method fits another operation: GET …/x:resume is
// not a job called "x:resume". A verb stands behind the last colon of the decoded segment,
// so %3Aresume is the same; a slash in an id (%2F) leads nowhere, and no path is cleaned.
func resolve(method string, u *url.URL) route {
	rest, ok := strings.CutPrefix(u.Path, "/v1/accounts/")
	parts := strings.Split(rest, "/")
	if !ok || len(parts) < 2 || len(parts) > 3 || parts[1] != "supervisedFineTuningJobs" ||
		!segment(parts[0]) || strings.Contains(strings.ToUpper(u.RawPath), "%2F") {
		return route{}
	}
	r := route{account: parts[0]}
	operations := map[string]string{http.MethodGet: opList, http.MethodPost: opCreate}
	r.allow = "GET, POST"
	if len(parts) == 3 {
		r.job = parts[2]
		verb := ""
		if i := strings.LastIndexByte(r.job, ':'); i >= 0 {
			r.job, verb = r.job[:i], r.job[i+1:]
		}
		switch {
		case !segment(r.job):
			return route{}
		case verb == opResume || verb == opCancel:
			operations, r.allow = map[string]string{http.MethodPost: verb}, "POST"
		case verb != "" || strings.HasSuffix(parts[2], ":"):
			return route{}
		default:
			operations = map[string]string{http.MethodGet: opGet, http.MethodDelete: opDelete}
			r.allow = "DELETE, GET"
		}
	}
	r.operation = operations[method]
	return r
}

// segment reports whether an id can stand in a path.
func segment(id string) bool { return id != "" && id != "." && id != ".." }

// missing answers a request that leads to no operation: 404 (code 5) when there is no such
// path, 405 (code 12) with Allow when there is one for other methods.
func (r route) missing(method string) *failure {
	switch {
	case r.allow == "":
		return newFailure(http.StatusNotFound, codeNotFound, "there is no such path")
	case r.operation == "":
		f := newFailure(http.StatusMethodNotAllowed, codeUnimplemented, "the path has no method "+method)
		f.header.Set("Allow", r.allow)
		return f
	}
	return nil
}
