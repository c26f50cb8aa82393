// Package recording keeps HTTP exchanges without their secrets: a recording is a txtar
// archive with two files for each exchange, the request and the response as HTTP/1.1 writes
// them. A [Recorder] makes one while a client works, a [Replay] answers from one.
//
// What a sink must not see is masked before it is kept, by internal/redact. Of the key there
// is only how it relates to the one of the recorder: that is enough to tell the requests apart
// that a replay is asked.
package recording

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/tools/txtar"
)

// Exchange is a request and its response, masked.
type Exchange struct {
	Method string
	Target string // path and query, escaped
	// Key says which key went along, in one of the words of [keyOf].
	Key         string
	Header      http.Header // of the request, but for what every request has
	RequestBody []byte

	Status         int
	ResponseHeader http.Header
	Body           []byte
}

// keyHeader stands for Authorization in the archive, and plainHeader says how a body is written
// that a text file can't hold.
const (
	keyHeader   = "Recorded-Key"
	plainHeader = "Recorded-Body"
)

// Format writes exchanges as an archive, below a comment that says what they are of.
func Format(comment string, exchanges []Exchange) []byte {
	a := &txtar.Archive{Comment: []byte(strings.TrimSpace(comment) + "\n\n")}
	for i, x := range exchanges {
		a.Files = append(a.Files, x.files(i+1)...)
	}
	return txtar.Format(a)
}

// message writes one half of an exchange. The length is announced, so that a line break that
// ends the file is none of the body's.
func message(first string, header http.Header, body []byte) []byte {
	header = header.Clone()
	if header == nil {
		header = make(http.Header)
	}
	header.Del("Transfer-Encoding")
	header.Del("Content-Length")
	if !utf8.Valid(body) || bytes.HasPrefix(body, []byte("-- ")) || bytes.Contains(body, []byte("\n-- ")) {
		header.Set(plainHeader, "base64")
		body = []byte(base64.StdEncoding.EncodeToString(body))
	}
	if len(body) > 0 {
		header.Set("Content-Length", strconv.Itoa(len(body)))
	}
	var b bytes.Buffer
	b.WriteString(first + "\n")
	for _, name := range slices.Sorted(maps.Keys(header)) {
		for _, v := range header[name] {
			fmt.Fprintf(&b, "%s: %s\n", name, strings.NewReplacer("\r", " ", "\n", " ").Replace(v))
		}
	}
	b.WriteString("\n")
	b.Write(body)
	return b.Bytes()
}

// Parse reads an archive that Format wrote, or a person in the same form.
//
// Errors: a file that is no half of an exchange, with its name; an archive without any.
func Parse(archive []byte) ([]Exchange, error) {
	a := txtar.Parse(archive)
	var all []Exchange
	for i := 0; i+1 < len(a.Files); i += 2 {
		x, err := parse(a.Files[i], a.Files[i+1])
		if err != nil {
			return nil, err
		}
		all = append(all, x)
	}
	if len(all) == 0 || len(a.Files)%2 != 0 {
		return nil, fmt.Errorf("recording: %d files, which are no pairs of a request and its response", len(a.Files))
	}
	return all, nil
}

func parse(request, response txtar.File) (x Exchange, err error) {
	req, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(request.Data)))
	if err != nil {
		return x, fmt.Errorf("recording: %s is not a request: %w", request.Name, err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(response.Data)), req)
	if err != nil {
		return x, fmt.Errorf("recording: %s is not a response: %w", response.Name, err)
	}
	defer resp.Body.Close()
	x = Exchange{Method: req.Method, Target: req.RequestURI, Key: req.Header.Get(keyHeader), Status: resp.StatusCode}
	req.Header.Del(keyHeader)
	if x.RequestBody, x.Header, err = plain(req.Body, req.Header); err != nil {
		return x, fmt.Errorf("recording: %s: %w", request.Name, err)
	}
	if resp.ContentLength < 0 { // no body was announced, so there is none
		resp.Body = http.NoBody
	}
	if x.Body, x.ResponseHeader, err = plain(resp.Body, resp.Header); err != nil {
		return x, fmt.Errorf("recording: %s: %w", response.Name, err)
	}
	return x, nil
}

// plain reads a body and takes from the header what only the archive needs.
func plain(body io.Reader, header http.Header) ([]byte, http.Header, error) {
	b, err := io.ReadAll(body)
	if err == nil && header.Get(plainHeader) == "base64" {
		b, err = base64.StdEncoding.DecodeString(string(b))
	}
	header.Del(plainHeader)
	header.Del("Content-Length")
	return b, header, err
}
