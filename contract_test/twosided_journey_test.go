package contract_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/client"
)

// journey is what the SDK saw of a service, and what the guard between the two did.
type journey struct {
	visits     []visit
	requests   int64
	told       int // how many answers were lies
	violations []conform.Violation
	drift      []conform.Drift
	attached   []sftj.Violation // what the SDK says of jobs that it read all the same
}

// visit is one call and what came of it.
type visit struct {
	step string
	jobs []client.Job
	err  error
}

// String has no job in full.
func (v visit) String() string {
	if v.err != nil {
		return v.err.Error()
	}
	words := make([]string, len(v.jobs))
	for i, job := range v.jobs {
		words[i] = job.Name[strings.LastIndexByte(job.Name, '/')+1:] + " " + string(job.State)
	}
	return strings.Join(words, ", ")
}

// kindOf is an error by what a program can ask of it: its status and what it matches. Ids of
// requests and counts of attempts are not the matter.
func kindOf(err error) string {
	var e *sftj.Error
	if !errors.As(err, &e) {
		return fmt.Sprint(err)
	}
	words := []string{fmt.Sprint(e.Status)}
	for _, sentinel := range []error{
		sftj.ErrInvalidArgument, sftj.ErrUnauthenticated, sftj.ErrPermissionDenied, sftj.ErrPaymentRequired, sftj.ErrAccountSuspended,
		sftj.ErrNotFound, sftj.ErrNotResumable, sftj.ErrPaused, sftj.ErrPausedAgain, sftj.ErrPausedAndChanged, sftj.ErrRateLimited, sftj.ErrQuotaExhausted,
		sftj.ErrOutcomeUnknown, sftj.ErrWaitTimeout, sftj.ErrJobFailed, sftj.ErrBadResponse,
	} {
		if errors.Is(err, sentinel) {
			words = append(words, sentinel.Error())
		}
	}
	return strings.Join(words, ", ")
}

// same reports whether another call had the same jobs or the same kind of error.
func (v visit) same(w visit) bool {
	return kindOf(v.err) == kindOf(w.err) && reflect.DeepEqual(v.jobs, w.jobs)
}

// travel goes through every call that has to do with resuming, in a fixed order.
func (e *escort) travel(t *testing.T, rt http.RoundTripper, url string, opts ...sftj.Option) journey {
	t.Helper()
	var j journey
	e.journey = &j
	var requests atomic.Int64
	counted := roundTripper(func(req *http.Request) (*http.Response, error) {
		requests.Add(1)
		return rt.RoundTrip(req)
	})
	sdk := newSDK(t, e.guard.Transport(counted), url, append(opts, sftj.WithViolations(func(_ string, v []sftj.Violation) {
		j.attached = append(j.attached, v...)
	}))...)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 10*time.Minute)
	defer cancel()
	step := func(name string, call func() ([]client.Job, error)) {
		found, err := call()
		j.visits = append(j.visits, visit{name, found, err})
	}
	get := func(id string) func() ([]client.Job, error) {
		return func() ([]client.Job, error) { return one(sdk.Get(ctx, id)) }
	}
	step("get a paused job", get("paused1"))
	step("get a running job", get("running1"))
	step("get a completed job", get("completed1"))
	step("get no job", get("nosuchjob0"))
	for range 3 { // enough to meet what goes wrong now and then
		step("get a failed job", get("failed1"))
		step("get a cancelled job", get("cancelled1"))
		step("get another paused job", get("paused3"))
	}
	step("list", func() (found []client.Job, err error) {
		for job, err := range sdk.List(ctx, sftj.ListOptions{PageSize: 2}) {
			if err != nil {
				return nil, err
			}
			found = append(found, job.Job)
		}
		return found, nil
	})
	step("resume", func() ([]client.Job, error) { return one(sdk.Resume(ctx, "paused1")) })
	step("ensure", func() ([]client.Job, error) {
		r, err := sdk.EnsureResumed(ctx, "paused2")
		if err != nil {
			return nil, err
		}
		return []client.Job{r.Job.Job}, nil
	})
	step("get a resumed job", get("paused1"))
	step("resume a running job", func() ([]client.Job, error) { return one(sdk.Resume(ctx, "running1")) })
	j.requests = requests.Load()
	return j
}

// escort is a guard that goes along on one journey after the other.
type escort struct {
	guard   *conform.Checker
	journey *journey
}

func newEscort(t *testing.T) *escort {
	t.Helper()
	e := &escort{}
	guard, err := conform.New(conform.WithMode(conform.Observe), conform.WithObserver(func(r conform.Result) {
		e.journey.violations = append(e.journey.violations, r.Violations...)
		e.journey.drift = append(e.journey.drift, r.Drift...)
	}))
	if err != nil {
		t.Fatal(err)
	}
	e.guard = guard
	return e
}

func one(job *sftj.Job, err error) ([]client.Job, error) {
	if err != nil {
		return nil, err
	}
	return []client.Job{job.Job}, nil
}

// honestly expects of every journey, whatever the service does, that an error is the SDK's
// own and holds no key.
func (j journey) honestly(t *testing.T) {
	t.Helper()
	for _, v := range j.visits {
		var e *sftj.Error
		switch {
		case v.err == nil:
		case !errors.As(v.err, &e):
			t.Errorf("%s: the error is a %T: %v", v.step, v.err, v.err)
		case strings.Contains(fmt.Sprintf("%+v", v.err), key):
			t.Errorf("%s: the error has the key in it", v.step)
		}
	}
}
