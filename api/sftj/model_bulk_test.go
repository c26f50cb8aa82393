package sftj_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// fleet is a service with several jobs, a world each.
type fleet []*world

func newFleet(kind worldKind, seed uint64) fleet {
	var f fleet
	for i := range 1 + seed%3 {
		w := newWorld(kind, seed*10+i)
		w.id = fmt.Sprintf("ft-%d", i)
		f = append(f, w)
	}
	return f
}

func (f fleet) RoundTrip(req *http.Request) (*http.Response, error) {
	id := strings.TrimSuffix(req.URL.Path[strings.LastIndex(req.URL.Path, "/")+1:], ":resume")
	return f.job(id).RoundTrip(req)
}

func (f fleet) job(id string) *world {
	for _, w := range f {
		if w.id == id {
			return w
		}
	}
	return nil
}

func (f fleet) ids() (ids []string) {
	for _, w := range f {
		ids = append(ids, w.id)
	}
	return ids
}

// limited reports whether a 429 slowed the run down.
func (f fleet) limited() bool {
	return slices.ContainsFunc(f, func(w *world) bool {
		w.mu.Lock()
		defer w.mu.Unlock()
		return slices.ContainsFunc(w.posts, func(p post) bool { return p.status == http.StatusTooManyRequests })
	})
}

// crash cuts the client off from the service, or connects the next one.
func (f fleet) crash(down bool) {
	for _, w := range f {
		w.mu.Lock()
		w.down = down
		w.mu.Unlock()
	}
}

// ledgerDir is a folder in memory where there is one, so that twenty thousand ledgers do
// not wait for a disk.
func ledgerDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "sftj-model-") //nolint:usetesting // t.TempDir is on a disk
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// run resumes all jobs of the fleet with the ledger at a path, and judges each result as it
// comes. began is when the first run of the ledger began.
func (f fleet) run(ctx context.Context, t *testing.T, path string, began time.Time, earlier map[string]int) (problems []string) {
	t.Helper()
	l, err := sftj.OpenLedger(path)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	results, since := map[string]int{}, time.Now()
	random := f[0].random
	opts := sftj.BulkOptions{PerMinute: []int{60, 6000}[random.IntN(2)], Concurrency: 1 + random.IntN(4), Ledger: l}
	opts.OnResult = func(r sftj.BulkResult) {
		results[r.Job]++
		o := f.job(r.Job).oracle(began)
		o.since, o.earlier = since, earlier[r.Job]
		if f.limited() {
			o.age = 3 * 6 * time.Second // slots at ten requests a minute
		}
		o.bulk(r)
		o.said += fmt.Sprintf("%+v; ", r)
		problems = append(problems, o.problems...)
	}
	if _, err := newClient(t, f).ResumeAll(ctx, named(f.ids(), nil), opts); err == nil || ctx.Err() == nil {
		for _, id := range f.ids() {
			if results[id] != 1 {
				problems = append(problems, fmt.Sprintf("%d results for a job", results[id]))
			}
		}
	}
	return problems
}

// bulk judges one result of a bulk run.
func (o *oracle) bulk(r sftj.BulkResult) {
	now := time.Now()
	from := o.began.Add(-o.maxLag)
	made := len(o.posts) - o.earlier
	applied := false
	for _, p := range o.posts[o.earlier:] {
		// Where the service says that it did nothing, and updateTime cannot tell either, a
		// resume that starts later cannot be known.
		applied = applied || !p.applied.IsZero() && (stampsCanTell(o.world) || !claimsNotProcessed(p.status))
	}
	o.sending()
	switch {
	case r.Skipped:
		if applied {
			o.wrong("skipped is said of a job that was resumed")
		}
	case r.Err == nil && (r.FromLedger || made == 0):
		if !o.held(from, now, running) {
			o.wrong("%s is said of a job that was not active", r.Outcome)
		}
	case r.Err == nil:
		if !o.held(o.posts[o.earlier].sent.Add(-o.maxLag), now, running) {
			o.wrong("%s is said of a job that did not become active", r.Outcome)
		}
	default:
		o.ensuredErr(r.Err, made, applied, now)
	}
	if r.Posts != made {
		o.wrong("%d POSTs are told, %d were made", r.Posts, made)
	}
}

// maxCrashes is how many runs with a ledger crash at most before one that does not.
const maxCrashes = 2

func TestModel_ResumeAll_WithLedgerAndCrash_VerdictsAreTrue(t *testing.T) {
	dir := ledgerDir(t)
	eachSeed(t, func(t *testing.T, kind worldKind, seed uint64) ([]string, string) {
		var problems []string
		var f fleet
		synctest.Test(t, func(t *testing.T) {
			f = newFleet(kind, seed)
			random, began, crashed := f[0].random, time.Now(), true
			for run := 0; crashed; run++ {
				path := filepath.Join(dir, strconv.Itoa(run))
				if run == 0 {
					_ = os.Remove(path)
				}
				willCrash := run == 0 || run < maxCrashes && random.IntN(2) == 0
				problems, crashed = f.runUntilCrash(t, path, filepath.Join(dir, strconv.Itoa(run+1)), began, willCrash)
				time.Sleep(f[0].between(0, time.Minute))
			}
		})
		var history strings.Builder
		for _, w := range f {
			history.WriteString(w.id + " " + w.String())
		}
		return problems, history.String()
	})
}

// runUntilCrash makes a run with the ledger at a path, and crashes in it if it is to and does not
// end before. The ledger as it was at the crash, its last line torn perhaps, is at next then.
func (f fleet) runUntilCrash(t *testing.T, path, next string, began time.Time, willCrash bool) (problems []string, crashed bool) {
	t.Helper()
	f.crash(false)
	random, earlier := f[0].random, map[string]int{}
	for _, w := range f {
		w.mu.Lock()
		earlier[w.id] = len(w.posts)
		w.said = ""
		w.mu.Unlock()
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	after := 24 * time.Hour
	if willCrash {
		after = f[0].between(50*time.Millisecond, 40*time.Second)
	}
	timer := time.AfterFunc(after, func() {
		f.crash(true) // nothing is sent from here on, and the file is as it is now
		b, err := os.ReadFile(path)
		if torn := random.IntN(20); err == nil && random.IntN(3) == 0 && torn < len(b) {
			b = append(b, b[:torn]...)
		}
		if err := os.WriteFile(next, b, 0o600); err != nil {
			t.Error(err)
		}
		crashed = true
		cancel()
	})
	problems = f.run(ctx, t, path, began, earlier)
	if !timer.Stop() && crashed {
		return nil, true // the verdicts of a process that is no more
	}
	return problems, false
}
