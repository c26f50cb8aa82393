package conform

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

const contentType = "header/Content-Type"

// body is one body and what is said about it.
type body struct {
	op      *operation
	header  http.Header // nil: not captured, so not judged
	bytes   []byte
	content openapi3.Content // what the contract allows; empty: no body
	needed  bool             // an empty body is a violation
	partial bool             // a field mask was asked for, so `required` doesn't hold
}

// judgeBody judges from the outside in, and stops where what is further in can't be told.
func (c *Checker) judgeBody(f *findings, b body) {
	if int64(len(b.bytes)) > c.maxBody {
		f.add("", "size", "", fmt.Sprintf("the body is longer than %d bytes", c.maxBody))
		return
	}
	plain, ok := c.decode(f, b.header, b.bytes)
	if !ok {
		return
	}
	switch {
	case len(b.content) == 0:
		if len(plain) > 0 {
			f.add("", "body", "", "the contract has no body here")
		}
		return
	case len(plain) == 0:
		if b.needed {
			f.add("", "empty", "", "the contract has a body here")
		}
		return
	}
	media, ok := mediaType(f, b, plain)
	switch {
	case media != nil && !ok:
		f.unjudged = UnjudgedNotJSON
	case ok && media.Schema == nil:
		f.unjudged = UnjudgedNoSchema
	}
	if !ok || media.Schema == nil || c.passesFast(f, b, media, plain) || !strict(f, plain) {
		return
	}
	if tooMany(plain) {
		f.add("", "size", "", fmt.Sprintf("the body has more than %d JSON values", maxValues))
		return
	}
	var value any
	d := json.NewDecoder(bytes.NewReader(plain))
	d.UseNumber()
	if err := d.Decode(&value); err != nil {
		// Only what encoding/json can't hold gets here, such as a depth of 10,000.
		f.add("", "syntax", "", "the JSON can't be decoded")
		return
	}
	c.judgeSchema(f, b, media, value)
}

// judgeSchema holds a decoded body against its schema, and notes in the ledger what it has.
func (c *Checker) judgeSchema(f *findings, b body, media *openapi3.MediaType, value any) {
	c.faults(media.Schema.Value, value, f.side, func(found fault) bool {
		if b.partial && found.rule == "required" {
			return true
		}
		f.add(found.pointer, found.rule, found.value, found.message)
		return !f.moreViolations
	})
	judgeNumbers(f, value, nil)
	w := walker{findings: f, ledger: c.ledger}
	w.walk(b.op.shapes[media], value, nil)
	if f.side == Response && f.violated() {
		// The walk is repeated, since it is not known before its end whether the body conforms.
		again := walker{findings: &findings{side: f.side}, ledger: c.ledger.violating, unknown: maxWalked}
		again.walk(b.op.shapes[media], value, nil)
	}
}

// mediaType finds what the contract says about a body of this content type.
func mediaType(f *findings, b body, plain []byte) (*openapi3.MediaType, bool) {
	if b.header == nil {
		media := b.content.Get("application/json")
		return media, media != nil
	}
	values := b.header.Values("Content-Type")
	if len(values) == 0 {
		f.add(contentType, "content-type", "", "the content type is missing")
		return nil, false
	}
	announced := values[0]
	if media := b.content["application/json"]; media != nil && len(values) == 1 && announced == "application/json" {
		return media, true // what nearly everybody says needs no parsing
	}
	name, params, err := mime.ParseMediaType(announced)
	media := b.content.Get(name)
	switch {
	case len(values) > 1:
		f.add(contentType, "content-type", strings.Join(values, ", "), "more than one content type")
	case err == nil && media != nil && !isJSON(name):
		return media, false // the contract has it, but there is nothing to look into
	case media == nil && isHTML(name, plain):
		f.add(contentType, "content-type", announced, "an HTML page, not JSON")
	case err != nil:
		f.add(contentType, "content-type", announced, "not a media type")
	case media == nil:
		f.add(contentType, "content-type", announced, "the contract does not have this media type here")
	case params["charset"] != "" && !strings.EqualFold(params["charset"], "utf-8"):
		f.add(contentType, "content-type", announced, "JSON is written in UTF-8")
	default:
		return media, true
	}
	return nil, false
}

func isJSON(mediaType string) bool {
	return mediaType == "application/json" || strings.HasSuffix(mediaType, "+json")
}

func isHTML(mediaType string, plain []byte) bool {
	return mediaType == "text/html" || http.DetectContentType(plain) == "text/html; charset=utf-8"
}
