package contract_test

import (
	"maps"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/contract"
)

// Targets that are in trouble, and what a run makes of them.

func TestDown(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := target()
	at.BaseURL = "http://" + l.Addr().String()
	l.Close() // no server listens there now
	r := judge(t, at)
	if res := result(t, r, "target.answers"); res.Verdict != contract.Error || !strings.Contains(res.Reason, "can't be reached") {
		t.Errorf("%s %q", res.Verdict, res.Reason)
	}
	if !r.Broken() || r.Failed(true) || r.Requests != 1 || r.Stopped == "" {
		t.Errorf("broken %v, %v after %d requests, stopped: %q", r.Broken(), r.Count(), r.Requests, r.Stopped)
	}
}

func TestRun_KeyIsRejected_StopsAfterOneRequest(t *testing.T) {
	// The second body has the shape that the gateway in front of the service was observed to
	// answer a bad key with, on a sibling resource.
	for status, body := range map[int]string{
		http.StatusUnauthorized: `{"code":16,"message":"no"}`,
		http.StatusForbidden:    gatewayError("UNAUTHORIZED"),
	} {
		t.Run(strconv.Itoa(status), func(t *testing.T) {
			rec := &recorder{next: answering(status, nil, body)}
			at := target()
			at.Transport = rec
			r := judge(t, at)
			if len(rec.sent) != 1 {
				t.Errorf("%d requests were sent with a key that is rejected", len(rec.sent))
			}
			if !r.Broken() || r.Failed(true) || !strings.Contains(r.Stopped, strconv.Itoa(status)) {
				t.Errorf("broken %v, failed %v, stopped: %q", r.Broken(), r.Failed(true), r.Stopped)
			}
		})
	}
}

func TestRun_PermissionDenied_GoesOn(t *testing.T) {
	rec := &recorder{next: answering(http.StatusForbidden, nil, `{"code":7,"message":"","details":[]}`)}
	at := target()
	at.Transport = rec
	if r := judge(t, at); len(rec.sent) < 2 || !r.Failed(false) {
		t.Errorf("a 403 about a valid key ended the run after %d requests: %s", len(rec.sent), r.Stopped)
	}
}

// A target that has nothing of the account is another service, or has no such account: no check
// passes on its refusals.
func TestRun_ListOfTheAccountIsNotFound_IsNotJudged(t *testing.T) {
	at := target()
	at.Transport = answering(http.StatusNotFound, nil, `{"code":5,"message":"not found","details":[]}`)
	r := judge(t, at)
	if n := r.Count(); n[contract.Pass] > 0 || n[contract.Fail] > 0 || !r.Broken() || !strings.Contains(r.Stopped, "does not know the account") {
		t.Errorf("%v, stopped: %s", n, r.Stopped)
	}
}

// gatewayError is a body of the gateway's error envelope.
func gatewayError(code string) string {
	return `{"error":{"message":"not with this key","param":null,"code":"` + code + `","type":"error"},"request_id":"3d2c5a0e-8f14-4f0b-9a57-6c1be20d9f31"}`
}

func TestKeyRefusedLater(t *testing.T) {
	em := service().Transport()
	var n atomic.Int64
	at := target()
	at.Transport = roundTripper(func(r *http.Request) (*http.Response, error) {
		if n.Add(1) > 5 {
			return answering(http.StatusUnauthorized, nil, `{"code":16}`).RoundTrip(r)
		}
		return em.RoundTrip(r)
	})
	r := judge(t, at)
	if !r.Failed(false) || n.Load() != 6 {
		t.Errorf("failed %v after %d requests", r.Failed(false), n.Load())
	}
}

// TestRun_HTMLInsteadOfEveryJob_IsAFinding: the list shows that the service is there.
func TestRun_HTMLInsteadOfEveryJob_IsAFinding(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		em := service().Transport()
		html := answering(http.StatusOK, http.Header{"Content-Type": {"text/html"}}, "<html><body>Welcome</body></html>")
		at := target()
		at.Transport = roundTripper(func(r *http.Request) (*http.Response, error) {
			if r.Method == http.MethodGet && strings.Contains(r.URL.Path, "Jobs/") {
				return html.RoundTrip(r)
			}
			return em.RoundTrip(r)
		})
		r := judge(t, at)
		wantFail(t, r, "wire.content-type")
		wantFail(t, r, "get.job")
		if r.Stopped != "" {
			t.Errorf("stopped: %q", r.Stopped)
		}
	})
}

// TestRun_SilentTarget_IsNotJudgedAfterTwoRequests has nothing ever be answered.
func TestRun_SilentTarget_IsNotJudgedAfterTwoRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		at := target()
		at.Transport = roundTripper(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		})
		start := time.Now()
		r := judge(t, at)
		if took := time.Since(start); took > 10*time.Second || r.Requests != 2 {
			t.Errorf("the run took %s, for %d requests", took, r.Requests)
		}
		wantNotJudged(t, r, "had no answer in time (5s)")
	})
}

func TestSlowInBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		at := target()
		at.Transport = delayed(700 * time.Millisecond)
		r := judge(t, at, contract.WithTimeout(time.Hour))
		if r.Failed(true) || r.Broken() || r.Stopped != "" {
			t.Errorf("blamed: %v, stopped: %q", r.Count(), r.Stopped)
		}
	})
}

func TestSlowAndOutOfTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		at := target()
		at.Transport = delayed(700 * time.Millisecond)
		r := judge(t, at, contract.WithTimeout(55*time.Second))
		if r.Failed(true) || r.Broken() {
			t.Errorf("blamed: %v", r.Count())
		}
		if res := result(t, r, "list.walk"); res.Verdict != contract.Skip || !strings.Contains(res.Reason, "kept for the checks of resume") {
			t.Errorf("what others needed the time for: %s %q", res.Verdict, res.Reason)
		}
		r = judge(t, at, contract.WithTimeout(20*time.Second))
		if res := result(t, r, "resume.no-body"); res.Verdict != contract.Skip || !strings.Contains(res.Reason, "time") {
			t.Errorf("what there was no time for: %s %q", res.Verdict, res.Reason)
		}
	})
}

func TestSlowOverBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		at := target()
		at.Transport = delayed(3 * time.Second)
		start := time.Now()
		wantFail(t, judge(t, at), "wire.latency")
		if took := time.Since(start); took > 45*time.Second {
			t.Errorf("the run took %s", took)
		}
	})
}

// TestLimited is for a server that is right to ask for patience, once or for good.
func TestLimited(t *testing.T) {
	for name, c := range map[string]struct {
		limited func(n int64) bool
		header  http.Header
		broken  bool
	}{
		"once, in a second":  {func(n int64) bool { return n == 7 }, http.Header{"Retry-After": {"1"}}, false},
		"once, without when": {func(n int64) bool { return n == 7 }, nil, false},
		"the first":          {func(n int64) bool { return n == 1 }, http.Header{"Retry-After": {"3"}}, false},
		"now and then":       {func(n int64) bool { return n%40 == 0 }, http.Header{"Retry-After": {"1"}}, false},
		"for an hour":        {func(n int64) bool { return n > 6 }, http.Header{"Retry-After": {"3600"}}, true},
		"without an end":     {func(n int64) bool { return n > 6 }, nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				em := service().Transport()
				var n atomic.Int64
				at := target()
				at.Transport = roundTripper(func(r *http.Request) (*http.Response, error) {
					if !c.limited(n.Add(1)) {
						return em.RoundTrip(r)
					}
					h := http.Header{"Content-Type": {"application/json"}}
					maps.Copy(h, c.header)
					return answering(http.StatusTooManyRequests, h, `{"code":8,"message":"slow down"}`).RoundTrip(r)
				})
				r := judge(t, at, contract.WithTimeout(time.Hour))
				if r.Failed(true) {
					t.Errorf("blamed: %v", r.Count())
				}
				if r.Broken() != c.broken || (r.Stopped != "") != c.broken {
					t.Errorf("broken %v, stopped: %q", r.Broken(), r.Stopped)
				}
			})
		})
	}
}

// delayed is a service whose every answer takes its time.
func delayed(d time.Duration) http.RoundTripper {
	em := service().Transport()
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C:
			return em.RoundTrip(r)
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
	})
}
