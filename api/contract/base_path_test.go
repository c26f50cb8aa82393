package contract_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/fireworks-sftj/sdk/api/contract"
)

// A target whose base URL has a path is judged like any other: what is right passes, and
// what violates the contract is found.
func TestRun_BaseURLWithAPath_JudgesTheResponses(t *testing.T) {
	for name, tc := range map[string]struct {
		edit  func(string) string
		fails bool
	}{
		"as it should be":  {func(body string) string { return body }, false},
		"an invalid state": {func(body string) string { return strings.ReplaceAll(body, `"JOB_STATE_PAUSED"`, `"paused"`) }, true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				em := service().Transport()
				at := target()
				at.BaseURL += "/gateway"
				at.Transport = roundTripper(func(r *http.Request) (*http.Response, error) {
					below, ok := strings.CutPrefix(r.URL.Path, "/gateway")
					if !ok {
						t.Errorf("%s is not below the base path", r.URL.Path)
					}
					r = r.Clone(r.Context())
					r.URL.Path = below
					return changing(em, tc.edit).RoundTrip(r)
				})
				r := judge(t, at, contract.WithOnly("get"))
				failed := 0
				for _, res := range r.Results {
					if res.Verdict == contract.Fail {
						failed++
					}
				}
				if len(r.Results) == 0 || failed > 0 != tc.fails {
					t.Errorf("%d checks failed: %+v", failed, r.Results)
				}
				if r.Coverage.Judged == 0 || len(r.Coverage.Unjudged) > 0 {
					t.Errorf("%d exchanges are judged, unjudged: %v", r.Coverage.Judged, r.Coverage.Unjudged)
				}
			})
		})
	}
}
