package contract_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/internal/recording"
)

// canaries are secrets of every kind; none may get into a recording.
var canaries = []string{"CANARYKEY", "CANARYWANDB", "CANARYSIGNATURE", "canary.ada", "CANARYCOOKIE", "CANARYSECRET"}

const canaryJob = `{"name":"accounts/acme/supervisedFineTuningJobs/a","dataset":"d","createdBy":"canary.ada@example.com",
	"wandbConfig":{"apiKey":"CANARYWANDB"},"awsS3Config":{"credentialsSecret":"accounts/acme/secrets/CANARYSECRET"},
	"metricsFileSignedUrl":"https://storage.example.com/CANARYSIGNATURE?X-Signature=CANARYSIGNATURE",
	"status":{"message":"the key fw_CANARYKEY of canary.ada@example.com is bad"},"unknown":"https://h.example.com/x?sig=CANARYSIGNATURE"}`

// TestNoSecretEntersARecording plants secrets wherever an answer and a request can have one.
func TestNoSecretEntersARecording(t *testing.T) {
	leaky := roundTripper(func(req *http.Request) (*http.Response, error) {
		header := http.Header{"Content-Type": {"application/json"}, "Set-Cookie": {"session=CANARYCOOKIE"}, "X-Echo": {req.Header.Get("Authorization")}}
		body := []byte(canaryJob)
		if strings.Contains(req.Header.Get("Accept-Encoding"), "gzip") {
			var b bytes.Buffer
			z := gzip.NewWriter(&b)
			_, _ = z.Write(body) // to memory
			_ = z.Close()
			body = b.Bytes()
			header.Set("Content-Encoding", "gzip")
		}
		return &http.Response{StatusCode: http.StatusOK, Header: header, Body: io.NopCloser(bytes.NewReader(body)), Request: req}, nil
	})
	rec := recording.Record(leaky, "fw_CANARYKEY")
	for _, encoding := range []string{"identity", "gzip", "br"} {
		req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, "https://api.example.com"+jobs+"?pageToken=t&owner=canary.ada@example.com&k=fw_CANARYKEY", strings.NewReader(canaryJob))
		if err != nil {
			t.Fatal(err)
		}
		req.Header = http.Header{"Authorization": {"Bearer fw_CANARYKEY"}, "X-Api-Key": {"fw_CANARYKEY"}, "Cookie": {"a=CANARYCOOKIE"}, "Accept-Encoding": {encoding}}
		resp, err := rec.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
	}
	exchanges := rec.Exchanges()
	if len(exchanges) != 3 {
		t.Fatalf("%d exchanges were kept", len(exchanges))
	}
	texts := []string{string(recording.Format("", exchanges))}
	for _, x := range exchanges {
		if x.ResponseHeader.Get("Content-Encoding") != "gzip" {
			continue
		}
		z, err := gzip.NewReader(bytes.NewReader(x.Body))
		if err != nil {
			t.Fatal(err)
		}
		plain, err := io.ReadAll(z)
		if err != nil || !bytes.Contains(plain, []byte(`"dataset":"d"`)) {
			t.Fatal(err, string(plain))
		}
		texts = append(texts, string(plain))
	}
	for _, text := range texts {
		for _, canary := range canaries {
			if strings.Contains(text, canary) {
				t.Errorf("%s is in\n%s", canary, text)
			}
		}
	}
}

// roundTripper is a function as an http.RoundTripper.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }
