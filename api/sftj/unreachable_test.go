package sftj_test

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/internal/netpath"
)

func noSuchHost() error {
	return &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "api.invalid", IsNotFound: true}}
}

// refusingProxy returns a transport that goes through a proxy, which refuses every CONNECT.
func refusingProxy(t *testing.T, status int) http.RoundTripper {
	t.Helper()
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
	t.Cleanup(proxy.Close)
	u, err := url.Parse(strings.Replace(proxy.URL, "http://", "http://user:CANARY@", 1))
	if err != nil {
		t.Fatal(err)
	}
	return netpath.NewTransport(netpath.Settings{Proxy: http.ProxyURL(u)})
}

// TestUnreachable_LastingCause_EndsAtOnce: what a setting has to change is not tried again by
// any call, and the error says which setting.
func TestUnreachable_LastingCause_EndsAtOnce(t *testing.T) {
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = log.New(io.Discard, "", 0) // of handshakes that fail on purpose
	secure.StartTLS()
	defer secure.Close()
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	localhost := strings.Replace(secure.URL, "127.0.0.1", "localhost", 1)
	for _, tt := range []struct {
		name, url string
		transport http.RoundTripper
		want      []string
	}{
		{"a name that does not resolve", "https://api.invalid", &http.Transport{
			DialContext: func(context.Context, string, string) (net.Conn, error) { return nil, noSuchHost() },
		}, []string{"no such host", "check the base URL"}},
		{"a certificate of an unknown authority", secure.URL, &http.Transport{}, []string{"unknown authority", "SSL_CERT_FILE"}},
		{"a certificate for another host", localhost, secure.Client().Transport, []string{"localhost", "for another host"}},
		{"https to a plain port", strings.Replace(plain.URL, "http:", "https:", 1), &http.Transport{}, []string{"plain http"}},
		{"a proxy that wants a password", "https://api.invalid", refusingProxy(t, 407), []string{"407", "CONNECT api.invalid:443", "the proxy http://127.0.0.1", "a user and a password; set them in HTTPS_PROXY and HTTP_PROXY, as in http://USER:PASSWORD@proxy.example:3128"}},
		{"a proxy that allows no connection", "https://api.invalid", refusingProxy(t, 403), []string{"403", "NO_PROXY"}},
		{"a proxy's 407 to plain http", "http://api.invalid", roundTripper(func(req *http.Request) (*http.Response, error) {
			return (&stub{script: []answer{failure(407, "<html>")}}).RoundTrip(req)
		}), []string{"407", "a user and a password; set them in HTTPS_PROXY and HTTP_PROXY, as in http://USER:PASSWORD@proxy.example:3128"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var sent atomic.Int32
			rt := roundTripper(func(req *http.Request) (*http.Response, error) {
				sent.Add(1)
				return tt.transport.RoundTrip(req)
			})
			for name, call := range everyCall(newClient(t, rt, sftj.WithBaseURL(tt.url), sftj.WithPlainHTTP())) {
				sent.Store(0)
				err := call(t.Context())
				switch {
				case sent.Load() != 1:
					t.Errorf("%s: %d attempts", name, sent.Load())
				case name == "resume all":
				case !errors.Is(err, sftj.ErrUnreachable) || errors.Is(err, sftj.ErrOutcomeUnknown):
					t.Errorf("%s: %v", name, err)
				}
				for _, want := range tt.want {
					if name != "resume all" && !strings.Contains(err.Error(), want) {
						t.Errorf("%s: no %q in %v", name, want, err)
					}
				}
				if strings.Contains(err.Error(), "CANARY") {
					t.Errorf("%s: the proxy's password is in %v", name, err)
				}
			}
		})
	}
}

// TestUnreachable_PassingCause_IsTriedAgain: a proxy that cannot connect for now, and a name
// server that does not respond, may do so a moment later.
func TestUnreachable_PassingCause_IsTriedAgain(t *testing.T) {
	for name, rt := range map[string]http.RoundTripper{
		"a proxy's 502": refusingProxy(t, 502),
		"a name server that does not respond": &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.DNSError{Err: "i/o timeout", Name: "api.invalid", IsTimeout: true}
		}},
	} {
		_, err := newClient(t, rt, sftj.WithBaseURL("https://api.invalid"), sftj.WithMaxAttempts(2)).Get(t.Context(), "ft-42")
		var e *sftj.Error
		if !errors.As(err, &e) || len(e.Attempts) != 2 || errors.Is(err, sftj.ErrUnreachable) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestWait_NameStopsResolving_GoesOn: the machine was offline for a while.
func TestWait_NameStopsResolving_GoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		done := strings.Replace(jobBody, "PENDING", "COMPLETED", 1)
		rt := &stub{script: []answer{ok(jobBody), {err: noSuchHost(), unsent: true}, {err: noSuchHost(), unsent: true}, ok(done)}}
		var last error
		for _, last = range newClient(t, rt).Wait(t.Context(), "ft-42") {
		}
		if last != nil || rt.count() != 4 {
			t.Errorf("%d requests, %v", rt.count(), last)
		}
	})
}

// TestErrors_HintFitsTheFailure: a hint that sends people to the wrong setting costs them an hour.
func TestErrors_HintFitsTheFailure(t *testing.T) {
	cut := answer{status: 200, reader: io.MultiReader(strings.NewReader(jobBody[:20]), &failingReader{io.ErrUnexpectedEOF})}
	for _, tt := range []struct {
		name      string
		answer    answer
		want, not string
	}{
		{"a response that broke off", cut, "try again", "check that the base URL"},
		{"a gateway's page", failure(502, "<html><title>502 Bad Gateway</title></html>"), "gateway", "base URL"},
		{"a gateway's timeout", failure(504, ""), "try again later", "base URL"},
		{"a failure of the service", failure(500, `{"code":13}`), "try again later", "base URL"},
		{"another page", ok("<html>"), "check that the base URL is the service's", "try again"},
	} {
		_, err := newClient(t, &stub{script: []answer{tt.answer}}, sftj.WithMaxAttempts(1)).Get(t.Context(), "ft-42")
		var e *sftj.Error
		if !errors.As(err, &e) || !strings.Contains(e.Hint, tt.want) || strings.Contains(e.Hint, tt.not) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

type failingReader struct{ error }

func (r *failingReader) Read([]byte) (int, error) { return 0, r.error }

// TestErrors_RetryAfterOfCenturies_IsRounded: a number from a header may be any number.
func TestErrors_RetryAfterOfCenturies_IsRounded(t *testing.T) {
	for value, want := range map[string]string{
		"9223372037": "retry after more than 30 days", "1e300": "retry after more than 30 days",
		"3600": "retry after 1h0m0s", "61.25": "retry after 1m2s", "86400.0001": "retry after 24h0m1s",
	} {
		_, err := newClient(t, &stub{script: []answer{failure(429, `{"code":8}`, "Retry-After", value)}}, sftj.WithMaxAttempts(1)).Get(t.Context(), "ft-42")
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", value, err, want)
		}
	}
}

// blockingBody is a body that nothing ends but closing it.
type blockingBody struct {
	reads  atomic.Int32
	closed chan struct{}
	once   atomic.Bool
}

func (b *blockingBody) Read([]byte) (int, error) {
	b.reads.Add(1)
	<-b.closed
	return 0, net.ErrClosed
}

func (b *blockingBody) Close() error {
	if b.once.CompareAndSwap(false, true) {
		close(b.closed)
	}
	return nil
}

// drippingBody is a body that never ends, and does not care for being closed.
type drippingBody struct{}

func (drippingBody) Read(p []byte) (int, error) { time.Sleep(100 * time.Millisecond); return 1, nil }
func (drippingBody) Close() error               { return nil }

// TestEveryCall_BodyThatNeverEnds_EndsWithTheContext: whatever a transport does.
func TestEveryCall_BodyThatNeverEnds_EndsWithTheContext(t *testing.T) {
	for name, body := range map[string]func() io.ReadCloser{
		"blocking": func() io.ReadCloser { return &blockingBody{closed: make(chan struct{})} },
		"dripping": func() io.ReadCloser { return drippingBody{} },
	} {
		for _, status := range []int{200, 404, 503} {
			for call := range everyCall(nil) {
				t.Run(name+"/"+http.StatusText(status)+"/"+call, func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						rt := roundTripper(func(*http.Request) (*http.Response, error) {
							return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Body: body()}, nil
						})
						ctx, cancel := context.WithTimeout(t.Context(), time.Second)
						defer cancel()
						start := time.Now()
						err := everyCall(newClient(t, rt))[call](ctx)
						if took := time.Since(start); err == nil || took > 1100*time.Millisecond {
							t.Errorf("%v after %s", err, took)
						}
					})
				})
			}
		}
	}
}

// TestEveryCall_SwitchingProtocols_EndsWithAnError: the body of a 101 is the connection, which
// net/http does not end with the context.
func TestEveryCall_SwitchingProtocols_EndsWithAnError(t *testing.T) {
	var conns []net.Conn
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		conns = append(conns, conn) // open until the test ends; one request at a time
		_, _ = io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n")
	}))
	defer service.Close()
	defer func() {
		for _, conn := range conns {
			_ = conn.Close()
		}
	}()
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	c := newClient(t, transport, sftj.WithBaseURL(service.URL), sftj.WithReconcileFor(time.Millisecond), sftj.WithPollInterval(time.Millisecond, time.Millisecond))
	for name, call := range everyCall(c) {
		err := call(t.Context())
		if name != "resume all" && (!errors.Is(err, sftj.ErrBadResponse) || !strings.Contains(err.Error(), "101 Switching Protocols")) {
			t.Errorf("%s: %v", name, err)
		}
		if writes := name == "resume" || name == "create" || name == "cancel" || name == "delete"; errors.Is(err, sftj.ErrOutcomeUnknown) != writes {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSwitchingProtocols_BodyIsNotTouched: reading it would wait for the other side.
func TestSwitchingProtocols_BodyIsNotTouched(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		body := &blockingBody{closed: make(chan struct{})}
		rt := roundTripper(func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 101, Header: http.Header{}, Body: body}, nil
		})
		_, err := newClient(t, rt).Get(t.Context(), "ft-42")
		if !errors.Is(err, sftj.ErrBadResponse) || body.reads.Load() != 0 || !body.once.Load() {
			t.Errorf("%v, %d reads, closed %t", err, body.reads.Load(), body.once.Load())
		}
	})
}
