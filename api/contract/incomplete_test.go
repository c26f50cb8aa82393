package contract_test

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/contract"
)

func discardLog() *log.Logger { return log.New(io.Discard, "", 0) }

// TestGate_ChecksLeftOut_AreNoSuccess: a run that did not check is not green.
func TestGate_ChecksLeftOut_AreNoSuccess(t *testing.T) {
	skip := func(cause contract.SkipCause) contract.Result {
		res := verdictOn("get.job", contract.Skip, "a reason")
		res.SkipCause = cause
		return res
	}
	for name, c := range map[string]struct {
		result         contract.Result
		strict, accept contract.Outcome // without and with AllowIncomplete
		says           string
	}{
		"passed":           {verdictOn("get.job", contract.Pass, ""), contract.OutcomePassed, contract.OutcomePassed, "1 of 1 checks passed, 0 failed"},
		"failed":           {verdictOn("get.job", contract.Fail, "x"), contract.OutcomeFailed, contract.OutcomeFailed, "0 of 1 checks passed, 1 failed"},
		"in error":         {verdictOn("get.job", contract.Error, "x"), contract.OutcomeNotJudged, contract.OutcomeNotJudged, "could not be judged"},
		"no time":          {skip(contract.SkipTime), contract.OutcomeNotJudged, contract.OutcomePassed, "1 not checked: 1 for lack of time"},
		"no requests":      {skip(contract.SkipRequests), contract.OutcomeNotJudged, contract.OutcomePassed, "1 for lack of requests"},
		"no patience":      {skip(contract.SkipRateLimit), contract.OutcomeNotJudged, contract.OutcomePassed, "1 because of rate limits"},
		"stopped":          {skip(contract.SkipStopped), contract.OutcomeNotJudged, contract.OutcomePassed, "1 because the run was stopped"},
		"no job given":     {skip(contract.SkipNotGiven), contract.OutcomePassed, contract.OutcomePassed, "1 for lack of a job"},
		"not selected":     {skip(contract.SkipNotSelected), contract.OutcomePassed, contract.OutcomePassed, "1 not selected"},
		"nothing to check": {skip(contract.SkipNotApplicable), contract.OutcomePassed, contract.OutcomePassed, "1 not applicable to this target"},
	} {
		r := &contract.Report{Results: []contract.Result{c.result}}
		if got := (contract.Gate{}).Judge(r); got != c.strict {
			t.Errorf("%s: %s, want %s", name, got, c.strict)
		}
		if got := (contract.Gate{AllowIncomplete: true}).Judge(r); got != c.accept {
			t.Errorf("%s, incomplete allowed: %s, want %s", name, got, c.accept)
		}
		if explained := (contract.Gate{}).Explain(r) != ""; explained != (c.strict == contract.OutcomeNotJudged && c.result.Verdict == contract.Skip) {
			t.Errorf("%s: %q", name, (contract.Gate{}).Explain(r))
		}
		if green := strings.Contains(page(t, r), `<h1 class="is-pass">`); green != (c.result.Verdict == contract.Pass) {
			t.Errorf("%s: the page is green: %v", name, green)
		}
		if got := strings.Join(strings.Fields(text(t, r)), " "); !strings.Contains(got, c.says) {
			t.Errorf("%s: %q is missing in\n%s", name, c.says, got)
		}
	}
}

// TestRun_SlowTarget_IsJudgedToItsEndUnlessTheTimeIsShort is for 700 ms a response.
func TestRun_SlowTarget_IsJudgedToItsEndUnlessTheTimeIsShort(t *testing.T) {
	for name, c := range map[string]struct {
		opts     []contract.Option
		readOnly bool
		want     contract.Outcome
	}{
		"the usual time":             {nil, false, contract.OutcomePassed},
		"a second":                   {[]contract.Option{contract.WithTimeout(time.Second)}, false, contract.OutcomeNotJudged},
		"55 s":                       {[]contract.Option{contract.WithTimeout(55 * time.Second)}, false, contract.OutcomeNotJudged},
		"30 s, with nothing to keep": {[]contract.Option{contract.WithTimeout(30 * time.Second)}, true, contract.OutcomeNotJudged},
		"ten requests":               {[]contract.Option{contract.WithMaxRequests(10)}, false, contract.OutcomeNotJudged},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				at := target()
				at.Transport = delayed(700 * time.Millisecond)
				if c.readOnly {
					at.AllowWrite, at.Jobs = false, contract.Jobs{}
				}
				r := judge(t, at, c.opts...)
				if got := (contract.Gate{}).Judge(r); got != c.want {
					t.Errorf("%s: %v, stopped: %q", got, r.Count(), r.Stopped)
				}
				for _, res := range r.Results {
					if c.readOnly && strings.Contains(res.Reason, "kept for the checks of resume") {
						t.Errorf("%s left its time to checks that cannot run: %q", res.ID, res.Reason)
					}
				}
			})
		})
	}
}

// TestRun_Limits_AreNeverPassed counts what reaches a server, several at a time and on
// connections of the kit's own.
func TestRun_Limits_AreNeverPassed(t *testing.T) {
	em := service().Handler()
	var n atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { n.Add(1); em.ServeHTTP(w, r) }))
	t.Cleanup(s.Close)
	at := target()
	at.BaseURL = s.URL
	for _, limit := range []int64{1, 3, 6, 20} {
		n.Store(0)
		r := judge(t, at, contract.WithMaxRequests(int(limit)), contract.WithOnly("wire.steady", "wire.framing"))
		if got := n.Load(); got > limit {
			t.Errorf("%d requests, want at most %d", got, limit)
		}
		if (contract.Gate{}).Judge(r) != contract.OutcomeNotJudged {
			t.Errorf("limit %d: %v", limit, r.Count())
		}
	}
}

// TestRun_LimitedKindOfRequest_SlowsNoOther has a target answer 429 to one kind of request.
func TestRun_LimitedKindOfRequest_SlowsNoOther(t *testing.T) {
	const rate = 10 // a second, so that a slower run shows
	took := func(t *testing.T, limited func(r *http.Request, n int64) bool) (r *contract.Report) {
		t.Helper()
		synctest.Test(t, func(t *testing.T) {
			em := service().Transport()
			var n atomic.Int64
			at := target()
			at.Transport = roundTripper(func(r *http.Request) (*http.Response, error) {
				if limited(r, n.Add(1)) {
					return answering(http.StatusTooManyRequests, nil, `{"code":8,"message":"slow down"}`).RoundTrip(r)
				}
				return em.RoundTrip(r)
			})
			var err error
			if r, err = contract.Run(t.Context(), at, contract.WithRate(rate)); err != nil {
				t.Fatal(err)
			}
		})
		return r
	}
	wrongKey := func(r *http.Request) bool { return r.Header.Get("Authorization") != "Bearer "+key }
	honest := took(t, func(*http.Request, int64) bool { return false })

	always := took(t, func(r *http.Request, _ int64) bool { return wrongKey(r) })
	if always.Failed(true) || always.Stopped != "" || always.Took > honest.Took+time.Minute {
		t.Errorf("a wrong key is always limited: %v in %s instead of %s, stopped: %q", always.Count(), always.Took, honest.Took, always.Stopped)
	}
	for _, res := range always.Results {
		switch {
		case strings.HasPrefix(res.ID, "auth."), res.ID == "resume.denied-key", res.ID == "wire.keep-alive":
			if res.Verdict != contract.Skip || res.SkipCause == contract.SkipTime {
				t.Errorf("%s: %s %s %q", res.ID, res.Verdict, res.SkipCause, res.Reason)
			}
		case res.SkipCause.Incomplete():
			t.Errorf("%s: %s %q", res.ID, res.SkipCause, res.Reason)
		}
	}
	if (contract.Gate{}).Judge(always) != contract.OutcomeNotJudged {
		t.Error("keys that were not checked are a success")
	}

	first := int64(0)
	once := took(t, func(r *http.Request, n int64) bool {
		if !wrongKey(r) || first > 0 && n > first+1 {
			return false
		}
		if first == 0 {
			first = n
		}
		return true
	})
	if (contract.Gate{}).Judge(once) != contract.OutcomePassed || once.Took > honest.Took+10*time.Second {
		t.Errorf("a wrong key is limited twice: %v in %s instead of %s", once.Count(), once.Took, honest.Took)
	}

	early := took(t, func(_ *http.Request, n int64) bool { return n > 3 && n < 7 })
	if (contract.Gate{}).Judge(early) != contract.OutcomePassed || early.Took > honest.Took+15*time.Second {
		t.Errorf("the rate does not recover: %v in %s instead of %s", early.Count(), early.Took, honest.Took)
	}
}
