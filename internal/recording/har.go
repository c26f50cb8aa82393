package recording

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// HAR is what a HAR file holds: the exchanges that can be judged, and how many entries
// cannot.
type HAR struct {
	Entries []HAREntry
	// Unanswered counts the entries without a response: aborted, blocked or from a cache
	// that the exporter left out.
	Unanswered int
	// Bodiless counts the entries whose response body the exporter did not keep although
	// the response had one. Nothing can be said about such a body.
	Bodiless int
}

// HAREntry is one exchange of a HAR file.
type HAREntry struct {
	Exchange
	// Index is the place of the entry in log.entries, from 0.
	Index int
	// URL is the URL of the request, masked by nothing: do not print it.
	URL *url.URL
}

// harFile is the part of HAR 1.2 that is read (http://www.softwareishard.com/blog/har-12-spec/).
type harFile struct {
	Log *struct {
		Entries []harEntry `json:"entries"`
	} `json:"log"`
}

type harEntry struct {
	Request struct {
		Method   string      `json:"method"`
		URL      string      `json:"url"`
		Headers  []harHeader `json:"headers"`
		PostData *struct {
			MimeType string `json:"mimeType"`
			Text     string `json:"text"`
			Encoding string `json:"encoding"`
		} `json:"postData"`
	} `json:"request"`
	Response struct {
		Status  int         `json:"status"`
		Headers []harHeader `json:"headers"`
		Content struct {
			Size     int64   `json:"size"`
			MimeType string  `json:"mimeType"`
			Text     *string `json:"text"`
			Encoding string  `json:"encoding"`
		} `json:"content"`
	} `json:"response"`
}

type harHeader struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// errNotHAR is wrapped by what ParseHAR returns for JSON that is something else.
var errNotHAR = errors.New("not a HAR file: log.entries is missing")

// IsHAR reports whether a file looks like a HAR file: a JSON object with log.entries.
func IsHAR(file []byte) bool {
	var har struct {
		Log *struct {
			Entries *[]json.RawMessage `json:"entries"`
		} `json:"log"`
	}
	return json.Unmarshal(trimBOM(file), &har) == nil && har.Log != nil && har.Log.Entries != nil
}

// trimBOM drops a byte order mark, which some exporters write.
func trimBOM(file []byte) []byte {
	return []byte(strings.TrimPrefix(string(file), "\ufeff"))
}

// ParseHAR reads a HAR file as browsers and proxies export it.
//
// Exporters keep bodies decoded, so Content-Encoding, Content-Length and Transfer-Encoding
// are dropped from the headers: they no longer describe the body. Pseudo headers of HTTP/2
// (":path") are dropped too.
//
// Errors: a file that is not JSON or has no log.entries; an entry whose URL or base64 body
// cannot be read, with its index.
func ParseHAR(file []byte) (HAR, error) {
	var har harFile
	var out HAR
	if err := json.Unmarshal(trimBOM(file), &har); err != nil {
		return out, fmt.Errorf("not a HAR file: %w", err)
	}
	if har.Log == nil {
		return out, errNotHAR
	}
	for i, e := range har.Log.Entries {
		if e.Response.Status == 0 {
			out.Unanswered++
			continue
		}
		entry, err := e.exchange()
		if err != nil {
			return out, fmt.Errorf("log.entries[%d]: %w", i, err)
		}
		if e.Response.Content.Text == nil && e.Response.Content.Size > 0 {
			out.Bodiless++
			continue
		}
		entry.Index = i
		out.Entries = append(out.Entries, entry)
	}
	return out, nil
}

func (e harEntry) exchange() (HAREntry, error) {
	u, err := url.Parse(e.Request.URL)
	if err != nil || u.Host == "" {
		return HAREntry{}, errors.New("request.url is not an absolute URL")
	}
	entry := HAREntry{URL: u, Exchange: Exchange{
		Method: e.Request.Method, Target: u.RequestURI(), Header: harHeaders(e.Request.Headers),
		Status: e.Response.Status, ResponseHeader: harHeaders(e.Response.Headers),
	}}
	if post := e.Request.PostData; post != nil {
		if entry.RequestBody, err = harBody(post.Text, post.Encoding); err != nil {
			return entry, fmt.Errorf("request.postData: %w", err)
		}
		setDefault(entry.Header, "Content-Type", post.MimeType)
	}
	if text := e.Response.Content.Text; text != nil {
		if entry.Body, err = harBody(*text, e.Response.Content.Encoding); err != nil {
			return entry, fmt.Errorf("response.content: %w", err)
		}
		setDefault(entry.ResponseHeader, "Content-Type", e.Response.Content.MimeType)
	}
	return entry, nil
}

func setDefault(h http.Header, name, value string) {
	if h.Get(name) == "" && value != "" {
		h.Set(name, value)
	}
}

func harBody(text, encoding string) ([]byte, error) {
	if !strings.EqualFold(encoding, "base64") {
		return []byte(text), nil
	}
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, errors.New("the text is not base64")
	}
	return b, nil
}

func harHeaders(list []harHeader) http.Header {
	h := make(http.Header, len(list))
	for _, x := range list {
		if !strings.HasPrefix(x.Name, ":") {
			h.Add(x.Name, x.Value)
		}
	}
	for _, name := range []string{"Content-Encoding", "Content-Length", "Transfer-Encoding"} {
		h.Del(name)
	}
	return h
}
