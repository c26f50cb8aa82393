package contract_test

import (
	"crypto/x509"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/contract"
)

// wantNotJudged expects a run that blames the target for nothing and is not a success.
func wantNotJudged(t *testing.T, r *contract.Report, cause string) {
	t.Helper()
	if got := (contract.Gate{AllowIncomplete: true}).Judge(r); got != contract.OutcomeNotJudged {
		t.Errorf("the run is %s: %v", got, r.Count())
	}
	if !strings.Contains(r.Stopped, "reached") && !strings.Contains(r.Stopped, cause) {
		t.Errorf("stopped: %q", r.Stopped)
	}
	for _, res := range r.Results {
		switch {
		case res.Verdict == contract.Fail:
			t.Errorf("%s blames the target: %v", res.ID, res.Findings)
		case res.Verdict == contract.Error && !strings.Contains(res.Reason, cause):
			t.Errorf("%s: %q does not say %q", res.ID, res.Reason, cause)
		}
	}
}

// TestRun_UnreachableTarget_IsNotJudgedAndSaysTheOneCause: what answers is not the service.
func TestRun_UnreachableTarget_IsNotJudgedAndSaysTheOneCause(t *testing.T) {
	healthy := httptest.NewServer(service().Handler())
	t.Cleanup(healthy.Close)
	secure := httptest.NewUnstartedServer(service().Handler())
	secure.Config.ErrorLog = discardLog()
	secure.StartTLS()
	t.Cleanup(secure.Close)
	trusted := x509.NewCertPool()
	trusted.AddCert(secure.Certificate())
	front := func(status int, header http.Header, body string) string {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			maps.Copy(w.Header(), header)
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		}))
		t.Cleanup(s.Close)
		return s.URL
	}
	html := http.Header{"Content-Type": {"text/html"}}
	for name, c := range map[string]struct {
		url, cause string
	}{
		"a certificate of an unknown authority":  {secure.URL, "authority that is not trusted here"},
		"https at a port that speaks plain http": {strings.Replace(healthy.URL, "http://", "https://", 1), "does not speak TLS"},
		"http at a port that speaks TLS":         {strings.Replace(secure.URL, "https://", "http://", 1), "is the base URL https:// instead of http://?"},
		"a host name that the certificate lacks": {strings.Replace(secure.URL, "127.0.0.1", "localhost", 1), "TLS failed"},
		"a host that does not exist":             {"http://nosuch.invalid", "nosuch.invalid"},
		"a gateway without a service, 502":       {front(502, html, "<h1>502 Bad Gateway</h1>"), "a gateway answers GET"},
		"a gateway without a service, 503":       {front(503, html, "down"), "503 Service Unavailable"},
		"a proxy that wants a password":          {front(407, nil, ""), "the API key is not meant"},
		"a redirect for everything":              {front(301, http.Header{"Location": {"https://elsewhere.example/"}}, ""), "is redirected (301"},
		"a wrong path in the base URL":           {front(404, http.Header{"Content-Type": {"text/plain"}}, "404 page not found\n"), "is the base URL right?"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // some wait a second for a gateway to find its service again
			at := target()
			at.BaseURL = c.url
			var opts []contract.Option
			if strings.Contains(c.url, "localhost") {
				opts = append(opts, contract.WithRootCAs(trusted))
			}
			r := judge(t, at, opts...)
			wantNotJudged(t, r, c.cause)
			if n := r.Count()[contract.Error]; n != 1 || r.Requests > 4 {
				t.Errorf("%d errors after %d requests", n, r.Requests)
			}
			if strings.Contains(text(t, r), "API key is wrong") {
				t.Error("the key is blamed")
			}
		})
	}
}

// TestRun_TargetKilledDuringTheRun_KeepsTheVerdictsUntilThen cuts all connections and listens
// no more, as a process does that is killed.
func TestRun_TargetKilledDuringTheRun_KeepsTheVerdictsUntilThen(t *testing.T) {
	em := service().Handler()
	var n atomic.Int64
	s := httptest.NewUnstartedServer(nil)
	s.Config.ErrorLog = discardLog()
	s.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n.Add(1) < 40 {
			em.ServeHTTP(w, r)
			return
		}
		s.Listener.Close()
		conn, _, err := w.(http.Hijacker).Hijack()
		if err == nil {
			conn.Close()
		}
	})
	s.Start()
	t.Cleanup(s.Close)
	at := target()
	at.BaseURL = s.URL
	wantGone(t, judge(t, at))
}

// TestRun_GatewayLosesItsService_KeepsTheVerdictsUntilThen has every response be a gateway's
// from some request on.
func TestRun_GatewayLosesItsService_KeepsTheVerdictsUntilThen(t *testing.T) {
	for name, status := range map[string]int{"502": 502, "503": 503, "a redirect": 302} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				em := service().Transport()
				var n atomic.Int64
				at := target()
				at.Transport = roundTripper(func(r *http.Request) (*http.Response, error) {
					if n.Add(1) > 40 {
						return answering(status, http.Header{"Content-Type": {"text/html"}}, "<h1>no service</h1>").RoundTrip(r)
					}
					return em.RoundTrip(r)
				})
				wantGone(t, judge(t, at))
			})
		})
	}
}

func wantGone(t *testing.T, r *contract.Report) {
	t.Helper()
	wantNotJudged(t, r, "the target went away during the run")
	if res := result(t, r, "get.job"); res.Verdict != contract.Pass {
		t.Errorf("get.job, judged before: %s %q", res.Verdict, res.Reason)
	}
	if n := r.Count(); n[contract.Error] != 1 || n[contract.Pass] < 8 || r.LeftOut() < 20 {
		t.Errorf("%v, %d left out", n, r.LeftOut())
	}
	if res := result(t, r, "wire.complete"); res.Verdict == contract.Fail {
		t.Errorf("wire.complete: %v", res.Findings)
	}
}

// TestRun_FaultyServiceGoesAway_IsBlamedForNothingAfterThat has a service refuse unknown jobs
// with a page, which is its fault, and a web server refuse everything with the same page later.
func TestRun_FaultyServiceGoesAway_IsBlamedForNothingAfterThat(t *testing.T) {
	html := answering(404, http.Header{"Content-Type": {"text/html"}}, "<h1>not found</h1>")
	for last := int64(10); last < 130; last += 3 {
		synctest.Test(t, func(t *testing.T) {
			em := service().Transport()
			var n atomic.Int64
			at := target()
			at.Transport = roundTripper(func(r *http.Request) (*http.Response, error) {
				if n.Add(1) > last || strings.HasSuffix(r.URL.Path, "Jobs/nosuchjob00sftjcheck") {
					return html.RoundTrip(r)
				}
				return em.RoundTrip(r)
			})
			r := judge(t, at)
			if !strings.HasPrefix(r.Stopped, "the target went away during the run: ") {
				t.Errorf("%d requests: stopped: %q", last, r.Stopped)
			}
			for _, res := range r.Results {
				for _, f := range res.Findings {
					if int64(f.Evidence) > last {
						t.Errorf("%d requests: %s blames the target for response %d: %s", last, res.ID, f.Evidence, f.Message)
					}
				}
			}
		})
	}
}

// TestRun_RestartDuringTheRun_IsAFinding: the target is there again a moment later, so that
// what broke off is a fault.
func TestRun_RestartDuringTheRun_IsAFinding(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		em := service().Transport()
		var n atomic.Int64
		at := target()
		at.Transport = roundTripper(func(r *http.Request) (*http.Response, error) {
			if n.Add(1) == 40 {
				return nil, &net.OpError{Op: "dial", Err: net.ErrClosed}
			}
			return em.RoundTrip(r)
		})
		r := judge(t, at)
		wantFail(t, r, "wire.complete")
		if r.Stopped != "" {
			t.Errorf("stopped: %q", r.Stopped)
		}
	})
}

// TestRun_OneCauseForManyChecks_IsOneFinding: the checks that fail for it refer to the first.
func TestRun_OneCauseForManyChecks_IsOneFinding(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		em := service().Transport()
		at := target()
		at.Transport = roundTripper(func(r *http.Request) (*http.Response, error) {
			if r.Method == http.MethodGet && strings.Contains(r.URL.Path, "Jobs/") {
				return answering(500, nil, `{"code":13,"message":"internal"}`).RoundTrip(r)
			}
			return em.RoundTrip(r)
		})
		r := judge(t, at, contract.WithOnly("get", "wire.status"))
		own, referring := 0, 0
		for _, res := range r.Results {
			for _, f := range res.Findings {
				switch f.SameAs {
				case "":
					own++
				case "get.job":
					referring++
				default:
					t.Errorf("%s refers to %s", res.ID, f.SameAs)
				}
			}
		}
		if own != 1 || referring < 8 {
			t.Errorf("%d findings of their own, %d that refer to the first", own, referring)
		}
		if got := text(t, r); strings.Count(got, "curl ") != 1 || !strings.Contains(got, "of them for the cause of another") ||
			!strings.Contains(got, "get.stable (the same cause as get.job)") {
			t.Error(got)
		}
	})
}

// TestRun_SwitchingProtocols_IsAFindingAndEndsInTime: the body of a 101 is the connection, and
// reading it would end with no context.
func TestRun_SwitchingProtocols_IsAFindingAndEndsInTime(t *testing.T) {
	em := service().Handler()
	var n atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n.Add(1)%7 != 0 {
			em.ServeHTTP(w, r)
			return
		}
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		t.Cleanup(func() { conn.Close() }) // open for as long as the test
		_, _ = conn.Write([]byte("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"))
	}))
	t.Cleanup(s.Close)
	at := target()
	at.BaseURL = s.URL
	r := judge(t, at, contract.WithOnly("get", "wire.framing", "wire.keep-alive", "wire.complete"), contract.WithTimeout(20*time.Second))
	wantFail(t, r, "wire.complete")
	if f := result(t, r, "wire.complete").Findings; len(f) > 0 && !strings.Contains(f[0].Message, "101 Switching Protocols") {
		t.Error(f)
	}
}
