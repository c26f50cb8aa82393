package conform

import (
	"context"
	"net/http"
)

// Exchange is a request and its response, with the bodies as bytes.
type Exchange struct {
	// Request has the method, the URL and the header. Its Body is not read.
	Request     *http.Request
	RequestBody []byte
	// Status is that of the response. 0 means that there is none to judge.
	Status int
	Header http.Header
	Body   []byte
}

// Check judges both sides of an exchange. A request that matches no operation is a
// violation of the rule "operation", and its response is not judged.
//
// With a readMask in the query, the properties that the job requires may be missing from
// the answer: the mask may not name them.
func (c *Checker) Check(ctx context.Context, x Exchange) Result {
	f := c.findings(nil, Request)
	m := c.match(x.Request, f)
	if m.op == nil {
		return c.unmatched(f, x.Request, x.Status)
	}
	f.operation = m.op.ID
	c.judgeRequest(ctx, f, m, captured{bytes: x.RequestBody})
	return c.conclude(m, f, x)
}

// conclude judges the response, if there is one, and closes the case.
func (c *Checker) conclude(m match, f *findings, x Exchange) Result {
	g := c.findings(m.op, Response)
	if x.Status != 0 {
		c.judgeResponse(g, m.op, reply{
			status: x.Status, header: captive(x.Header), body: x.Body,
			bodiless: m.request.Method == http.MethodHead,
			partial:  m.request.URL.RawQuery != "" && m.request.URL.Query().Get("readMask") != "",
		})
	}
	return c.tell(c.result(m.op, x.Status, f, g))
}

// unmatched closes the case of a request that is none of the contract's.
func (c *Checker) unmatched(f *findings, r *http.Request, status int) Result {
	name := "no request"
	if r != nil && r.URL != nil {
		name = r.Method + " " + r.URL.Path
	}
	c.ledger.sawUnknown(unknownRequest, name)
	f.unjudged = UnjudgedNoOperation
	return c.tell(c.result(nil, status, f))
}

// tell counts an exchange as judged or not, and gives its result to the observer.
func (c *Checker) tell(r Result) Result {
	c.ledger.sawExchange(r.Unjudged)
	if c.observer != nil {
		c.observer(r)
	}
	return r
}

// CheckRequest judges a captured request body. The operation is an ID or a name of
// Operations. A nil header means that the headers were not captured: the content type is
// then not judged. Parameters are not judged, there is no URL.
//
// Errors: the contract has no such operation.
func (c *Checker) CheckRequest(_ context.Context, operation string, header http.Header, payload []byte) (Result, error) {
	op, err := c.lookup(operation)
	if err != nil {
		return Result{}, err
	}
	f := c.findings(op, Request)
	c.ledger.sawRequest(op.index)
	c.judgeRequestBody(f, op, header, payload)
	return c.tell(c.result(op, 0, f)), nil
}

// CheckResponse judges a captured response. The operation is an ID or a name of
// Operations. A nil header means that the headers were not captured: the content type is
// then not judged, and the body is taken for plain JSON. No readMask is assumed.
//
// Errors: the contract has no such operation.
func (c *Checker) CheckResponse(_ context.Context, operation string, status int, header http.Header, payload []byte) (Result, error) {
	op, err := c.lookup(operation)
	if err != nil {
		return Result{}, err
	}
	f := c.findings(op, Response)
	c.judgeResponse(f, op, reply{status: status, header: header, body: payload})
	return c.tell(c.result(op, status, f)), nil
}
