package recording

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/fireworks-sftj/sdk/internal/redact"
)

// maxPlain is how much of a compressed body is read, in bytes: 50 MiB, as a client does.
const maxPlain = 50 << 20

// Recorder is an http.RoundTripper that keeps what passes. It is safe for use by many
// goroutines.
type Recorder struct {
	next http.RoundTripper
	key  string
	log  *Log // where exchanges go; nil: into kept
	mu   sync.Mutex
	kept []Exchange
}

// Record puts a Recorder before next. The key is the one that requests carry; it is masked
// wherever it turns up.
func Record(next http.RoundTripper, key string) *Recorder { return &Recorder{next: next, key: key} }

// RecordTo puts a Recorder before next that writes to a log and keeps nothing in memory.
// It knows no key of its own: the key that a request carries is masked in its exchange.
func RecordTo(next http.RoundTripper, log *Log) *Recorder { return &Recorder{next: next, log: log} }

// secret is the key to mask in the exchange of a request.
func (r *Recorder) secret(h http.Header) string {
	if r.key != "" {
		return r.key
	}
	_, key, _ := strings.Cut(h.Get("Authorization"), " ")
	if key == "" {
		key = h.Get("X-Api-Key")
	}
	return key
}

// RoundTrip implements http.RoundTripper. What fails without an answer, breaks off, or is
// encoded in a way that can't be read, is not kept.
func (r *Recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	key := r.secret(req.Header)
	x, err := asked(req, key)
	if err != nil {
		return nil, err
	}
	resp, err := r.next.RoundTrip(req)
	if err != nil {
		return resp, err
	}
	body, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	resp.Body = io.NopCloser(bytes.NewReader(body))
	if err != nil {
		resp.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), broken{err}))
		return resp, nil
	}
	x.Status, x.ResponseHeader = resp.StatusCode, maskedHeader(resp.Header, key)
	if x.Body, err = recoded(body, resp.Header.Get("Content-Encoding"), key); err != nil {
		return resp, nil // what can't be read can't be masked, and so is not kept
	}
	if r.log != nil {
		r.log.Add(x)
		return resp, nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.kept = append(r.kept, x)
	return resp, nil
}

// Exchanges returns what was kept so far, in the order of the answers.
func (r *Recorder) Exchanges() []Exchange {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]Exchange(nil), r.kept...)
}

func maskedHeader(h http.Header, key string) http.Header {
	out := redact.Header(h)
	for _, values := range out {
		for i, v := range values {
			values[i] = redact.Text(v, key)
		}
	}
	return out
}

// broken is the rest of a body that broke off.
type broken struct{ error }

func (b broken) Read([]byte) (int, error) { return 0, b.error }

// asked is the half of an exchange that the request is, masked. The body can be read again.
func asked(req *http.Request, key string) (Exchange, error) {
	x := Exchange{
		Method: req.Method, Target: redact.Text(req.URL.RequestURI(), key),
		Key: keyOf(req.Header, key), Header: redact.Header(req.Header),
	}
	for _, name := range []string{"Authorization", "Accept", "User-Agent", "Idempotency-Key"} {
		x.Header.Del(name)
	}
	if req.Body == nil || req.Body == http.NoBody {
		return x, nil
	}
	body, err := io.ReadAll(req.Body)
	req.Body.Close()
	if err != nil {
		return x, err
	}
	req.Body = io.NopCloser(bytes.NewReader(body))
	x.RequestBody = masked(body, key)
	return x, nil
}

// masked masks a body as a sink may show it. One without a secret stays byte by byte.
func masked(body []byte, key string) []byte {
	return []byte(redact.Text(string(redact.JSON(body)), key))
}

// recoded masks a body behind its content encoding.
func recoded(body []byte, encoding, key string) ([]byte, error) {
	switch strings.ToLower(encoding) {
	case "", "identity":
		return masked(body, key), nil
	case "gzip":
	default:
		return nil, errors.New("unknown content encoding")
	}
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	plain, err := io.ReadAll(io.LimitReader(z, maxPlain))
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, err = w.Write(masked(plain, key))
	err = errors.Join(err, w.Close())
	return out.Bytes(), err
}

// keyOf says which key a request carries. What is nearly the key is as secret as the key.
func keyOf(h http.Header, key string) string {
	scheme, sent, _ := strings.Cut(h.Get("Authorization"), " ")
	switch {
	case len(h.Values("Authorization")) == 0:
		return ""
	case sent == "":
		return scheme + " without a key"
	case sent == key:
		return scheme + " with the key"
	case strings.EqualFold(sent, key):
		return scheme + " with the key in another case"
	case strings.HasPrefix(sent, key):
		return scheme + " with a longer key"
	case strings.HasPrefix(key, sent):
		return scheme + " with a shorter key"
	}
	return scheme + " with another key"
}
