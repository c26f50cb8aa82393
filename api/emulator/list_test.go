package emulator_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/gen/server"
)

func escape(s string) string { return url.QueryEscape(s) }

// ids lists the ids of a page, and the token of the next.
func (r reply) ids() (ids []string, next string) {
	r.t.Helper()
	var page server.JobList
	if err := json.Unmarshal([]byte(r.ok().body), &page); err != nil {
		r.t.Fatalf("%v\n%s", err, r.body)
	}
	for _, job := range page.Jobs {
		ids = append(ids, job.Name[strings.LastIndexByte(job.Name, '/')+1:])
	}
	return ids, page.NextPageToken
}

// numbered makes n jobs ft-000, ft-001, … of which every third has the same displayName.
func numbered(n int) []server.Job {
	jobs := make([]server.Job, n)
	for i := range jobs {
		jobs[i] = paused(fmt.Sprintf("ft-%03d", i))
		jobs[i].DisplayName = string(rune('a' + i%3))
		jobs[i].Epochs = int32(i % 7)
	}
	return jobs
}

func TestPageSizes(t *testing.T) {
	for name, c := range map[string]struct {
		opts  []emulator.Option
		query string
		want  int
		more  bool
	}{
		"default":           {nil, "", 50, true},
		"zero":              {nil, "?pageSize=0", 50, true},
		"asked":             {nil, "?pageSize=7", 7, true},
		"most":              {nil, "?pageSize=200", 200, true},
		"above the most":    {nil, "?pageSize=201", 200, true},
		"far above":         {nil, "?pageSize=2147483647", 200, true},
		"smaller default":   {[]emulator.Option{emulator.WithPageSize(2, 3)}, "", 2, true},
		"smaller most":      {[]emulator.Option{emulator.WithPageSize(2, 3)}, "?pageSize=9", 3, true},
		"sizes that are no": {[]emulator.Option{emulator.WithPageSize(0, -1)}, "", 50, true},
		"exactly the rest":  {nil, "?pageSize=10&filter=" + escape("epochs=6 AND display_name=a"), 10, false},
	} {
		t.Run(name, func(t *testing.T) {
			w := inProcess(t, emulator.New(append(c.opts, emulator.WithJobs("acme", numbered(210)...))...))
			r := w.send("GET", jobsPath+c.query, "")
			ids, next := r.ids()
			if len(ids) != c.want || (next != "") != c.more {
				t.Errorf("%d jobs, next page %q", len(ids), next)
			}
		})
	}
}

func TestPagesAreTheListInParts(t *testing.T) {
	for _, order := range []string{"", "name desc", "displayName,epochs desc", "update_time desc,state", "job_progress.percent"} {
		t.Run(order, func(t *testing.T) {
			eachDoor(t, func(t *testing.T, w wire) {
				all, _ := w.send("GET", jobsPath+"?pageSize=200&orderBy="+escape(order), "").ids()
				var parts []string
				for token, pages := "", 0; pages == 0 || token != ""; pages++ {
					if pages > 10 {
						t.Fatal("the pages never end")
					}
					r := w.send("GET", jobsPath+"?pageSize=9&orderBy="+escape(order)+"&pageToken="+token, "")
					if total := r.fields()["totalSize"]; total != 40.0 {
						t.Errorf("totalSize %v on page %d", total, pages)
					}
					var ids []string
					ids, token = r.ids()
					parts = append(parts, ids...)
				}
				if len(all) != 40 || !slices.Equal(all, parts) {
					t.Errorf("all  %v\nparts %v", all, parts)
				}
			}, emulator.WithJobs("acme", numbered(40)...))
		})
	}
}

// A page begins after the last job of the one before, wherever that is by now.
func TestPagesAreStableUnderChanges(t *testing.T) {
	e := emulator.New(emulator.WithJobs("acme", numbered(8)...))
	w := inProcess(t, e)
	first, next := w.send("GET", jobsPath+"?pageSize=3", "").ids()
	for _, id := range []string{"ft-000", "ft-002", "ft-004"} {
		if err := e.Remove("acme", id); err != nil {
			t.Fatal(err)
		}
	}
	w.send("POST", jobsPath+"?supervisedFineTuningJobId=aa", `{"dataset":"d"}`).ok()
	rest, _ := w.send("GET", jobsPath+"?pageSize=50&pageToken="+next, "").ids()
	if got := append(first, rest...); !slices.Equal(got, []string{"ft-007", "ft-006", "ft-005", "ft-003", "ft-001"}) {
		t.Errorf("got %v", got)
	}
}

func TestTokensAreOfOneList(t *testing.T) {
	w := inProcess(t, emulator.New(emulator.WithJobs("acme", numbered(8)...), emulator.WithJobs("other", numbered(8)...)))
	_, next := w.send("GET", jobsPath+"?pageSize=3&filter=epochs%3E0&orderBy=epochs", "").ids()
	const others = "/v1/accounts/other/supervisedFineTuningJobs"
	same := "?filter=epochs%3E0&orderBy=epochs&pageToken="
	w.send("GET", jobsPath+same+next, "").ok()
	w.send("GET", jobsPath+same+next+"&pageSize=1&readMask=name", "").ok()
	w.send("GET", others+same+next, "").fails(400, 3)
	w.send("GET", jobsPath+"?orderBy=epochs&pageToken="+next, "").fails(400, 3)
	w.send("GET", jobsPath+"?filter=epochs%3E0&pageToken="+next, "").fails(400, 3)
	w.send("GET", jobsPath+same+next[1:], "").fails(400, 3)
	w.send("GET", jobsPath+same+strings.ToUpper(next), "").fails(400, 3)
}

func TestEmptyList(t *testing.T) {
	w := inProcess(t, emulator.New(emulator.WithAccount("acme", "key-of-acme")))
	want := `{"nextPageToken":"","supervisedFineTuningJobs":[],"totalSize":0}`
	if got := w.send("GET", jobsPath, "").ok().body; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestOrder(t *testing.T) {
	e := emulator.New(emulator.WithJobs("acme",
		server.Job{Name: "b", Epochs: 2, IsTurbo: true, LearningRate: 1e-5, State: server.JobStatePaused},
		server.Job{Name: "a", Epochs: 10, LearningRate: 1e-4, State: server.JobStateFailed},
		server.Job{Name: "c", Epochs: 2, EstimatedCost: &server.Money{Units: "9"}, State: server.JobStatePaused},
		server.Job{Name: "d", Epochs: 2, EstimatedCost: &server.Money{Units: "10"}, State: server.JobStateCompleted}))
	w := inProcess(t, e)
	for order, want := range map[string]string{
		"": "dcab", "create_time desc": "dcab", "name": "abcd", "name desc": "dcba", "name asc": "abcd", "epochs": "bcda", "epochs desc": "abcd",
		"epochs,name desc": "dcba", "is_turbo desc": "bacd", "isTurbo": "acdb", "learningRate desc": "abcd",
		"state": "dabc", "create_time": "bacd", "createTime DESC": "dcab", "estimated_cost.units desc": "dcab",
		" epochs  desc , name": "abcd", "completed_time": "bcad",
	} {
		ids, _ := w.send("GET", jobsPath+"?orderBy="+escape(order), "").ids()
		if got := strings.Join(ids, ""); got != want {
			t.Errorf("order %q: %s, want %s", order, got, want)
		}
	}
}

// TestList_NoOrderBy_NewestFirst: captured lists are in this order, each job the newest of
// those that follow. The documented order, by name, is a quirk.
func TestList_NoOrderBy_NewestFirst(t *testing.T) {
	day := time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC)
	jobs := []server.Job{
		{Name: "b", CreateTime: day}, {Name: "a", CreateTime: day.Add(-time.Nanosecond + time.Microsecond/2)}, {Name: "c", CreateTime: day.Add(time.Microsecond)},
		{Name: "d", CreateTime: day.Add(-time.Hour)}, {Name: "e", CreateTime: day.Add(time.Hour)},
	}
	for name, c := range map[string]struct {
		opts  []emulator.Option
		query string
		want  string
	}{
		"default":                    {nil, "", "ecabd"},
		"default, with a filter":     {nil, "&filter=epochs%3D0", "ecabd"},
		"asked for by name":          {nil, "&orderBy=name", "abcde"},
		"name order":                 {[]emulator.Option{emulator.WithNameOrder()}, "", "abcde"},
		"name order, oldest ordered": {[]emulator.Option{emulator.WithNameOrder()}, "&orderBy=create_time", "dabce"},
	} {
		t.Run(name, func(t *testing.T) {
			w := inProcess(t, emulator.New(append(c.opts, emulator.WithJobs("acme", jobs...))...))
			for _, size := range []string{"1", "2", "9"} {
				if got := strings.Join(w.list("?pageSize="+size+c.query), ""); got != c.want {
					t.Errorf("pages of %s: %s, want %s", size, got, c.want)
				}
			}
		})
	}
}

// TestList_RunningJob_NoProgress: a captured list has null there while jobs run, and get is
// the only way to see how far a job is.
func TestList_RunningJob_NoProgress(t *testing.T) {
	job := server.Job{Name: "x", State: server.JobStateRunning, JobProgress: &server.JobProgress{Percent: 42}}
	for name, c := range map[string]struct {
		opts []emulator.Option
		want string
	}{
		"default":         {nil, `"jobProgress":null,`},
		"listed progress": {[]emulator.Option{emulator.WithListedProgress()}, `"percent":42,`},
	} {
		t.Run(name, func(t *testing.T) {
			w := inProcess(t, emulator.New(append(c.opts, emulator.WithJobs("acme", job, paused("y")))...))
			if got := w.send("GET", jobsPath+"?filter=state%3DJOB_STATE_RUNNING", "").ok().body; !strings.Contains(got, c.want) {
				t.Errorf("list has no %s: %s", c.want, got)
			}
			if got := w.send("GET", jobsPath+"/x", "").ok().job().JobProgress; got == nil || got.Percent != 42 {
				t.Errorf("get shows the progress %+v", got)
			}
			if got := w.send("GET", jobsPath+"?filter=state%3DJOB_STATE_PAUSED", "").ok().body; !strings.Contains(got, `"percent":42,`) {
				t.Errorf("the list hides the progress of a paused job: %s", got)
			}
		})
	}
}
