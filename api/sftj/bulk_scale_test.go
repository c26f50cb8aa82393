package sftj_test

import (
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// bigService is a service that keeps a bit per job. From some request on, it answers every
// so many with 429.
type bigService struct {
	refuseFrom, refuseEvery int

	mu       sync.Mutex
	resumed  []bool
	twice    int
	requests int
	recent   []time.Time // of the last requests, as many as a minute may have
	tooFast  int         // requests that came within a minute of the one so many before
	full     time.Time   // when the last of the requests came that were certainly not refused
	held     time.Time   // until when a 429 asked to wait
	pushy    int         // requests before that, but for those under way with it
}

func (s *bigService) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		_ = req.Body.Close()
	}
	id, verb, resume := strings.Cut(req.URL.Path[strings.LastIndexByte(req.URL.Path, '/')+1:], ":")
	n, err := strconv.Atoi(strings.TrimPrefix(id, "job-"))
	if err != nil || resume != (verb == "resume") {
		return nil, fmt.Errorf("no such request: %s", req.URL.Path)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	slot := s.requests % len(s.recent)
	if s.requests >= len(s.recent) && now.Sub(s.recent[slot]) < time.Minute {
		s.tooFast++
	}
	if now.Before(s.held) {
		s.pushy++
	}
	s.recent[slot] = now
	s.requests++
	resp := &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Request: req}
	if s.requests <= s.refuseFrom {
		s.full = now
	} else if s.requests%s.refuseEvery == 0 {
		resp.StatusCode = http.StatusTooManyRequests
		resp.Header.Set("Retry-After", "1")
		s.held = now.Add(time.Second)
		resp.Body = io.NopCloser(strings.NewReader(`{"code":8,"message":"too many requests"}`))
		return resp, nil
	}
	if resume && s.resumed[n] {
		s.twice++
	}
	s.resumed[n] = s.resumed[n] || resume
	state := "PAUSED"
	if s.resumed[n] {
		state = "PENDING"
	}
	resp.Body = io.NopCloser(strings.NewReader(`{"name":"accounts/acme/supervisedFineTuningJobs/` + id +
		`","dataset":"accounts/acme/datasets/d","updateTime":"2026-07-21T08:00:00Z","state":"JOB_STATE_` + state + `"}`))
	return resp, nil
}

// liveHeap is what is in use, in bytes.
func liveHeap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// A big account at the highest rate: no window of a minute has more requests than allowed,
// and, until there is a 429, hardly less; a 429 holds everybody up, and the memory does not
// grow with the jobs.
func TestResumeAllOfABigAccount(t *testing.T) {
	const perMinute = 6000
	synctest.Test(t, func(t *testing.T) {
		s := &bigService{refuseFrom: scaleJobs, refuseEvery: scaleJobs / 20, resumed: make([]bool, scaleJobs), recent: make([]time.Time, perMinute)}
		done, early, late := 0, int64(0), int64(0)
		start := time.Now()
		report, err := newClient(t, s).ResumeAll(t.Context(), func(yield func(string, error) bool) {
			for i := range scaleJobs {
				if !yield("job-"+strconv.Itoa(i), nil) {
					return
				}
			}
		}, sftj.BulkOptions{PerMinute: perMinute, Concurrency: 16, OnResult: func(sftj.BulkResult) {
			switch done++; done {
			case scaleJobs / 10:
				early = liveHeap()
			case scaleJobs * 9 / 10:
				late = liveHeap()
			}
		}})
		if err != nil || report.Resumed != scaleJobs || done != scaleJobs || s.twice != 0 {
			t.Errorf("%d results, %d resumed twice, report %+v, %v", done, s.twice, report, err)
		}
		if s.tooFast != 0 || s.pushy != 0 {
			t.Errorf("%d requests were above the rate, %d came while they were told to wait", s.tooFast, s.pushy)
		}
		if rate := float64(s.refuseFrom) / s.full.Sub(start).Minutes(); rate > perMinute*1.01 || rate < perMinute*0.95 {
			t.Errorf("%.0f requests a minute before the first 429, of %d", rate, perMinute)
		}
		if s.requests < 2*scaleJobs+scaleJobs/s.refuseEvery {
			t.Errorf("only %d requests", s.requests)
		}
		if grown := late - early; grown > 16<<20 {
			t.Errorf("the heap grew by %d bytes", grown)
		}
	})
}
