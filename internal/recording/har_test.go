package recording_test

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/internal/recording"
)

// browserHAR is a session as a browser exports it: pseudo headers, decoded bodies whose
// headers still speak of gzip, an aborted request and a body that was not kept.
const browserHAR = "\ufeff" + `{"log":{"version":"1.2","creator":{"name":"WebInspector","version":"537.36"},"entries":[
{"request":{"method":"GET","url":"https://api.example.com/v1/x?pageSize=2","headers":[{"name":":path","value":"/v1/x"},{"name":"accept","value":"application/json"}]},
 "response":{"status":200,"headers":[{"name":"content-type","value":"application/json"},{"name":"content-encoding","value":"gzip"},{"name":"content-length","value":"20"}],
  "content":{"size":7,"mimeType":"application/json","text":"{\"a\":1}"}}},
{"request":{"method":"GET","url":"https://api.example.com/v1/x","headers":[]},"response":{"status":0,"headers":[],"content":{"size":0}}},
{"request":{"method":"GET","url":"https://api.example.com/big","headers":[]},"response":{"status":200,"headers":[],"content":{"size":99}}},
{"request":{"method":"POST","url":"https://api.example.com/v1/x:resume","headers":[],"postData":{"mimeType":"application/json","text":"{}"}},
 "response":{"status":204,"headers":[],"content":{"size":2,"mimeType":"application/json","text":"e30=","encoding":"base64"}}}]}}`

func TestParseHAR_BrowserExport_KeepsWhatCanBeJudged(t *testing.T) {
	har, err := recording.ParseHAR([]byte(browserHAR))
	if err != nil {
		t.Fatal(err)
	}
	if len(har.Entries) != 2 || har.Unanswered != 1 || har.Bodiless != 1 {
		t.Fatalf("%d entries, %d unanswered, %d bodiless; want 2, 1, 1", len(har.Entries), har.Unanswered, har.Bodiless)
	}
	get, post := har.Entries[0], har.Entries[1]
	if get.Target != "/v1/x?pageSize=2" || get.Status != 200 || string(get.Body) != `{"a":1}` || get.Index != 0 {
		t.Errorf("first entry: %s %d %s at %d", get.Target, get.Status, get.Body, get.Index)
	}
	for name, values := range get.ResponseHeader {
		if name != "Content-Type" {
			t.Errorf("response header %s: %v does not describe the exported body", name, values)
		}
	}
	if len(get.Header) != 1 || get.Header.Get("Accept") != "application/json" {
		t.Errorf("request headers: %v, want Accept alone", get.Header)
	}
	if string(post.RequestBody) != "{}" || post.Header.Get("Content-Type") != "application/json" || string(post.Body) != "{}" || post.Index != 3 {
		t.Errorf("second entry: %s %v, body %s at %d", post.RequestBody, post.Header, post.Body, post.Index)
	}
}

func TestParseHAR_UnusableFile_NamesWhatIsWrong(t *testing.T) {
	entry := func(request, response string) string {
		return `{"log":{"entries":[{"request":` + request + `,"response":` + response + `}]}}`
	}
	for _, tt := range []struct{ name, file, want string }{
		{"not JSON", `<html>`, "not a HAR file"},
		{"another document", `{"openapi":"3.0.3"}`, "log.entries is missing"},
		{"relative URL", entry(`{"method":"GET","url":"/v1/x"}`, `{"status":200}`), "log.entries[0]: request.url is not an absolute URL"},
		{"broken base64", entry(`{"method":"GET","url":"https://h/"}`, `{"status":200,"content":{"size":1,"text":"%","encoding":"base64"}}`), "log.entries[0]: response.content: the text is not base64"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := recording.ParseHAR([]byte(tt.file)); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
		})
	}
	if recording.IsHAR([]byte(`{"log":"a job may have such a field"}`)) || !recording.IsHAR([]byte(browserHAR)) {
		t.Error("IsHAR does not tell a HAR file from a body")
	}
}

// A log is read back as what was added, whatever the bodies end with, and holds no key.
func TestLog_ReadBack_IsWhatWasAddedWithoutTheKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "session.txtar")
	log, err := recording.Create(path, "a session")
	if err != nil {
		t.Fatal(err)
	}
	const key = "fw_CANARY0123456789abcdef"
	bodies := []string{`{"a":1}`, "", "{\"a\":1}\n", "-- a marker --\n", `{"echo":"` + key + `"}`}
	n := 0
	rt := recording.RecordTo(roundTripper(func(req *http.Request) (*http.Response, error) {
		n++
		return response(req, 200, bodies[n-1]), nil
	}), log)
	for range bodies {
		req, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://h/v1/x", strings.NewReader("{}"))
		req.Header.Set("Authorization", "Bearer "+key)
		resp, err := rt.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
	}
	if err := log.Close(); err != nil || log.Len() != len(bodies) {
		t.Fatalf("%d exchanges, %v", log.Len(), err)
	}
	content := readFile(t, path)
	if strings.Contains(content, key) {
		t.Error("the recording holds the key")
	}
	exchanges, err := recording.Parse([]byte(content))
	if err != nil || len(exchanges) != len(bodies) {
		t.Fatalf("%d exchanges, %v", len(exchanges), err)
	}
	for i, want := range bodies[:4] {
		if got := string(exchanges[i].Body); got != want || string(exchanges[i].RequestBody) != "{}" {
			t.Errorf("exchange %d: body %q, request %q; want %q", i, got, exchanges[i].RequestBody, want)
		}
	}
}

func response(req *http.Request, status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Request: req, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
		Header: http.Header{"Content-Type": {"application/json"}},
	}
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
