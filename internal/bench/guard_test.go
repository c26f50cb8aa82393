package bench_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/openapi"
)

const resumePath = "/v1/accounts/" + account + "/supervisedFineTuningJobs/" + jobID + ":resume"

// newRequest is the request of one resume, with a body that can be read once.
func newRequest(ctx context.Context) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://127.0.0.1:1"+resumePath, strings.NewReader("{}"))
	if err == nil {
		req.Header.Set("Content-Type", "application/json")
	}
	return req, err
}

// kin is the validator as its documentation uses it: route, request, response.
func kin(b *testing.B) func(context.Context) error {
	b.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(openapi.Document())
	if err != nil {
		b.Fatal(err)
	}
	doc.Servers = nil
	var router routers.Router
	if router, err = gorillamux.NewRouter(doc); err != nil {
		b.Fatal(err)
	}
	header := http.Header{"Content-Type": {"application/json"}}
	opts := &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, IncludeResponseStatus: true}
	return func(ctx context.Context) error {
		req, err := newRequest(ctx)
		if err != nil {
			return err
		}
		route, params, err := router.FindRoute(req)
		if err != nil {
			return err
		}
		in := &openapi3filter.RequestValidationInput{Request: req, PathParams: params, Route: route, QueryParams: url.Values{}, Options: opts}
		if err := openapi3filter.ValidateRequest(ctx, in); err != nil {
			return err
		}
		return openapi3filter.ValidateResponse(ctx, &openapi3filter.ResponseValidationInput{
			RequestValidationInput: in, Status: http.StatusOK, Header: header,
			Body: io.NopCloser(bytes.NewReader(job)), Options: opts,
		})
	}
}

// BenchmarkCheck is the judgement of one exchange, both sides, without any transport.
func BenchmarkCheck(b *testing.B) {
	c := guard(b)
	header := http.Header{"Content-Type": {"application/json"}}
	for _, one := range []struct {
		name  string
		check func(context.Context) error
	}{
		{"kin-openapi", kin(b)},
		{"conform", func(ctx context.Context) error {
			req, err := newRequest(ctx)
			if err != nil {
				return err
			}
			body, err := io.ReadAll(req.Body)
			if err != nil {
				return err
			}
			return c.Check(ctx, conform.Exchange{Request: req, RequestBody: body, Status: http.StatusOK, Header: header, Body: job}).Err()
		}},
	} {
		b.Run(one.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := one.check(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
