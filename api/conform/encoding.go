package conform

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

const contentEncoding = "header/Content-Encoding"

// decode takes off the content encoding, for the check only. It returns false when the
// body can't be looked into, and says why.
func (c *Checker) decode(f *findings, header http.Header, raw []byte) ([]byte, bool) {
	announced := strings.Join(header.Values("Content-Encoding"), ", ")
	zipped := bytes.HasPrefix(raw, []byte{0x1f, 0x8b})
	switch coding := strings.ToLower(strings.TrimSpace(announced)); {
	case len(raw) == 0:
		return raw, true // nothing to take off: an answer to HEAD is like that
	case coding == "gzip" || coding == "x-gzip":
		return c.gunzip(f, raw)
	case coding != "" && coding != "identity":
		f.add(contentEncoding, "content-encoding", announced, "the encoding is not known")
		return nil, false
	case zipped && header != nil:
		f.add(contentEncoding, "content-encoding", announced, "the body is gzip, and nothing says so")
		return nil, false
	}
	return raw, true
}

func (c *Checker) gunzip(f *findings, raw []byte) ([]byte, bool) {
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		f.add(contentEncoding, "content-encoding", "gzip", "the body is not gzip")
		return nil, false
	}
	// One byte more than the limit tells that there is more; a bomb is not unpacked.
	plain, err := io.ReadAll(io.LimitReader(z, c.maxBody+1))
	switch {
	case int64(len(plain)) > c.maxBody:
		f.add("", "size", "", fmt.Sprintf("the decoded body is longer than %d bytes", c.maxBody))
	case errors.Is(err, io.ErrUnexpectedEOF):
		f.add("", "truncated", "", "the gzip stream stops short")
	case err != nil:
		f.add(contentEncoding, "content-encoding", "gzip", "the gzip stream is damaged")
	default:
		return plain, true
	}
	return nil, false
}
