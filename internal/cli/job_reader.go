package cli

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// jobReader reads the jobs of several waits together, in rounds: one list refreshes all jobs
// that a wait wants to read, and those that the list lacks are read singly. The waits have no
// rhythm of their own: each wants to read its job again as soon as it has judged a read.
type jobReader struct {
	client *sftj.Client
	pace   readPace
	waits  int         // how many there are; the first round begins when all of them want to read
	due    []time.Time // moments that want a round, whatever the pace is: just before a timeout

	wanted  chan *wantedRead
	current atomic.Int64 // time.Duration from the last round to the next
	singly  bool         // the service refuses the list
}

// readPace says how often jobs are read together.
type readPace struct {
	// min is the time to the second round. Each later one takes half as long again, up to max.
	min, max time.Duration
	// request is how long a round lasts at least for each of its requests.
	request time.Duration
}

// pagedJobs is how many jobs a page of the list has; more than the service allows reads as 200.
const pagedJobs = 200

// watchPace is six rounds a minute after the first few, and a request a second where a round
// takes many: an account without a payment method has ten requests a minute.
func (a *app) watchPace() readPace {
	if a.flags.emulator { // its jobs take half a minute
		return readPace{min: 200 * time.Millisecond, max: time.Second}
	}
	return readPace{min: 2 * time.Second, max: 10 * time.Second, request: time.Second}
}

// wantedRead is a job that a wait wants to read.
type wantedRead struct {
	ctx  context.Context //nolint:containedctx // of the wait; the read is made by another goroutine
	job  string          // in full
	done chan<- finishedRead
}

// finishedRead is a read, or why it failed.
type finishedRead struct {
	job     *sftj.Job
	started time.Time
	err     error
}

// newJobReader returns the reader of so many waits, which have begun and end at timeout, 0 for
// never.
func newJobReader(c *sftj.Client, pace readPace, waits int, flags *progressFlags) *jobReader {
	r := &jobReader{client: c, pace: pace, waits: waits, wanted: make(chan *wantedRead)}
	r.current.Store(int64(pace.min))
	now := time.Now()
	if flags.timeout > 0 { // time for the last read itself
		r.due = append(r.due, now.Add(flags.timeout-min(2*time.Second, flags.timeout/10)))
	}
	if flags.pending > 0 {
		r.due = append(r.due, now.Add(flags.pending))
	}
	return r
}

// interval is the time between two rounds as it is now.
func (r *jobReader) interval() time.Duration { return time.Duration(r.current.Load()) }

// read is the [sftj.ReadFunc] of the waits. It lasts until the next round.
func (r *jobReader) read(ctx context.Context, job string) (*sftj.Job, time.Time, error) {
	done := make(chan finishedRead, 1) // a wait that has ended does not hold up the others
	select {
	case r.wanted <- &wantedRead{ctx, job, done}:
	case <-ctx.Done():
		return nil, time.Time{}, ctx.Err()
	}
	select {
	case read := <-done:
		return read.job, read.started, read.err
	case <-ctx.Done():
		return nil, time.Time{}, ctx.Err()
	}
}

// run makes the rounds until ctx ends.
func (r *jobReader) run(ctx context.Context) {
	var want []*wantedRead
	began := 0 // waits that have wanted their first read
	next := time.NewTimer(0)
	defer next.Stop()
	due, ended := false, make(chan int, 1)
	for rounds := 0; ; {
		if due && began >= r.waits && len(want) > 0 {
			due = false
			reads := want
			want = nil
			go func() { ended <- r.round(ctx, reads) }()
		}
		select {
		case <-ctx.Done():
			return
		case read := <-r.wanted:
			want = append(want, read)
			began++
		case requests := <-ended:
			rounds++
			next.Reset(r.pause(rounds, requests, time.Now()))
		case <-next.C:
			due = true
		}
	}
}

// pause returns the time from the end of a round to the next one.
func (r *jobReader) pause(rounds, requests int, now time.Time) time.Duration {
	pause := r.pace.min
	for n := 1; n < rounds && pause < r.pace.max; n++ {
		pause += pause / 2
	}
	pause = max(min(pause, r.pace.max), time.Duration(requests)*r.pace.request)
	r.current.Store(int64(pause))
	for _, moment := range r.due {
		if left := moment.Sub(now); left > 0 {
			pause = min(pause, left)
		}
	}
	return pause
}

// round reads jobs, and returns how many requests that took, retries not counted.
func (r *jobReader) round(ctx context.Context, reads []*wantedRead) (requests int) {
	missing := map[string][]*wantedRead{}
	for _, read := range reads {
		missing[read.job] = append(missing[read.job], read)
	}
	var err error
	if !r.singly {
		requests, err = r.list(ctx, missing)
	}
	// What the list lacks is read in the order in which the waits wanted it.
	var left []*wantedRead
	for _, read := range reads {
		if slices.Contains(missing[read.job], read) {
			left = append(left, read)
		}
	}
	if err != nil && len(left) > 0 {
		// Is it the list alone that fails? One job shows that, before many are read.
		shared := errors.Is(err, sftj.ErrUnreachable) || errors.Is(err, sftj.ErrRateLimited)
		if !shared {
			single := r.single(left[0])
			requests++
			r.singly = single.err == nil && listRefused(err)
			if shared = single.err != nil && sameFailure(err, single.err); !shared {
				left[0].done <- single
				left = left[1:]
			}
		}
		if shared {
			for _, read := range left {
				read.done <- finishedRead{err: err}
			}
			return requests
		}
	}
	r.singles(left)
	return requests + len(left)
}

// listRefused reports whether the service does not serve the list at all.
func listRefused(err error) bool {
	call, ok := errors.AsType[*sftj.Error](err)
	return ok && (call.Status == 0 && call.Is(sftj.ErrInvalidArgument) || // no account to list
		400 <= call.Status && call.Status < 500 && call.Status != http.StatusRequestTimeout)
}

// sameFailure reports whether the read of one job failed like the list, which says that the
// reads of the others will too.
func sameFailure(list, single error) bool {
	of, okList := errors.AsType[*sftj.Error](list)
	one, okSingle := errors.AsType[*sftj.Error](single)
	if !okList || !okSingle || one.Status == http.StatusNotFound {
		return false
	}
	return one.Status == of.Status || one.Status >= 500 && of.Status >= 500
}

// list finishes the reads of the jobs that a list has, the newest first, and takes them out of
// missing. It ends where the pages to come would be more requests than the jobs still missing.
//
// Errors: those of the list. What came before is finished.
func (r *jobReader) list(ctx context.Context, missing map[string][]*wantedRead) (requests int, err error) {
	started := time.Now() // too early for the later pages, which is safe
	seen := 0
	for job, err := range r.client.List(ctx, sftj.ListOptions{OrderBy: "create_time desc", PageSize: pagedJobs}) {
		if errors.Is(err, sftj.ErrUnreadableJobs) { // it comes last; they are read singly
			break
		}
		if err != nil {
			return seen/pagedJobs + 1, err
		}
		seen++
		for _, read := range missing[job.Name] {
			read.done <- finishedRead{job: job, started: started}
		}
		delete(missing, job.Name)
		if len(missing) == 0 || seen%pagedJobs == 0 && seen/pagedJobs >= len(missing) {
			break
		}
	}
	return max(1, (seen+pagedJobs-1)/pagedJobs), nil
}

// singles reads jobs singly, a few at a time.
func (r *jobReader) singles(reads []*wantedRead) {
	const atATime = 4
	var running sync.WaitGroup
	turns := make(chan struct{}, atATime)
	for _, read := range reads {
		turns <- struct{}{}
		running.Go(func() {
			defer func() { <-turns }()
			read.done <- r.single(read)
		})
	}
	running.Wait()
}

// single reads a job by itself.
func (r *jobReader) single(read *wantedRead) finishedRead {
	started := time.Now()
	job, err := r.client.Get(read.ctx, read.job)
	return finishedRead{job, started, err}
}
