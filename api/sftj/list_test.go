package sftj_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

func page(token string, ids ...string) answer {
	jobs := make([]string, len(ids))
	for i, id := range ids {
		jobs[i] = strings.ReplaceAll(jobBody, "ft-42", id)
	}
	return ok(fmt.Sprintf(`{"supervisedFineTuningJobs":[%s],"nextPageToken":%q,"totalSize":9}`, strings.Join(jobs, ","), token))
}

func TestList(t *testing.T) {
	for _, tt := range []struct {
		name   string
		script []answer
		want   string
		pages  int
		err    error
	}{
		{"three pages", []answer{page("A", "a", "b"), page("B", "c"), page("", "d")}, "a b c d", 3, nil},
		{"no jobs, no array", []answer{ok(`{}`)}, "", 1, nil},
		{"an empty page in between", []answer{page("A", "a"), page("B"), page("", "b")}, "a b", 3, nil},
		{"no token at all", []answer{ok(`{"supervisedFineTuningJobs":[` + jobBody + `]}`)}, "ft-42", 1, nil},
		{"the same token each time", []answer{page("A", "a")}, "a a", 2, sftj.ErrBadResponse},
		{"A, B, A", []answer{page("A", "a"), page("B", "b"), page("A", "c"), page("B", "d")}, "a b c", 3, sftj.ErrBadResponse},
		{"a name that none can have", []answer{ok(strings.Replace(`{"supervisedFineTuningJobs":[`+jobBody+`]}`, "ft-42", "..", 1))}, "", 1, sftj.ErrBadResponse},
		{"a name of two lines", []answer{ok(strings.Replace(`{"supervisedFineTuningJobs":[`+jobBody+`]}`, "ft-42", `a\nb`, 1))}, "", 1, sftj.ErrBadResponse},
		{"an error in the middle", []answer{page("A", "a"), failure(403, `{"code":7}`)}, "a", 2, sftj.ErrPermissionDenied},
		{"a job of another account", []answer{ok(strings.Replace(`{"supervisedFineTuningJobs":[`+jobBody+`]}`, "acme", "rival", 1))}, "", 1, sftj.ErrBadResponse},
		{"a job without a dataset", []answer{ok(`{"supervisedFineTuningJobs":[{"name":"x"}]}`)}, "", 1, sftj.ErrBadResponse},
		{"an error that is called OK", []answer{ok(`{"code":7,"message":"x"}`)}, "", 1, sftj.ErrBadResponse},
		{"unknown fields", []answer{ok(`{"unreachable":["eu"],"totalSize":0.0}`)}, "", 1, nil},
		{"a size that is text", []answer{ok(`{"totalSize":"5"}`)}, "", 1, nil},
		{"jobs that are none", []answer{ok(`{"supervisedFineTuningJobs":{}}`)}, "", 1, sftj.ErrBadResponse},
		{"an array", []answer{ok(`[]`)}, "", 1, sftj.ErrBadResponse},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rt := &stub{script: tt.script}
			var ids []string
			var failed error
			for job, err := range newClient(t, rt).List(t.Context(), sftj.ListOptions{}) {
				if failed != nil {
					t.Fatal("something follows an error")
				}
				if failed = err; err == nil {
					ids = append(ids, job.ID())
				}
			}
			if got := strings.Join(ids, " "); got != tt.want || rt.count() != tt.pages || !errors.Is(failed, tt.err) {
				t.Errorf("jobs %q in %d pages, %v; want %q in %d, %v", got, rt.count(), failed, tt.want, tt.pages, tt.err)
			}
		})
	}
}

// TestListNoticesLongCircles: more tokens than are remembered, and still an end.
func TestListNoticesLongCircles(t *testing.T) {
	for _, tt := range []struct{ before, circle, most int }{{0, 256, 257}, {0, 700, 2100}, {300, 301, 1300}, {1000, 1, 1100}} {
		n := 0
		rt := roundTripper(func(req *http.Request) (*http.Response, error) {
			token := n
			if n >= tt.before {
				token = tt.before + (n-tt.before)%tt.circle
			}
			n++ // each page has a job of its own, so that only the tokens repeat
			return (&stub{script: []answer{page(fmt.Sprint("t", token), fmt.Sprint("job", n))}}).RoundTrip(req)
		})
		var last error
		for _, last = range newClient(t, rt).List(t.Context(), sftj.ListOptions{}) {
			if n > 5000 {
				break
			}
		}
		if !errors.Is(last, sftj.ErrBadResponse) || n <= tt.before+tt.circle || n > tt.most {
			t.Errorf("%v: after %d pages: %v", tt, n, last)
		}
	}
}

// TestList_RepeatedJobsWithNewTokens_EndsWithAnError: a page token that is new each time does
// not make a list endless, whether one page comes again and again or several in a circle.
func TestList_RepeatedJobsWithNewTokens_EndsWithAnError(t *testing.T) {
	for _, tt := range []struct {
		name          string
		before        int // pages with new jobs
		circle        int // pages that then repeat
		size          int // jobs of a page
		first, latest int // page at which the list has to end
	}{
		{"one page of 2 jobs", 0, 1, 2, 6, 6},
		{"one page after 7 others", 7, 1, 3, 13, 13},
		{"a circle of 3 pages", 0, 3, 50, 8, 8},
		{"one page after 100,000 others, which is more than are remembered", 500, 1, 200, 506, 1100},
		{"a circle of 600 pages of 200 jobs, more than are remembered", 0, 600, 200, 605, 2500},
	} {
		t.Run(tt.name, func(t *testing.T) {
			pages, jobs := 0, 0
			rt := roundTripper(func(req *http.Request) (*http.Response, error) {
				shown := pages
				if shown >= tt.before {
					shown = tt.before + (shown-tt.before)%tt.circle
				}
				pages++
				var ids []string
				for i := range tt.size {
					ids = append(ids, fmt.Sprintf("job%d-%d", shown, i))
				}
				return (&stub{script: []answer{page(fmt.Sprint("token", pages), ids...)}}).RoundTrip(req)
			})
			var last error
			for _, last = range newClient(t, rt).List(t.Context(), sftj.ListOptions{}) {
				if jobs++; pages > 3000 {
					break
				}
			}
			if !errors.Is(last, sftj.ErrBadResponse) || pages < tt.first || pages > tt.latest {
				t.Errorf("ended after %d pages and %d jobs: %v; want between page %d and %d", pages, jobs, last, tt.first, tt.latest)
			}
		})
	}
}

// TestList_JobsThatMoveToLaterPages_AreNoEndlessList: jobs that are created during a list
// push others to the next page, so that some pages bring nothing new.
func TestList_JobsThatMoveToLaterPages_AreNoEndlessList(t *testing.T) {
	rt := &stub{script: []answer{page("1", "a", "b"), page("2", "a", "b"), page("3", "b"), page("4", "a"), page("5", "b"), page("6", "c"), page("", "a")}}
	var last error
	for _, last = range newClient(t, rt).List(t.Context(), sftj.ListOptions{}) {
	}
	if last != nil || rt.count() != 7 {
		t.Errorf("ended after %d pages: %v", rt.count(), last)
	}
}

// TestListEnds: a list whose next page is always one more empty page ends with an error.
func TestListEnds(t *testing.T) {
	n := 0
	rt := roundTripper(func(req *http.Request) (*http.Response, error) {
		n++
		return (&stub{script: []answer{page(fmt.Sprint(n))}}).RoundTrip(req)
	})
	var last error
	for _, last = range newClient(t, rt).List(t.Context(), sftj.ListOptions{}) {
	}
	if !errors.Is(last, sftj.ErrBadResponse) || n != 1000 {
		t.Errorf("after %d pages: %v", n, last)
	}
}

func TestListFetchesNoPageThatIsNotAskedFor(t *testing.T) {
	rt := &stub{script: []answer{page("A", "a", "b"), page("", "c")}}
	for job, err := range newClient(t, rt).List(t.Context(), sftj.ListOptions{}) {
		if err != nil || job.ID() == "b" {
			break
		}
	}
	if rt.count() != 1 {
		t.Errorf("%d pages fetched", rt.count())
	}
}

func TestListSendsItsOptions(t *testing.T) {
	rt := &stub{script: []answer{page("t k", "a"), page("")}}
	opts := sftj.ListOptions{Filter: `state="JOB_STATE_PAUSED"`, OrderBy: "create_time desc,name", PageSize: 7, Fields: "name,state"}
	for _, err := range newClient(t, rt).List(t.Context(), opts) {
		if err != nil {
			t.Fatal(err)
		}
	}
	const query = "?pageSize=7&filter=state%3D%22JOB_STATE_PAUSED%22&orderBy=create_time%20desc%2Cname&readMask=name%2Cstate"
	want := []string{"GET " + jobsPath + query, "GET " + jobsPath + strings.Replace(query, "&filter", "&pageToken=t%20k&filter", 1)}
	for i, w := range want {
		if got := strings.ReplaceAll(rt.requests[i], "+", "%20"); got != w {
			t.Errorf("page %d\n got %s\nwant %s", i+1, got, w)
		}
	}
}
