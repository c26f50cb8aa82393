package contract_test

import (
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/fireworks-sftj/sdk/api/contract"
)

// proxy is a forward proxy that leads every host name to one server.
type proxy struct {
	*httptest.Server
	to       string       // the address of the server
	refusal  int          // the status of every response of its own, 0 to pass requests on
	connects atomic.Int64 // CONNECT requests
	passed   atomic.Int64 // other requests
}

func newProxy(t *testing.T, to string, refusal int) *proxy {
	t.Helper()
	p := &proxy{to: to, refusal: refusal}
	p.Server = httptest.NewServer(p)
	t.Cleanup(p.Close)
	return p
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodConnect {
		p.connects.Add(1)
	} else {
		p.passed.Add(1)
	}
	switch {
	case p.refusal != 0:
		w.WriteHeader(p.refusal)
	case r.Method == http.MethodConnect:
		p.tunnel(w)
	default:
		to := &url.URL{Scheme: "http", Host: p.to}
		httputil.NewSingleHostReverseProxy(to).ServeHTTP(w, r)
	}
}

func (p *proxy) tunnel(w http.ResponseWriter) {
	far, err := net.Dial("tcp", p.to)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	defer far.Close()
	near, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	defer near.Close()
	_, _ = near.Write([]byte("HTTP/1.1 200 OK\r\n\r\n"))
	go func() { _, _ = io.Copy(far, near); far.(*net.TCPConn).CloseWrite() }()
	_, _ = io.Copy(near, far)
}

// through has the run use the proxy for every request.
func (p *proxy) through(t *testing.T) contract.Option {
	t.Helper()
	u, err := url.Parse(p.URL)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword("proxy-user", "pr0xy-passw0rd")
	return contract.WithProxy(http.ProxyURL(u))
}

// TestRun_HTTPSTargetBehindAProxy_IsJudgedByCONNECTAlone: the connections of the kit's own go
// through the proxy too, and no request goes around it.
func TestRun_HTTPSTargetBehindAProxy_IsJudgedByCONNECTAlone(t *testing.T) {
	secure := httptest.NewTLSServer(service().Handler())
	t.Cleanup(secure.Close)
	roots := x509.NewCertPool()
	roots.AddCert(secure.Certificate())
	p := newProxy(t, secure.Listener.Addr().String(), 0)
	at := target()
	at.BaseURL = "https://example.com" // a name that only the proxy can reach here
	r := judge(t, at, p.through(t), contract.WithRootCAs(roots))
	for _, res := range r.Results {
		if res.Verdict != contract.Pass && res.ID != "drift.gone" {
			t.Errorf("%s: %s %q %v", res.ID, res.Verdict, res.Reason, res.Findings)
		}
	}
	if p.connects.Load() < 50 || p.passed.Load() != 0 {
		t.Errorf("%d CONNECT requests, %d others", p.connects.Load(), p.passed.Load())
	}
}

// TestRun_HTTPTargetBehindAProxy_SkipsTheConnectionChecks: the bytes there are the proxy's.
func TestRun_HTTPTargetBehindAProxy_SkipsTheConnectionChecks(t *testing.T) {
	plain := httptest.NewServer(service().Handler())
	t.Cleanup(plain.Close)
	p := newProxy(t, plain.Listener.Addr().String(), 0)
	at := target()
	at.BaseURL = "http://example.com"
	r := judge(t, at, p.through(t))
	for _, res := range r.Results {
		switch {
		case res.ID == "wire.framing", res.ID == "wire.keep-alive":
			if res.Verdict != contract.Skip || !strings.Contains(res.Reason, "through the proxy http://127.0.0.1") {
				t.Errorf("%s: %s %q", res.ID, res.Verdict, res.Reason)
			}
		case res.Verdict == contract.Error, strings.HasPrefix(res.ID, "resume.") && res.Verdict != contract.Pass:
			t.Errorf("%s: %s %q %v", res.ID, res.Verdict, res.Reason, res.Findings)
		}
	}
	if got := int64(r.Requests); p.passed.Load() != got {
		t.Errorf("%d requests through the proxy, %d sent", p.passed.Load(), got)
	}
}

// TestRun_ProxyRefuses_IsTheProxysRefusal and neither a wrong key nor the target's fault.
func TestRun_ProxyRefuses_IsTheProxysRefusal(t *testing.T) {
	for name, c := range map[string]struct {
		scheme string
		status int
		cause  string
	}{
		"https, a password is wanted":  {"https", 407, "refused to connect to example.com:443: 407 Proxy Authentication Required (the proxy wants a user and a password of its own"},
		"https, the host is forbidden": {"https", 403, "refused to connect to example.com:443: 403 Forbidden"},
		"http, a password is wanted":   {"http", 407, "407 Proxy Authentication Required: it wants a user and a password of its own"},
		"http, no way to the host":     {"http", 502, "502 Bad Gateway, and no service behind it"},
	} {
		t.Run(name, func(t *testing.T) {
			p := newProxy(t, "127.0.0.1:1", c.status)
			at := target()
			at.BaseURL = c.scheme + "://example.com"
			r := judge(t, at, p.through(t))
			wantNotJudged(t, r, c.cause)
			if all := text(t, r); strings.Contains(all, "pr0xy-passw0rd") || strings.Contains(all, "proxy-user") {
				t.Errorf("the proxy's password is in the report:\n%s", all)
			}
		})
	}
}
