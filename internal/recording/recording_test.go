package recording_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/fireworks-sftj/sdk/internal/recording"
)

// TestWhatIsWrittenIsRead: every body and header comes back as it was.
func TestWhatIsWrittenIsRead(t *testing.T) {
	exchanges := []recording.Exchange{
		{Method: "GET", Target: "/v1/a?b=c%20d", Key: "Bearer with the key", Status: 200, Body: []byte(`{"a":1}`),
			ResponseHeader: http.Header{"Content-Type": {"application/json"}, "Link": {"a", "b"}}},
		{Method: "POST", Target: "/v1/a:resume", Header: http.Header{"Content-Type": {"application/json"}}, RequestBody: []byte("{}\n"),
			Status: 400, Body: []byte("two\n\n")},
		{Method: "GET", Target: "/v1/a", Status: 503},
		{Method: "HEAD", Target: "/v1/a", Status: 200},
		{Method: "DELETE", Target: "/v1/a", Status: 204},
		{Method: "GET", Target: "/v1/a", Status: 200, Body: []byte("-- 001/request --\nnot a file\n")},
		{Method: "GET", Target: "/v1/a", Status: 200, Body: []byte("x\n-- y --\n")},
		{Method: "GET", Target: "/v1/a", Status: 200, Body: []byte{0xff, 0x00, '\n'}},
	}
	archive := recording.Format("What it is of.", exchanges)
	got, err := recording.Parse(archive)
	if err != nil {
		t.Fatalf("%v\n%s", err, archive)
	}
	if diff := cmp.Diff(exchanges, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s\n%s", diff, archive)
	}
	if !bytes.HasPrefix(archive, []byte("What it is of.\n")) {
		t.Errorf("no comment in\n%s", archive)
	}
}

func TestParseRefuses(t *testing.T) {
	for name, archive := range map[string]string{
		"nothing":                "",
		"a comment alone":        "Hello.\n",
		"a request alone":        "-- a --\nGET / HTTP/1.1\n\n",
		"no request":             "-- a --\nHello.\n-- b --\nHTTP/1.1 200 OK\n\n",
		"no response":            "-- a --\nGET / HTTP/1.1\n\n-- b --\nHello.\n",
		"a body that stops":      "-- a --\nGET / HTTP/1.1\n\n-- b --\nHTTP/1.1 200 OK\nContent-Length: 9\n\n{}\n",
		"a body that is no text": "-- a --\nGET / HTTP/1.1\n\n-- b --\nHTTP/1.1 200 OK\nContent-Length: 2\nRecorded-Body: base64\n\n{}\n",
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := recording.Parse([]byte(archive)); err == nil {
				t.Errorf("no error, %v", got)
			}
		})
	}
}

// TestReplay: the answers come in their order, the last one again and again, and the key of
// the request decides between them.
func TestReplay(t *testing.T) {
	n := 0
	rec := recording.Record(roundTripper(func(req *http.Request) (*http.Response, error) {
		n++
		body := strings.Repeat("x", n) + req.Header.Get("Authorization")
		return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}, nil
	}), "secret7")
	for _, authorization := range []string{"Bearer secret7", "Bearer secret7", "Bearer other", "Bearer secret", "Bearer secret7x", "Bearer SECRET7", "Basic secret7", "Bearer ", ""} {
		ask(t, rec, authorization, "")
	}
	kept, err := recording.Parse(recording.Format("", rec.Exchanges()))
	if err != nil {
		t.Fatal(err)
	}
	replay := recording.NewReplay(kept, "k")
	for _, tc := range []struct {
		authorization string
		n             int // which answer it gets
	}{
		{"Bearer k", 1}, {"Bearer k", 2}, {"Bearer k", 2}, {"Bearer other", 3}, {"Bearer kx", 5}, {"Bearer K", 6}, {"Basic k", 7}, {"Bearer ", 8}, {"", 9},
	} {
		if got := ask(t, replay, tc.authorization, ""); strings.Count(got, "x") < tc.n || strings.HasPrefix(got, strings.Repeat("x", tc.n+1)) {
			t.Errorf("%q: %s, want the answer %d", tc.authorization, got, tc.n)
		}
	}
	if got := ask(t, replay, "Bearer k", "{}"); got != recording.ErrNotRecorded.Error() {
		t.Errorf("a request with another body: %s", got)
	}
}

// TestRecordLeavesAnswersAlone: the client that is recorded gets the response as it came, a break included.
func TestRecordLeavesAnswersAlone(t *testing.T) {
	rec := recording.Record(roundTripper(func(*http.Request) (*http.Response, error) {
		body := io.MultiReader(strings.NewReader(`{"apiKey":"secret7"`), failing{})
		return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(body)}, nil
	}), "secret7")
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://a.example.com/", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := rec.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if string(body) != `{"apiKey":"secret7"` || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("%q, %v", body, err)
	}
	if len(rec.Exchanges()) != 0 {
		t.Error("an answer that broke off was kept")
	}
}

// ask sends a request and returns the body of the answer, or what kept it from coming.
func ask(t *testing.T, rt http.RoundTripper, authorization, body string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://a.example.com/v1/a?b=c", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if authorization != "" {
		req.Header.Set("Authorization", authorization)
	}
	resp, err := rt.RoundTrip(req)
	if errors.Is(err, recording.ErrNotRecorded) {
		return recording.ErrNotRecorded.Error()
	}
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(answer)
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// roundTripper is a function as an http.RoundTripper.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }
