package conform

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
)

// judgeRequest judges a request that matched an operation. A body that broke off while it
// was read is not judged: the sender failed, not the bytes that it sent.
func (c *Checker) judgeRequest(ctx context.Context, f *findings, m match, in captured) {
	c.ledger.sawRequest(m.op.index)
	if !m.sure {
		c.judgeParameters(ctx, f, m)
	}
	if in.err != nil {
		f.unjudged = UnjudgedRequestBody
	} else {
		c.judgeRequestBody(f, m.op, captive(m.request.Header), in.bytes)
	}
}

func (c *Checker) judgeRequestBody(f *findings, op *operation, header http.Header, payload []byte) {
	b := body{op: op, header: header, bytes: payload}
	if r := op.route.Operation.RequestBody; r != nil {
		b.content, b.needed = r.Value.Content, r.Value.Required
	}
	c.judgeBody(f, b)
}

// captive is a header that was captured; nil stands for one that was not.
func captive(h http.Header) http.Header {
	if h == nil {
		return http.Header{}
	}
	return h
}

// judgeParameters judges the path, the query and the headers that the contract declares.
func (c *Checker) judgeParameters(ctx context.Context, f *findings, m match) {
	query, err := url.ParseQuery(m.request.URL.RawQuery)
	if err != nil {
		f.add("query", "syntax", "", "not a query string")
	}
	for name := range query {
		if !declares(m.op, openapi3.ParameterInQuery, name) {
			f.drifted("query/"+escape(name), DriftParameter, "")
		}
	}
	for _, err := range causes(openapi3filter.ValidateRequest(ctx, &openapi3filter.RequestValidationInput{
		Request: m.request, PathParams: m.params, QueryParams: query, Route: &m.op.route, Options: c.request,
	})) {
		c.parameterFault(f, err)
	}
}

func declares(op *operation, in, name string) bool {
	return op.route.Operation.Parameters.GetByInAndName(in, name) != nil ||
		op.route.PathItem.Parameters.GetByInAndName(in, name) != nil
}

// parameterFault reports what the validator says about one parameter.
func (c *Checker) parameterFault(f *findings, err error) {
	var about *openapi3filter.RequestError
	if !errors.As(err, &about) || about.Parameter == nil {
		f.add("query", "schema", "", "the parameters can't be judged")
		return
	}
	place := about.Parameter.In + "/" + about.Parameter.Name
	var parse *openapi3filter.ParseError
	switch {
	case errors.Is(about.Err, openapi3filter.ErrInvalidRequired):
		f.add(place, "required", "", "the parameter is missing")
	case errors.Is(about.Err, openapi3filter.ErrInvalidEmptyValue):
		f.add(place, "allowEmptyValue", "", "the parameter has no value")
	case errors.Is(about.Err, strconv.ErrRange):
		f.add(place, "format", "", "the number is out of range")
	case errors.As(about.Err, &parse):
		f.add(place, "type", literal(parse.Value), "not of the declared type")
	default:
		for _, cause := range causes(about.Err) {
			if fault := c.catalogue.fault(cause); fault.rule != "" {
				f.add(place+fault.pointer, fault.rule, fault.value, fault.message)
			}
		}
	}
}
