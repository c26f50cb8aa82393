package sftj_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/client"
)

// h2Fault is what the server does with a request in place of a response.
type h2Fault struct {
	name   string
	code   http2.ErrCode // of RST_STREAM
	goAway bool          // GOAWAY that does not cover the stream, and the end of the connection
}

var h2Faults = []h2Fault{
	{name: "RST_STREAM with PROTOCOL_ERROR", code: http2.ErrCodeProtocol},
	{name: "RST_STREAM with REFUSED_STREAM", code: http2.ErrCodeRefusedStream},
	{name: "GOAWAY", goAway: true},
}

// h2Service is a service with one job behind TLS and HTTP/2, written in frames, so that it
// can break off a stream in every way that HTTP/2 has.
type h2Service struct {
	t     *testing.T
	fault h2Fault
	// failing reports whether the nth request of a method is broken off, n from 1.
	failing func(method string, n int) bool
	// applied says that a POST takes effect before its stream is broken off.
	applied bool

	mu      sync.Mutex
	counts  map[string]int // requests on the wire, by method
	resumed bool
	conns   []net.Conn
}

// start returns a client transport for the service and its URL.
func (s *h2Service) start() (*http.Transport, string) {
	s.counts = map[string]int{}
	certified := httptest.NewUnstartedServer(http.NotFoundHandler())
	certified.StartTLS() // for a certificate and its root
	config := &tls.Config{Certificates: certified.TLS.Certificates, NextProtos: []string{"h2"}}
	transport := certified.Client().Transport.(*http.Transport).Clone()
	transport.ForceAttemptHTTP2 = true
	certified.Close()
	listener, err := tls.Listen("tcp", "127.0.0.1:0", config)
	if err != nil {
		s.t.Fatal(err)
	}
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			s.mu.Lock()
			s.conns = append(s.conns, conn)
			s.mu.Unlock()
			serving.Go(func() { s.serve(conn) })
		}
	})
	s.t.Cleanup(func() {
		transport.CloseIdleConnections()
		_ = listener.Close()
		s.mu.Lock()
		for _, conn := range s.conns {
			_ = conn.Close()
		}
		s.mu.Unlock()
		serving.Wait()
	})
	return transport, "https://" + listener.Addr().String()
}

// serve reads the frames of a connection until it ends.
func (s *h2Service) serve(conn net.Conn) {
	defer conn.Close()
	if _, err := io.ReadFull(conn, make([]byte, len(http2.ClientPreface))); err != nil {
		return
	}
	framer := http2.NewFramer(conn, conn)
	framer.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
	if framer.WriteSettings() != nil {
		return
	}
	methods := map[uint32]string{} // of the open streams
	for {
		frame, err := framer.ReadFrame()
		if err != nil {
			return
		}
		switch f := frame.(type) {
		case *http2.SettingsFrame:
			if !f.IsAck() {
				err = framer.WriteSettingsAck()
			}
		case *http2.PingFrame:
			err = framer.WritePing(true, f.Data)
		case *http2.MetaHeadersFrame:
			methods[f.StreamID] = f.PseudoValue("method")
			if f.StreamEnded() {
				err = s.respond(framer, f.StreamID, methods[f.StreamID])
			}
		case *http2.DataFrame:
			if f.StreamEnded() {
				err = s.respond(framer, f.StreamID, methods[f.StreamID])
			}
		}
		if err != nil {
			return
		}
	}
}

// respond counts a request and answers it, or breaks its stream off.
func (s *h2Service) respond(framer *http2.Framer, stream uint32, method string) error {
	s.mu.Lock()
	s.counts[method]++
	fails := s.failing(method, s.counts[method])
	if method == http.MethodPost && (!fails || s.applied) {
		s.resumed = true
	}
	body := strings.TrimSuffix(jobBody, "}") + `,"createTime":"2025-12-31T00:00:00Z","updateTime":"2026-01-01T00:00:00.000001Z"}`
	if s.resumed {
		body = strings.Replace(body, "000001Z", "000002Z", 1)
	} else {
		body = strings.Replace(body, "PENDING", "PAUSED", 1)
	}
	s.mu.Unlock()
	switch {
	case fails && s.fault.goAway:
		if err := framer.WriteGoAway(stream-1, http2.ErrCodeNo, nil); err != nil {
			return err
		}
		return errors.New("the connection ends")
	case fails:
		return framer.WriteRSTStream(stream, s.fault.code)
	}
	var header bytes.Buffer
	encoder := hpack.NewEncoder(&header)
	for _, field := range [][2]string{{":status", "200"}, {"content-type", "application/json"}} {
		if err := encoder.WriteField(hpack.HeaderField{Name: field[0], Value: field[1]}); err != nil {
			return err
		}
	}
	if err := framer.WriteHeaders(http2.HeadersFrameParam{StreamID: stream, BlockFragment: header.Bytes(), EndHeaders: true}); err != nil {
		return err
	}
	return framer.WriteData(stream, true, []byte(body))
}

func (s *h2Service) count(method string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.counts[method]
}

func always(string, int) bool { return true }

func firstPosts(most int) func(string, int) bool {
	return func(method string, n int) bool { return method == http.MethodPost && n <= most }
}

// TestHTTP2_BrokenStream_OneRequestPerAttempt: net/http repeats a request by itself after
// these frames. One attempt has to be one request all the same, for every method, and what
// is reported has to be what was sent.
func TestHTTP2_BrokenStream_OneRequestPerAttempt(t *testing.T) {
	const attempts = 2 // of a read
	for _, fault := range h2Faults {
		for _, call := range []struct {
			name, method string
			requests     int
			unknown      bool // ErrOutcomeUnknown
			do           func(context.Context, *sftj.Client) error
		}{
			{"Resume", "POST", 1, true, func(ctx context.Context, c *sftj.Client) error { _, err := c.Resume(ctx, "ft-42"); return err }},
			{"Create without an id", "POST", 1, true, func(ctx context.Context, c *sftj.Client) error {
				_, err := c.Create(ctx, "", client.Job{Dataset: "d", BaseModel: "m"})
				return err
			}},
			{"Cancel", "POST", 1, true, func(ctx context.Context, c *sftj.Client) error { return c.Cancel(ctx, "ft-42") }},
			{"Delete", "DELETE", 1, true, func(ctx context.Context, c *sftj.Client) error { return c.Delete(ctx, "ft-42") }},
			{"Get", "GET", attempts, false, func(ctx context.Context, c *sftj.Client) error { _, err := c.Get(ctx, "ft-42"); return err }},
			{"List", "GET", attempts, false, func(ctx context.Context, c *sftj.Client) (last error) {
				for _, last = range c.List(ctx, sftj.ListOptions{}) {
				}
				return last
			}},
			{"the stock client's resume", "POST", 1, true, func(ctx context.Context, c *sftj.Client) error {
				_, err := c.Stock().ResumeJobWithResponse(ctx, "acme", "ft-42", client.ResumeRequest{})
				return err
			}},
			{"the stock client's get", "GET", attempts, false, func(ctx context.Context, c *sftj.Client) error {
				_, err := c.Stock().GetJobWithResponse(ctx, "acme", "ft-42", nil)
				return err
			}},
		} {
			for _, applied := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s/%s/applied %t", fault.name, call.name, applied), func(t *testing.T) {
					s := &h2Service{t: t, fault: fault, failing: always, applied: applied}
					transport, url := s.start()
					c := newClient(t, transport, sftj.WithBaseURL(url), sftj.WithMaxAttempts(attempts), sftj.WithAttemptTimeout(5*time.Second))
					err := call.do(t.Context(), c)
					var e *sftj.Error
					if !errors.As(err, &e) || errors.Is(err, sftj.ErrOutcomeUnknown) != call.unknown || errors.Is(err, context.Canceled) {
						t.Errorf("%v; want ErrOutcomeUnknown %t", err, call.unknown)
					}
					if n := s.count(call.method); n != call.requests || e != nil && len(e.Attempts) != n {
						t.Errorf("%d requests on the wire, want %d; reported %+v", n, call.requests, e.Attempts)
					}
				})
			}
		}
	}
}

// TestHTTP2_StreamsRefusedForAWhile_ResumeIsNotSentLater: net/http would send the resume
// again when the server takes streams again, however old the read is by then that it is
// based on.
func TestHTTP2_StreamsRefusedForAWhile_ResumeIsNotSentLater(t *testing.T) {
	for _, fault := range h2Faults {
		t.Run(fault.name, func(t *testing.T) {
			s := &h2Service{t: t, fault: fault, failing: firstPosts(1)} // the second POST would be accepted
			transport, url := s.start()
			h, err := sftj.HTTPClient(sftj.WithEnvironment(nil), sftj.WithAPIKey(testKey), sftj.WithTransport(transport), sftj.WithBaseURL(url))
			if err != nil {
				t.Fatal(err)
			}
			stock, err := client.NewClientWithResponses(url, client.WithHTTPClient(h))
			if err != nil {
				t.Fatal(err)
			}
			_, err = stock.ResumeJobWithResponse(t.Context(), "acme", "ft-42", client.ResumeRequest{})
			if n := s.count("POST"); n != 1 || !errors.Is(err, sftj.ErrOutcomeUnknown) {
				t.Errorf("%d POSTs, %v", n, err)
			}
		})
	}
}

// TestHTTP2_BrokenResume_EnsureResumedReportsThePosts: the job is read before a resume is
// sent again, and each POST on the wire is in the report.
func TestHTTP2_BrokenResume_EnsureResumedReportsThePosts(t *testing.T) {
	for _, fault := range h2Faults {
		for _, tt := range []struct {
			name    string
			failing func(string, int) bool
			applied bool
			outcome sftj.Outcome
			posts   int
		}{
			{"after the effect", firstPosts(100), true, sftj.Reconciled, 1},
			{"before the effect, once", firstPosts(1), false, sftj.Resumed, 2},
		} {
			t.Run(fault.name+" "+tt.name, func(t *testing.T) {
				s := &h2Service{t: t, fault: fault, failing: tt.failing, applied: tt.applied}
				transport, url := s.start()
				c := newClient(t, transport, sftj.WithBaseURL(url), sftj.WithReconcileFor(300*time.Millisecond))
				r, err := c.EnsureResumed(t.Context(), "ft-42")
				if err != nil || r.Outcome != tt.outcome || r.Posts != tt.posts {
					t.Errorf("%+v %v, want %q after %d POSTs", r, err, tt.outcome, tt.posts)
				}
				if n := s.count("POST"); n != tt.posts {
					t.Errorf("%d POSTs on the wire, want %d", n, tt.posts)
				}
			})
		}
	}
}

// TestHTTP1_DroppedReusedConnection_OneRequestPerAttempt: HTTP/1 repeats a GET by itself, and
// a POST that has an Idempotency-Key, on a reused connection that turns out to be closed.
func TestHTTP1_DroppedReusedConnection_OneRequestPerAttempt(t *testing.T) {
	withKey := func(_ context.Context, req *http.Request) error {
		req.Header.Set("Idempotency-Key", "once")
		return nil
	}
	for name, tt := range map[string]struct {
		method string
		do     func(context.Context, *sftj.Client) error
	}{
		"GET": {"GET", func(ctx context.Context, c *sftj.Client) error { _, err := c.Get(ctx, "ft-42"); return err }},
		"POST with Idempotency-Key": {"POST", func(ctx context.Context, c *sftj.Client) error {
			_, err := c.Stock().ResumeJobWithResponse(ctx, "acme", "ft-42", client.ResumeRequest{}, withKey)
			return err
		}},
		"DELETE with Idempotency-Key": {"DELETE", func(ctx context.Context, c *sftj.Client) error {
			_, err := c.Stock().DeleteJobWithResponse(ctx, "acme", "ft-42", withKey)
			return err
		}},
	} {
		for _, secure := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, TLS %t", name, secure), func(t *testing.T) {
				var mu sync.Mutex
				requests, failing := 0, false
				service := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					mu.Lock()
					defer mu.Unlock()
					if failing && r.Method == tt.method {
						requests++
						panic(http.ErrAbortHandler)
					}
					w.Header().Set("Content-Type", "application/json")
					_, _ = w.Write([]byte(jobBody))
				}))
				if secure {
					service.StartTLS()
				} else {
					service.Start()
				}
				defer service.Close()
				for round := range 20 { // some would pass by luck, if it depended on timing
					transport := service.Client().Transport.(*http.Transport).Clone()
					c := newClient(t, transport, sftj.WithBaseURL(service.URL), sftj.WithMaxAttempts(1))
					if _, err := c.Get(t.Context(), "ft-42"); err != nil { // a connection to reuse
						t.Fatal(err)
					}
					mu.Lock()
					requests, failing = 0, true
					mu.Unlock()
					err := tt.do(t.Context(), c)
					mu.Lock()
					var e *sftj.Error
					if requests != 1 || !errors.As(err, &e) || len(e.Attempts) != 1 || errors.Is(err, context.Canceled) {
						t.Errorf("round %d: %d requests on the wire, %v", round, requests, err)
					}
					failing = false
					mu.Unlock()
					transport.CloseIdleConnections()
				}
			})
		}
	}
}

// TestHTTP2_TransportThatAsksElsewhereFirst_IsNoReplay: a transport may fetch a token from
// another server with the request's context. That is no second request of the attempt.
func TestHTTP2_TransportThatAsksElsewhereFirst_IsNoReplay(t *testing.T) {
	service := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(jobBody))
	}))
	defer service.Close()
	transport := service.Client().Transport.(*http.Transport).Clone()
	defer transport.CloseIdleConnections()
	transport.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, service.Listener.Addr().String())
	}
	tokens := roundTripper(func(req *http.Request) (*http.Response, error) {
		ask, err := http.NewRequestWithContext(req.Context(), http.MethodGet, "https://tokens.example.com/token", nil)
		if err != nil {
			return nil, err
		}
		resp, err := transport.RoundTrip(ask)
		if err != nil {
			return nil, err
		}
		_ = resp.Body.Close()
		return transport.RoundTrip(req)
	})
	c := newClient(t, tokens, sftj.WithBaseURL("https://example.com"), sftj.WithMaxAttempts(1))
	transport.TLSClientConfig.InsecureSkipVerify = true // the certificate of httptest has one of the two names
	if _, err := c.Resume(t.Context(), "ft-42"); err != nil {
		t.Error(err)
	}
}
