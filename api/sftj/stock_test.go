package sftj_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/client"
)

func plumbing(t *testing.T, rt http.RoundTripper) *http.Client {
	t.Helper()
	h, err := sftj.HTTPClient(sftj.WithEnvironment(func(string) string { return "" }), sftj.WithAPIKey(testKey), sftj.WithTransport(rt))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// TestPlumbingUnderTheStockClient: what the SDK promises holds without its methods.
func TestPlumbingUnderTheStockClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rt := &stub{script: []answer{failure(429, `{"code":8}`, "Retry-After", "1"), ok(jobBody), {err: io.ErrUnexpectedEOF}}}
		c, err := client.NewClientWithResponses(sftj.DefaultBaseURL, client.WithHTTPClient(plumbing(t, rt)))
		if err != nil {
			t.Fatal(err)
		}
		resp, err := c.ResumeJobWithResponse(t.Context(), "acme", "ft-42", client.ResumeRequest{})
		if err != nil || resp.JSON200 == nil || resp.JSON200.State != client.JobStatePending || rt.count() != 2 {
			t.Fatalf("%d POSTs, %v %v", rt.count(), resp, err)
		}
		_, err = c.ResumeJobWithResponse(t.Context(), "acme", "ft-42", client.ResumeRequest{})
		if !errors.Is(err, sftj.ErrOutcomeUnknown) || rt.count() != 3 {
			t.Errorf("a lost POST: %d POSTs, %v", rt.count(), err)
		}
		if got := rt.headers[0].Get("Authorization"); got != "Bearer "+testKey {
			t.Errorf("Authorization %q", got)
		}
	})
}

func TestTheKeyGoesToOneHostOnly(t *testing.T) {
	rt := &stub{script: []answer{ok(jobBody)}}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://api.fireworks.ai.evil.example.com/v1/x", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := plumbing(t, rt).Do(req)
	if err == nil {
		_ = resp.Body.Close()
	}
	if !errors.Is(err, sftj.ErrInvalidArgument) || rt.count() != 0 {
		t.Errorf("%d requests, %v", rt.count(), err)
	}
}

func TestStock(t *testing.T) {
	rt := &stub{script: []answer{ok(jobBody)}}
	resp, err := newClient(t, rt).Stock().GetJobWithResponse(t.Context(), "acme", "ft-42", nil)
	if err != nil || resp.JSON200 == nil || rt.headers[0].Get("Authorization") == "" {
		t.Errorf("%v %v", resp, err)
	}
}

// TestIdsOfTheStockClientChangeNoPath: the stock client puts any id into a path, and resolves
// what it then says; the plumbing does not let it out.
func TestIdsOfTheStockClientChangeNoPath(t *testing.T) {
	for _, id := range []string{"", ".", ".."} {
		rt := &stub{script: []answer{ok(jobBody)}}
		c := newClient(t, rt).Stock()
		_, gets := c.GetJobWithResponse(t.Context(), "acme", id, nil)
		_, deletes := c.DeleteJobWithResponse(t.Context(), "acme", id)
		_, lists := c.ListJobsWithResponse(t.Context(), id, nil)
		for _, err := range []error{gets, deletes, lists} {
			if !errors.Is(err, sftj.ErrInvalidArgument) || rt.count() != 0 {
				t.Errorf("id %q: %d requests, %v", id, rt.count(), err)
			}
		}
	}
	rt := &stub{script: []answer{ok(jobBody), ok(jobBody)}}
	for _, id := range []string{"a..b", "...", "ü/?"} {
		if _, err := newClient(t, rt).Stock().GetJobWithResponse(t.Context(), "acme", id, nil); errors.Is(err, sftj.ErrInvalidArgument) {
			t.Errorf("id %q: %v", id, err)
		}
	}
}

func TestPlumbingIsPrintedWithoutTheKey(t *testing.T) {
	h := plumbing(t, &stub{})
	for _, format := range []string{"%v", "%+v", "%#v", "%s"} {
		if got := fmt.Sprintf(format, h.Transport); strings.Contains(got, testKey) {
			t.Errorf("%s: %s", format, got)
		}
	}
}
