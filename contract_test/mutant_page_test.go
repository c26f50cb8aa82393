package contract_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// pageMutants lose jobs between pages, repeat them, or find no end. The pages that the SDK
// asks for here are of two jobs.
func pageMutants() []mutant {
	first := func(r *reply) bool { return lists(r) && !r.req.URL.Query().Has("pageToken") }
	later := func(r *reply) bool { return lists(r) && r.req.URL.Query().Has("pageToken") }
	cutShort := func(r *reply) bool { return lists(r) && r.read()["nextPageToken"] != "" }
	return []mutant{
		{"token-loops", "The last page leads back to the first.", tells(lists, document(func(doc map[string]any) {
			if doc["nextPageToken"] == "" {
				doc["nextPageToken"] = "again"
			}
		})).asking(func(req *http.Request) {
			if req.URL.Query().Get("pageToken") == "again" {
				stripped(req, "pageToken")
			}
		}), "list.given list.walk", "comes again", refuses(sftj.ErrBadResponse)},
		{"token-ignored", "The token is not looked at.", asks(func(_ *liar, req *http.Request) { stripped(req, "pageToken") }), "list.walk", "comes again", refuses(sftj.ErrBadResponse)},
		{"token-grows", "Behind the last page there is always an empty one more.", tells(lists, document(func(doc map[string]any) {
			if doc["nextPageToken"] == "" {
				doc["nextPageToken"] = "more"
			}
		})).asking(func(req *http.Request) {
			if t := req.URL.Query().Get("pageToken"); len(t) >= 4 && t[:4] == "more" {
				stripped(req, "pageToken")
				req.URL.RawQuery += "&filter=state%3D%22JOB_STATE_IDLE%22"
			}
		}).and(later, func(r *reply) {
			r.edit(func(doc map[string]any) {
				if len(page(doc)) == 0 {
					r.count["more"]++
					doc["nextPageToken"] = fmt.Sprint("more", r.count["more"])
				}
			})
		}), "list.walk list.given", "are empty", refuses(sftj.ErrBadResponse)},
		{"token-lost", "The first page does not lead to the second.", tells(cutShort, document(func(doc map[string]any) { doc["nextPageToken"] = "" })),
			"list.walk", "is lost", believes},
		{"last-twice", "Each page begins with the last job of the one before.", tells(later, func(r *reply) {
			r.edit(func(doc map[string]any) {
				all := page(doc)
				if last := r.kept["last"]; last != nil {
					all = append([]any{json.RawMessage(last)}, all[:max(0, len(all)-1)]...)
				}
				doc["supervisedFineTuningJobs"] = all
			})
		}).and(lists, keepLast), "list.walk", "comes twice", believes},
		{"first-lost", "Each page but the first lacks its first job.", tells(later, listed(func(all []any) any { return all[min(1, len(all)):] })),
			"list.walk", "are empty", believes},
		{"page-too-long", "A page has one job more than was asked for.", lie{ask: func(_ *liar, req *http.Request) {
			if q := req.URL.Query(); q.Get("pageSize") == "1" || q.Get("pageSize") == "2" {
				q.Set("pageSize", q.Get("pageSize")+"0")
				req.URL.RawQuery = q.Encode()
			}
		}}, "list.size list.walk", "", tolerates},
		{"page-of-one", "A page never has more than one job, and no token.", tells(lists, document(func(doc map[string]any) {
			doc["supervisedFineTuningJobs"] = page(doc)[:min(1, len(page(doc)))]
			doc["nextPageToken"] = ""
		})), "list.given", "is not in the list", believes},
		{"default-page-short", "Without a size, the list ends after three jobs.", tells(func(r *reply) bool { return lists(r) && !r.req.URL.Query().Has("pageSize") },
			document(func(doc map[string]any) {
				doc["supervisedFineTuningJobs"] = page(doc)[:3]
				doc["nextPageToken"] = ""
			})), "list.walk", "in pages of the usual size", unmet},
		{"size-zero-empty", "A page of size 0 is empty, without a next one.", tells(func(r *reply) bool { return lists(r) && r.req.URL.Query().Get("pageSize") == "0" },
			body(`{"supervisedFineTuningJobs":[],"nextPageToken":"","totalSize":7}`)), "list.size", "0 jobs of 7 and no next page", unmet},
		{"size-large-500", "A page size over 200 is an error of the server.", tells(func(r *reply) bool { return len(r.req.URL.Query().Get("pageSize")) > 3 },
			answered(500, 13, "too large")), "list.size", "500", unmet},
		{"order-random", "The list is in another order each time.", tells(lists, func(r *reply) {
			listed(func(all []any) any {
				turn := r.nth % max(1, len(all))
				return append(slices.Clone(all[turn:]), all[:turn]...)
			})(r)
		}), "list.twice", "in another order", believes},
		{"list-shrinks", "The list lacks another job each time.", tells(lists, func(r *reply) {
			listed(func(all []any) any {
				if len(all) < 3 {
					return all
				}
				return slices.Delete(all, r.nth%len(all), r.nth%len(all)+1)
			})(r)
		}), "list.twice list.given", "", tolerates},
		{"total-wrong", "The total is one too many.", tells(lists, swap(`"totalSize":7`, `"totalSize":8`)), "list.walk", "totalSize is 8", tolerates},
		{"total-of-page", "The total is the number of jobs on the page.", tells(lists, document(func(doc map[string]any) { doc["totalSize"] = len(page(doc)) })),
			"list.walk", "totalSize is", tolerates},
		{"total-negative", "The total is below nothing.", tells(lists, swap(`"totalSize":7`, `"totalSize":-1`)), "list.walk list.given", "totalSize is -1", tolerates},
		{"job-twice", "A job stands in the list twice.", tells(first, listed(func(all []any) any { return append(all, all[0]) })), "list.page", "twice", believes},
		{"paused-hidden", "The list leaves paused jobs out.", asks(func(_ *liar, req *http.Request) {
			if req.Method == http.MethodGet && req.URL.Path == jobs && !req.URL.Query().Has("filter") {
				req.URL.RawQuery += "&filter=state%21%3D%22JOB_STATE_PAUSED%22"
			}
		}), "list.given", "is not in the list", believes},
		{"deleted-listed", "A deleted job stands in the list as paused.", tells(first, listed(func(all []any) any {
			return append(all, map[string]any{"name": "accounts/acme/supervisedFineTuningJobs/deleted1", "state": "JOB_STATE_PAUSED", "dataset": "d"})
		})), "list.given", "the deleted job", believes},
		{"foreign-listed", "Another account's job stands in the list under one's own name.", tells(first, listed(func(all []any) any {
			return append(all, map[string]any{"name": "accounts/acme/supervisedFineTuningJobs/secret1", "state": "JOB_STATE_PAUSED", "dataset": "d"})
		})), "list.given", "of another account", believes},
		{"list-empty", "The list is empty.", tells(lists, body("{}")), "list.given", "is not in the list", believes},
	}
}

// keepLast remembers the last job of a page.
func keepLast(r *reply) {
	all := page(r.read())
	if len(all) == 0 {
		return
	}
	last, err := json.Marshal(all[len(all)-1])
	if err != nil {
		panic(err)
	}
	r.kept["last"] = last
}

// asking is a lie that changes requests too.
func (l lie) asking(change func(*http.Request)) lie {
	l.ask = func(_ *liar, req *http.Request) { change(req) }
	return l
}

// stripped takes a parameter off a request.
func stripped(req *http.Request, parameter string) {
	q := req.URL.Query()
	q.Del(parameter)
	req.URL.RawQuery = q.Encode()
}
