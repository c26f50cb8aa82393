package sftj_test

import (
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync"
	"testing"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

const (
	testKey  = "CANARY-key-0123456789abcdef" // not of the vendor's shape: it is known, not recognised
	jobBody  = `{"name":"accounts/acme/supervisedFineTuningJobs/ft-42","dataset":"accounts/acme/datasets/d","state":"JOB_STATE_PENDING"}`
	jobsPath = "/v1/accounts/acme/supervisedFineTuningJobs"
)

// stub is a transport that answers from a script, the last line again and again, and
// records what it was asked. It calls the httptrace hooks as net/http's own does.
type stub struct {
	mu       sync.Mutex
	script   []answer
	requests []string
	bodies   []string
	headers  []http.Header
}

type answer struct {
	status  int
	body    string
	header  map[string]string
	err     error
	unsent  bool // fail before anything is written
	noTrace bool // a transport that knows nothing of httptrace
	reader  io.Reader
}

func (s *stub) RoundTrip(req *http.Request) (*http.Response, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.script[min(len(s.requests), len(s.script)-1)]
	var body []byte
	if req.Body != nil {
		body, _ = io.ReadAll(req.Body)
		_ = req.Body.Close()
	}
	s.requests = append(s.requests, req.Method+" "+req.URL.RequestURI())
	s.bodies = append(s.bodies, string(body))
	s.headers = append(s.headers, req.Header.Clone())
	if trace := httptrace.ContextClientTrace(req.Context()); trace != nil && !a.noTrace {
		trace.GetConn(req.URL.Host)
		if !a.unsent {
			trace.WroteHeaders()
		}
	}
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	if a.err != nil {
		return nil, a.err
	}
	resp := &http.Response{StatusCode: a.status, Header: http.Header{"Content-Type": {"application/json"}}, Request: req}
	for k, v := range a.header {
		resp.Header.Set(k, v)
	}
	resp.Body = io.NopCloser(strings.NewReader(a.body))
	if a.reader != nil {
		resp.Body = io.NopCloser(a.reader)
	}
	return resp, nil
}

func (s *stub) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.requests)
}

func ok(body string) answer { return answer{status: 200, body: body} }

func newClient(t *testing.T, rt http.RoundTripper, opts ...sftj.Option) *sftj.Client {
	t.Helper()
	c, err := sftj.New(append([]sftj.Option{
		sftj.WithEnvironment(func(string) string { return "" }),
		sftj.WithAPIKey(testKey), sftj.WithAccount("acme"), sftj.WithTransport(rt),
	}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
