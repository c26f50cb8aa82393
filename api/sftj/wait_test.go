package sftj_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/server"
)

func in(state string, percent int) answer {
	return ok(strings.Replace(jobBody, `"JOB_STATE_PENDING"`, fmt.Sprintf(`"JOB_STATE_%s","jobProgress":{"percent":%d,"epoch":1}`, state, percent), 1))
}

func TestWait(t *testing.T) {
	lost := answer{err: io.ErrUnexpectedEOF}
	repeat := func(a answer, n int) (out []answer) {
		for range n {
			out = append(out, a)
		}
		return out
	}
	join := func(parts ...[]answer) (out []answer) {
		for _, p := range parts {
			out = append(out, p...)
		}
		return out
	}
	for _, tt := range []struct {
		name   string
		script []answer
		opts   []sftj.WaitOption
		states string // of the events, a failed look in brackets
		err    error
		// collapse counts equal states in a row as one
		collapse bool
	}{
		{"to the end", []answer{in("PENDING", 0), in("RUNNING", 10), in("RUNNING", 60), in("COMPLETED", 100)}, nil, "PENDING RUNNING RUNNING COMPLETED", nil, false},
		{"finished already", []answer{in("COMPLETED", 100)}, nil, "COMPLETED", nil, false},
		{"early stopped is a good end", []answer{in("EARLY_STOPPED", 60)}, nil, "EARLY_STOPPED", nil, false},
		{"fails", []answer{in("RUNNING", 1), in("FAILED", 1)}, nil, "RUNNING FAILED", sftj.ErrJobFailed, false},
		{"is cancelled", []answer{in("RUNNING", 1), in("CANCELLING", 1), in("CANCELLED", 1)}, nil, "RUNNING CANCELLING CANCELLED", sftj.ErrJobFailed, false},
		{"is deleted", []answer{in("DELETED", 1)}, nil, "DELETED", sftj.ErrJobFailed, false},
		{"is archived", []answer{in("ARCHIVED", 1)}, nil, "ARCHIVED", sftj.ErrJobFailed, false},
		{"expires", []answer{in("EXPIRED", 1)}, nil, "EXPIRED", sftj.ErrJobFailed, false},
		{"is not there", []answer{failure(404, `{"code":5}`)}, nil, "", sftj.ErrNotFound, false},
		{"is gone", []answer{in("RUNNING", 1), failure(404, `{"code":5}`)}, nil, "RUNNING RUNNING", sftj.ErrNotFound, false},
		{"is gone, which is a bad end", []answer{in("RUNNING", 1), failure(404, `{"code":5}`)}, nil, "RUNNING RUNNING", sftj.ErrJobFailed, false},
		{"is paused again", []answer{in("RUNNING", 1), in("PAUSED", 1)}, nil, "RUNNING PAUSED", sftj.ErrPausedAgain, true},
		{"reads as paused for a moment", []answer{in("PAUSED", 1), in("PAUSED", 1), in("RUNNING", 1), in("COMPLETED", 1)}, nil, "PAUSED PAUSED RUNNING COMPLETED", nil, false},
		{"stays paused", []answer{in("PAUSED", 1)}, nil, "PAUSED", sftj.ErrPaused, true},
		{"an unknown state is waited out", []answer{in("DREAMING", 1), in("COMPLETED", 1)}, nil, "DREAMING COMPLETED", nil, false},
		{"the key is refused", []answer{in("RUNNING", 1), failure(401, ``)}, nil, "RUNNING RUNNING", sftj.ErrUnauthenticated, false},
		{"five looks fail", join([]answer{in("RUNNING", 1)}, repeat(lost, 5), []answer{in("COMPLETED", 1)}), nil, "RUNNING [RUNNING] [RUNNING] [RUNNING] [RUNNING] [RUNNING] COMPLETED", nil, false},
		{"a success resets the count", join(repeat(lost, 5), []answer{in("RUNNING", 1)}, repeat(lost, 5), []answer{in("COMPLETED", 1)}), nil,
			"[] [] [] [] [] RUNNING [RUNNING] [RUNNING] [RUNNING] [RUNNING] [RUNNING] COMPLETED", nil, false},
		{"six looks fail", join([]answer{in("RUNNING", 1)}, repeat(lost, 6)), nil, "RUNNING [RUNNING] [RUNNING] [RUNNING] [RUNNING] [RUNNING] RUNNING", io.ErrUnexpectedEOF, false},
		{"timeout", []answer{in("RUNNING", 1)}, []sftj.WaitOption{sftj.WithTimeout(9 * time.Second)}, "RUNNING", sftj.ErrWaitTimeout, true},
		{"pending for too long", []answer{in("PENDING", 0)}, []sftj.WaitOption{sftj.WithPendingTimeout(5 * time.Second)}, "PENDING", sftj.ErrWaitTimeout, true},
		{"running is not pending", []answer{in("PENDING", 0), in("RUNNING", 0), in("RUNNING", 0), in("RUNNING", 0), in("COMPLETED", 0)}, []sftj.WaitOption{sftj.WithPendingTimeout(5 * time.Second)}, "PENDING RUNNING COMPLETED", nil, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newClient(t, &stub{script: tt.script}, sftj.WithMaxAttempts(1)) // a look is one request
				var states []string
				var last error
				for ev, err := range c.Wait(t.Context(), "ft-42", tt.opts...) {
					if last != nil {
						t.Fatal("something follows an error")
					}
					state := ""
					if ev.Job != nil {
						state = strings.TrimPrefix(ev.State.String(), "JOB_STATE_")
					}
					if ev.Err != nil {
						state = "[" + state + "]"
					}
					states, last = append(states, state), err
				}
				if tt.collapse {
					states = slices.Compact(states) // how many looks fit is a matter of the jitter
				}
				if got := strings.Join(states, " "); got != tt.states || !errors.Is(last, tt.err) || (tt.err == nil) != (last == nil) {
					t.Errorf("events %s\nerror  %v\nwant   %s\n       %v", got, last, tt.states, tt.err)
				}
			})
		})
	}
}

func TestWaitDetachesWhenItsContextEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(5*time.Second, cancel)
		start := time.Now()
		rt := &stub{script: []answer{in("RUNNING", 1)}}
		var last error
		for _, last = range newClient(t, rt).Wait(ctx, "ft-42") {
		}
		if !errors.Is(last, context.Canceled) || time.Since(start) != 5*time.Second {
			t.Errorf("after %v: %v", time.Since(start), last)
		}
		for _, request := range rt.requests {
			if !strings.HasPrefix(request, "GET ") {
				t.Errorf("a wait must only read, sent %s", request)
			}
		}
	})
}

// TestLastLookFitsBeforeTheDeadline: a job that ends in the last seconds of a wait must
// be seen to.
func TestLastLookFitsBeforeTheDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 61*time.Second)
		defer cancel()
		rt := roundTripper(func(req *http.Request) (*http.Response, error) {
			s := &stub{script: []answer{in("RUNNING", 1)}}
			if time.Since(start) >= 58*time.Second {
				s.script = []answer{in("COMPLETED", 100)}
			}
			return s.RoundTrip(req)
		})
		var last sftj.Event
		for ev, err := range newClient(t, rt).Wait(ctx, "ft-42") {
			if err != nil {
				t.Fatalf("after %v: %v", time.Since(start), err)
			}
			last = ev
		}
		if !last.State.Finished() {
			t.Errorf("ended in %v", last.State)
		}
	})
}

// TestTimeoutIsUsed: a wait gives up no earlier than a last look needs, which is little of a
// short time, and tells each look once.
func TestTimeoutIsUsed(t *testing.T) {
	for _, timeout := range []time.Duration{100 * time.Millisecond, time.Second, 10 * time.Second, time.Minute} {
		for name, wait := range map[string]func(*sftj.Client, context.Context, string, ...sftj.WaitOption) iter.Seq2[sftj.Event, error]{
			"wait": (*sftj.Client).Wait, "resume": (*sftj.Client).ResumeAndWait,
		} {
			t.Run(name+" "+timeout.String(), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					start, last := time.Now(), time.Duration(-1)
					var end error
					for ev, err := range wait(newClient(t, &stub{script: []answer{in("RUNNING", 1)}}), t.Context(), "ft-42", sftj.WithTimeout(timeout)) {
						if ev.Elapsed == last {
							t.Errorf("the look after %v is told twice", last)
						}
						last, end = ev.Elapsed, err
					}
					took := time.Since(start)
					if !errors.Is(end, sftj.ErrWaitTimeout) || took >= timeout || took < timeout-min(timeout/10, 2*time.Second) {
						t.Errorf("gave up after %v: %v", took, end)
					}
				})
			})
		}
	}
}

func TestEventsTellChangeAndRemaining(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, &stub{script: []answer{in("RUNNING", 10), in("RUNNING", 20), in("RUNNING", 20), in("COMPLETED", 100)}})
		var changed []bool
		var remaining []time.Duration
		var elapsed time.Duration
		for ev, err := range c.Wait(t.Context(), "ft-42") {
			if err != nil {
				t.Fatal(err)
			}
			changed, remaining = append(changed, ev.Changed), append(remaining, ev.Remaining)
			if len(changed) == 2 {
				elapsed = ev.Elapsed
			}
		}
		if !slices.Equal(changed, []bool{true, false, false, true}) {
			t.Errorf("changed %v", changed)
		}
		// A tenth took elapsed, so eight tenths take eight times that.
		if remaining[0] != 0 || remaining[1] != 8*elapsed || remaining[3] != 0 {
			t.Errorf("remaining %v, a tenth took %v", remaining, elapsed)
		}
	})
}

func TestRetryAfterSlowsTheWaitDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		c := newClient(t, &stub{script: []answer{failure(429, ``, "Retry-After", "50"), in("COMPLETED", 1)}})
		for _, err := range c.Wait(t.Context(), "ft-42") {
			if err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(start); took != 50*time.Second {
			t.Errorf("looked again after %v", took)
		}
	})
}

func TestWaitOfAnImpossibleID(t *testing.T) {
	for _, err := range newClient(t, &stub{script: []answer{ok(jobBody)}}).Wait(t.Context(), "..") {
		if !errors.Is(err, sftj.ErrInvalidArgument) {
			t.Error(err)
		}
	}
}

// TestARetryAfterOfCenturies does not end a wait: a minute is the most that is granted.
func TestARetryAfterOfCenturies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		c := newClient(t, &stub{script: []answer{in("RUNNING", 1), failure(503, ``, "Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT"), in("COMPLETED", 100)}})
		for _, err := range c.Wait(t.Context(), "ft-42") {
			if err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(start); took > 2*time.Minute {
			t.Errorf("took %v", took)
		}
	})
}

func TestPendingTimeoutIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		var last error
		for _, last = range newClient(t, &stub{script: []answer{in("PENDING", 0)}}).Wait(t.Context(), "ft-42", sftj.WithPendingTimeout(61*time.Second)) {
		}
		if took := time.Since(start); !errors.Is(last, sftj.ErrWaitTimeout) || took.Round(time.Second) != 61*time.Second {
			t.Errorf("after %v: %v", took, last)
		}
	})
}

func TestTimeoutWhileResuming(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hang := roundTripper(func(req *http.Request) (*http.Response, error) {
			<-req.Context().Done()
			return nil, req.Context().Err()
		})
		for _, err := range newClient(t, hang).ResumeAndWait(t.Context(), "ft-42", sftj.WithTimeout(5*time.Second)) {
			if !errors.Is(err, sftj.ErrWaitTimeout) {
				t.Error(err)
			}
		}
	})
}

// A job that ends in the last second before the deadline is seen to have ended.
func TestWait_JobEndsShortlyBeforeTheTimeout_IsSeen(t *testing.T) {
	for _, timeout := range []time.Duration{20 * time.Second, 10 * time.Minute} {
		synctest.Test(t, func(t *testing.T) {
			em := emulator.New(emulator.WithAccount("acme", testKey),
				emulator.WithJobs("acme", server.Job{Name: "ft-42", Dataset: "d", State: server.JobStateRunning}))
			time.AfterFunc(timeout-time.Second, func() { _ = em.Finish("acme", "ft-42") })
			var last sftj.Event
			var err error
			for last, err = range newClient(t, em.Transport()).Wait(t.Context(), "ft-42", sftj.WithTimeout(timeout)) {
			}
			if err != nil || !last.State.Finished() {
				t.Errorf("%v: %v, %v", timeout, last.State, err)
			}
			if n := len(em.Attempts()); n > 40 {
				t.Errorf("%v: %d reads", timeout, n)
			}
		})
	}
}

// A wait that is over says what it read, and nothing that it did not.
func TestWait_TimeoutAfterAPauseOrAFailedRead_SaysWhatWasRead(t *testing.T) {
	for name, c := range map[string]struct {
		meanwhile func(*emulator.Emulator)
		opts      []sftj.WaitOption
		says, not string
	}{
		"paused while it was watched": {
			func(em *emulator.Emulator) { _ = em.Pause("acme", "ft-42", "someone") }, []sftj.WaitOption{sftj.ThroughPauses()},
			"was last read as JOB_STATE_PAUSED, and was active before", "after it was resumed",
		},
		"reads fail at the end": {
			func(em *emulator.Emulator) { em.Inject(emulator.FailStatus(503).On("get").Repeated(-1)) }, nil,
			"the last read failed, and the job was read before as JOB_STATE_RUNNING", "is still",
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				em := emulator.New(emulator.WithAccount("acme", testKey),
					emulator.WithJobs("acme", server.Job{Name: "ft-42", Dataset: "d", State: server.JobStateRunning}))
				time.AfterFunc(3*time.Second, func() { c.meanwhile(em) })
				var err error
				for _, err = range newClient(t, em.Transport()).Wait(t.Context(), "ft-42", append(c.opts, sftj.WithTimeout(20*time.Second))...) {
				}
				if !errors.Is(err, sftj.ErrWaitTimeout) || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), c.not) {
					t.Errorf("%v", err)
				}
			})
		})
	}
}
