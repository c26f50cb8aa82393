package emulator_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/gen/server"
)

// list reads a whole list page by page.
func (w wire) list(query string) (ids []string) {
	w.t.Helper()
	for token, pages := "", 0; pages == 0 || token != ""; pages++ {
		if pages > 1000 {
			w.t.Fatal("the pages never end")
		}
		var page []string
		page, token = w.send("GET", jobsPath+query+"&pageToken="+token, "").ids()
		ids = append(ids, page...)
	}
	return ids
}

// Whatever comes and goes, in whatever order, a list is all there is, in order.
func TestListsKeepTheirOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2)) // the same jobs in every run
	var given []server.Job
	var want []string
	add := func(id string) {
		if !slices.Contains(want, id) {
			want = append(want, id)
		}
	}
	for range 60 {
		id := fmt.Sprintf("g%02d", random.IntN(90)) // some of them twice
		given = append(given, paused(id))
		add(id)
	}
	e := emulator.New(emulator.WithJobs("acme", given...), emulator.WithJobs("other", paused("x")))
	w := inProcess(t, e)
	for i := range 200 {
		switch id := fmt.Sprintf("c%02d", random.IntN(90)); {
		case i%3 == 0:
			gone := want[random.IntN(len(want))]
			if err := e.Remove("acme", gone); err != nil {
				t.Fatal(err)
			}
			want = slices.DeleteFunc(want, func(id string) bool { return id == gone })
		case !slices.Contains(want, id):
			w.send("POST", jobsPath+"?supervisedFineTuningJobId="+id, `{"dataset":"d"}`).ok()
			add(id)
		}
		if i%20 != 0 {
			continue
		}
		slices.Sort(want)
		for _, query := range []string{"?pageSize=7&orderBy=name", "?pageSize=7&orderBy=name,epochs", "?pageSize=7&orderBy=name&filter=epochs%3D0", "?pageSize=7&orderBy=nodes"} {
			if got := w.list(query); !slices.Equal(got, want) {
				t.Fatalf("%s\ngot  %v\nwant %v", query, got, want)
			}
		}
		// By the index of ages and, with a filter, without it.
		if got, sorted := w.list("?pageSize=7"), w.list("?pageSize=7&filter=epochs%3D0"); len(got) != len(want) || !slices.Equal(got, sorted) {
			t.Fatalf("newest first\ngot  %v\nwant %v", got, sorted)
		}
		slices.Reverse(want)
		for _, query := range []string{"?pageSize=7&orderBy=name+desc", "?pageSize=7&orderBy=nodes,name+desc"} {
			if got := w.list(query); !slices.Equal(got, want) {
				t.Fatalf("%s\ngot  %v\nwant %v", query, got, want)
			}
		}
	}
}
