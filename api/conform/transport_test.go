package conform_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/fireworks-sftj/sdk/api/conform"
)

// wire is the far side of a transport.
type wire func(*http.Request) (*http.Response, error)

func (w wire) RoundTrip(r *http.Request) (*http.Response, error) { return w(r) }

// watched is a body that reports whether it was closed, and how it ends.
type watched struct {
	io.Reader
	closed int
}

func (w *watched) Close() error { w.closed++; return nil }

type cut struct{ err error }

func (c cut) Read([]byte) (int, error) { return 0, c.err }

func answer(status int, contentType string, body io.ReadCloser) wire {
	return func(r *http.Request) (*http.Response, error) {
		if r.Body != nil {
			if _, err := io.Copy(io.Discard, r.Body); err != nil {
				return nil, err
			}
			_ = r.Body.Close()
		}
		h := http.Header{"X-Request-Id": {"r1"}}
		if contentType != "" {
			h.Set("Content-Type", contentType)
		}
		return &http.Response{StatusCode: status, Header: h, Body: body, ContentLength: -1, Request: r}, nil
	}
}

func post(t testing.TB, url, body string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "POST", url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	return r
}

// What is said of the length of a body is not relied on.
func TestAnnouncedLengths(t *testing.T) {
	guard, job := newChecker(t), readBody(t, "job.json")
	for _, announced := range []int64{-1, 0, 1, int64(len(job)) - 1, int64(len(job)), int64(len(job)) + 9, 1 << 62} {
		for _, reader := range []func(io.Reader) io.Reader{iotest.OneByteReader, iotest.DataErrReader, iotest.HalfReader} {
			far := wire(func(r *http.Request) (*http.Response, error) {
				res, err := answer(200, "application/json", io.NopCloser(reader(strings.NewReader(job))))(r)
				res.ContentLength = announced
				return res, err
			})
			res, err := guard.Transport(far).RoundTrip(post(t, resumeURL, "{}"))
			if err != nil {
				t.Fatal(err)
			}
			if got, err := io.ReadAll(res.Body); err != nil || string(got) != job {
				t.Errorf("announced as %d: %d bytes, %v", announced, len(got), err)
			}
		}
	}
}

func TestTransportPassesWhatConforms(t *testing.T) {
	job := readBody(t, "job.json")
	for _, mode := range []conform.Mode{conform.Strict, conform.Observe} {
		t.Run(string(mode), func(t *testing.T) {
			body := &watched{Reader: strings.NewReader(job)}
			req := post(t, jobURL+"%3Aresume?b=2&a=1", "{}")
			var sent *http.Request
			next := wire(func(r *http.Request) (*http.Response, error) {
				sent = r
				return answer(200, "application/json", body)(r)
			})
			res, err := newChecker(t, conform.WithMode(mode)).Transport(next).RoundTrip(req)
			if err != nil {
				t.Fatal(err)
			}
			if sent != req {
				t.Error("the request that went on is not the one that came")
			}
			got, err := io.ReadAll(res.Body)
			if err != nil || string(got) != job {
				t.Errorf("body of %d bytes, %v; want %d", len(got), err, len(job))
			}
			if res.Header.Get("X-Request-Id") != "r1" || res.ContentLength != -1 {
				t.Errorf("header %v, length %d", res.Header, res.ContentLength)
			}
			if err := res.Body.Close(); err != nil || body.closed != 1 {
				t.Errorf("closed %d times, %v", body.closed, err)
			}
		})
	}
}

func TestTransportStrict(t *testing.T) {
	for _, tc := range []struct {
		name     string
		req      *http.Request
		next     func(io.ReadCloser) wire
		response string
		sent     bool
		want     string
	}{
		{"request violates", post(t, resumeURL, "[]"), nil, "", false, " type"},
		{"unmatched", post(t, jobURL+":pause", "{}"), nil, "", false, "method operation"},
		{"response violates", post(t, resumeURL, "{}"), func(b io.ReadCloser) wire { return answer(200, "application/json", b) },
			`{"dataset":1}`, true, "/dataset type"},
		{"undocumented status", post(t, resumeURL, "{}"), func(b io.ReadCloser) wire { return answer(302, "", b) },
			"", true, "status status"},
		{"over the limit", post(t, resumeURL, "{}"), func(b io.ReadCloser) wire { return answer(200, "application/json", b) },
			`{"dataset":"` + strings.Repeat("d", 4096) + `"}`, true, " size"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			body, out := &watched{Reader: strings.NewReader(tc.response)}, &watched{Reader: tc.req.Body}
			tc.req.Body = out
			sent := false
			next := wire(func(r *http.Request) (*http.Response, error) {
				sent = true
				return tc.next(body)(r)
			})
			res, err := newChecker(t, conform.WithMaxBody(1024)).Transport(next).RoundTrip(tc.req)
			var violated *conform.Error
			if !errors.As(err, &violated) || res != nil {
				t.Fatalf("response %v, error %v", res, err)
			}
			if got := broken(violated.Result); got != tc.want {
				t.Errorf("violations %q, want %q", got, tc.want)
			}
			if !strings.HasPrefix(err.Error(), "conform: ") {
				t.Errorf("text %q", err)
			}
			if sent != tc.sent {
				t.Errorf("sent: %t", sent)
			}
			if sent && body.closed == 0 || !sent && out.closed == 0 {
				t.Error("a body was left open")
			}
		})
	}
}

func TestTransportObserveLosesNothing(t *testing.T) {
	long := `{"dataset":"` + strings.Repeat("d", 4096) + `"}`
	for _, tc := range []struct {
		name, request, response string
		next                    func(io.ReadCloser) wire
		want                    string
	}{
		{"both violate", "[]", "<html>", func(b io.ReadCloser) wire { return answer(200, "text/html", b) },
			" type, header/Content-Type content-type"},
		{"both over the limit", long, long, func(b io.ReadCloser) wire { return answer(200, "application/json", b) },
			" size,  size"},
	} {
		for _, rereadable := range []bool{true, false} {
			t.Run(tc.name, func(t *testing.T) {
				var told conform.Result
				c := newChecker(t, conform.WithMode(conform.Observe), conform.WithMaxBody(1024),
					conform.WithObserver(func(r conform.Result) { told = r }))
				req := post(t, resumeURL, tc.request)
				if !rereadable {
					req.GetBody = nil
				}
				var sent string
				next := wire(func(r *http.Request) (*http.Response, error) {
					if (r.GetBody != nil) != rereadable || r.ContentLength != int64(len(tc.request)) {
						t.Errorf("GetBody %t, length %d", r.GetBody != nil, r.ContentLength)
					}
					b, err := io.ReadAll(r.Body)
					sent = string(b)
					if err != nil {
						return nil, err
					}
					return tc.next(io.NopCloser(strings.NewReader(tc.response)))(r)
				})
				res, err := c.Transport(next).RoundTrip(req)
				if err != nil {
					t.Fatal(err)
				}
				got, err := io.ReadAll(res.Body)
				if err != nil || string(got) != tc.response || sent != tc.request {
					t.Errorf("sent %d bytes, got %d, %v", len(sent), len(got), err)
				}
				if broken(told) != tc.want {
					t.Errorf("told %q, want %q", broken(told), tc.want)
				}
			})
		}
	}
}

func TestTransportBrokenBody(t *testing.T) {
	broke := errors.New("connection reset")
	for _, mode := range []conform.Mode{conform.Strict, conform.Observe} {
		t.Run(string(mode), func(t *testing.T) {
			var told conform.Result
			c := newChecker(t, conform.WithMode(mode), conform.WithObserver(func(r conform.Result) { told = r }))
			body := &watched{Reader: io.MultiReader(strings.NewReader(`{"data`), cut{broke})}
			res, err := c.Transport(answer(200, "application/json", body)).RoundTrip(post(t, resumeURL, "{}"))
			if len(told.Violations) > 0 {
				t.Errorf("a cut connection is a violation: %v", told.Violations)
			}
			if mode == conform.Strict {
				if !errors.Is(err, broke) || res != nil || body.closed == 0 {
					t.Errorf("response %v, error %v, closed %d", res, err, body.closed)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(res.Body)
			if string(got) != `{"data` || !errors.Is(err, broke) {
				t.Errorf("got %q and %v", got, err)
			}
		})
	}
}

func TestTransportFailures(t *testing.T) {
	failed := errors.New("refused")
	for _, mode := range []conform.Mode{conform.Strict, conform.Observe} {
		c := newChecker(t, conform.WithMode(mode))
		next := wire(func(*http.Request) (*http.Response, error) { return nil, failed })
		if _, err := c.Transport(next).RoundTrip(post(t, resumeURL, "{}")); !errors.Is(err, failed) {
			t.Errorf("%s: %v, want the error of the wire", mode, err)
		}
	}
	// What is none of the contract's passes an observer.
	c := newChecker(t, conform.WithMode(conform.Observe))
	res, err := c.Transport(answer(200, "", http.NoBody)).RoundTrip(post(t, "http://service.test/healthz", "x"))
	if err != nil || res.StatusCode != 200 {
		t.Errorf("%v, %v", res, err)
	}
	if got := c.Ledger().Report().Unknown.Requests; len(got) != 1 || got[0].Name != "POST /healthz" {
		t.Errorf("unmatched %v", got)
	}
}
