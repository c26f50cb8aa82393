package conform

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// The gRPC codes that the guard answers with.
const (
	codeInvalidArgument = 3
	codeNotFound        = 5
	codeUnimplemented   = 12
	codeInternal        = 13
)

// Handler puts the guard before a server. Where the server stands below a prefix, and the
// guard outside the router that cuts it off, WithBasePath names the prefix.
//
// What matches no operation goes to next in both modes, since the server knows best how to
// refuse it: it is told to the observer and counted as unjudged, and nothing of it is
// judged. WithUnmatched(RefuseUnmatched) refuses it in Strict mode.
//
// Strict: a request that violates the contract is answered 400 in the service's error
// shape, code 3, and next is not called. A response is held back until it is complete;
// one that violates the contract is replaced by a 500, code 13. So Flush sends nothing,
// informational responses and trailers are dropped, and the connection can't be hijacked.
//
// Observe: every byte passes as it comes; the result is told when next has returned.
//
// A panic of next, http.ErrAbortHandler for one, goes through, and nothing is judged.
func (c *Checker) Handler(next http.Handler) http.Handler {
	next = c.counted(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f := c.findings(nil, Request)
		m := c.match(r, f)
		if m.op == nil {
			if c.mode == Strict && c.onUnmatched == RefuseUnmatched {
				c.refuseUnmatched(w, r, f)
				return
			}
			t := &tee{ResponseWriter: w}
			next.ServeHTTP(t, r)
			c.unmatched(f, r, t.end())
			return
		}
		f.operation = m.op.ID
		var in captured
		if hasBody(r.Body) {
			in = capture(r.Body, c.maxBody, r.ContentLength)
			original := r.Body
			r = r.WithContext(r.Context()) // a copy: the server's own request stays as it is
			r.Body = in.replay(original)
		}
		c.judgeRequest(r.Context(), f, m, in)
		if c.mode == Observe {
			c.serveObserved(w, r, next, m, f)
			return
		}
		if len(f.violations) > 0 {
			refuse(w, http.StatusBadRequest, codeInvalidArgument, c.tell(c.result(m.op, 0, f)))
			return
		}
		c.serveHeld(w, r, next, m, f)
	})
}

// counted counts the exchanges that are not judged because a handler panicked.
func (c *Checker) counted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		panicked := true
		defer func() {
			if panicked {
				c.ledger.sawExchange(UnjudgedPanic)
			}
		}()
		next.ServeHTTP(w, r)
		panicked = false
	})
}

// refuseUnmatched answers a request that is no operation of the contract: 405 where the
// contract has its path, with the methods that it has there, else 404.
func (c *Checker) refuseUnmatched(w http.ResponseWriter, r *http.Request, f *findings) {
	status, code := http.StatusNotFound, codeNotFound
	if f.violations[0].Pointer == "method" {
		status, code = http.StatusMethodNotAllowed, codeUnimplemented
		w.Header().Set("Allow", strings.Join(c.methods(r), ", "))
	}
	refuse(w, status, code, c.unmatched(f, r, status))
}

// methods lists the methods that the contract has at the path of a request.
func (c *Checker) methods(r *http.Request) []string {
	var out []string
	for _, op := range c.operations {
		as := r.Clone(r.Context())
		if as.Method = op.Method; !slices.Contains(out, op.Method) && c.match(as, c.findings(nil, Request)).op != nil {
			out = append(out, op.Method)
		}
	}
	slices.Sort(out)
	return out
}

// serveObserved lets the response pass and judges a copy.
func (c *Checker) serveObserved(w http.ResponseWriter, r *http.Request, next http.Handler, m match, f *findings) {
	t := &tee{ResponseWriter: w, limit: c.maxBody + 1}
	next.ServeHTTP(t, r)
	if t.hijacked {
		f.unjudged = UnjudgedHijacked
	}
	c.conclude(m, f, Exchange{Status: t.end(), Header: t.header, Body: t.body})
}

// serveHeld judges the response before it lets it go.
func (c *Checker) serveHeld(w http.ResponseWriter, r *http.Request, next http.Handler, m match, f *findings) {
	h := &held{header: w.Header().Clone(), limit: c.maxBody + 1}
	if h.header == nil {
		h.header = make(http.Header)
	}
	next.ServeHTTP(h, r)
	h.WriteHeader(http.StatusOK) // does nothing when next has done it
	found := c.conclude(m, f, Exchange{Status: h.status, Header: h.sent, Body: h.body})
	if len(found.Violations) > 0 {
		refuse(w, http.StatusInternalServerError, codeInternal, found)
		return
	}
	clear(w.Header())
	maps.Copy(w.Header(), h.sent)
	w.WriteHeader(h.status)
	// The client is gone: no error can be reported to it.
	_, _ = w.Write(h.body)
}

// refuse answers in the service's error shape, with the violations as the message.
func refuse(w http.ResponseWriter, status, code int, r Result) {
	message, _ := json.Marshal(map[string]any{ // of strings and numbers: can't fail
		"code": code, "message": r.Err().Error(), "details": []any{},
	})
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(message)
}
