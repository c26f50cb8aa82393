package contract_test

import (
	"cmp"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/contract"
)

// What the service was seen to do against expectation is no failure of it.

// A sibling resource was observed with 3 requests processed of 1.
func TestRun_CountersOverTheirTotal_AreDriftAndNoFailure(t *testing.T) {
	at := target()
	progress := regexp.MustCompile(`"jobProgress":(null|\{[^}]*\})`)
	at.Transport = changing(service().Transport(), func(body string) string {
		return progress.ReplaceAllString(body, `"jobProgress":{"percent":123,"totalInputRequests":1,"totalProcessedRequests":3}`)
	})
	r := judge(t, at, contract.WithOnly("drift.progress", "get.progress", "get.job", "list.page", "wire.schema"))
	if r.Failed(false) || !r.Failed(true) {
		t.Errorf("failed %v, with strict drift %v", r.Failed(false), r.Failed(true))
	}
	res := result(t, r, "drift.progress")
	if res.Verdict != contract.Drift || len(res.Findings) != 2 {
		t.Errorf("%s %+v", res.Verdict, res.Findings)
	}
	for _, id := range []string{"get.progress", "get.job", "list.page", "wire.schema"} {
		if res := result(t, r, id); res.Verdict != contract.Pass {
			t.Errorf("%s: %s %+v", id, res.Verdict, res.Findings)
		}
	}
}

// Documented is the name as the default order, and seen was the newest job first: neither is
// expected, nor any other.
func TestRun_ListInAnyDefaultOrder_PassesListOrder(t *testing.T) {
	for name, compare := range map[string]func(a, b listed) int{
		"by name":      func(a, b listed) int { return cmp.Compare(a.Name, b.Name) },
		"by name, z-a": func(a, b listed) int { return cmp.Compare(b.Name, a.Name) },
		"newest first": func(a, b listed) int { return cmp.Compare(b.CreateTime, a.CreateTime) },
		"oldest first": func(a, b listed) int { return cmp.Compare(a.CreateTime, b.CreateTime) },
	} {
		t.Run(name, func(t *testing.T) {
			at := target()
			at.Transport = unordered(service().Transport(), compare)
			if res := result(t, judge(t, at, contract.WithOnly("list.order")), "list.order"); res.Verdict != contract.Pass {
				t.Errorf("%s: %s %+v", res.Verdict, res.Reason, res.Findings)
			}
		})
	}
}

type listed struct{ Name, CreateTime string }

// unordered sorts a whole list that was asked for without an order. A page of one is left as it is.
func unordered(next http.RoundTripper, compare func(a, b listed) int) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		if !strings.HasSuffix(r.URL.Path, "/supervisedFineTuningJobs") || r.URL.Query().Has("orderBy") {
			return next.RoundTrip(r)
		}
		return changing(next, func(body string) string {
			var page map[string]json.RawMessage
			var jobs []json.RawMessage
			if json.Unmarshal([]byte(body), &page) != nil || json.Unmarshal(page["supervisedFineTuningJobs"], &jobs) != nil {
				return body
			}
			slices.SortStableFunc(jobs, func(a, b json.RawMessage) int {
				var x, y listed
				if json.Unmarshal(a, &x) != nil || json.Unmarshal(b, &y) != nil {
					panic(io.ErrUnexpectedEOF) // of the emulator's own bodies
				}
				return compare(x, y)
			})
			page["supervisedFineTuningJobs"], _ = json.Marshal(jobs)
			changed, _ := json.Marshal(page)
			return string(changed)
		}).RoundTrip(r)
	})
}
