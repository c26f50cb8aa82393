package emulator

import (
	"bytes"
	"encoding/json"
	"mime"
	"strconv"
	"strings"
	"unicode/utf8"
)

// judgeBody refuses what is not one JSON object, before anything is decoded: the answer to
// a later read gives unknown fields back byte for byte, so bytes that are not strictly
// JSON must not get in.
func (e *Emulator) judgeBody(operation, contentType string, body []byte) *failure {
	if operation != opCreate && operation != opResume && operation != opCancel {
		return nil
	}
	if most := e.maxBody(); int64(len(body)) > most {
		return invalid("the body is larger than %d bytes", most)
	}
	body = bytes.Trim(body, " \t\r\n") // what JSON calls white space; Unicode has more
	if len(body) == 0 {
		if operation == opCreate || operation == opResume && e.quirks.bodyRequired {
			return invalid("a body is required")
		}
		return nil
	}
	if string(body) == "{}" && contentType == "application/json" {
		return nil // what every client sends needs no parsing
	}
	media, _, err := mime.ParseMediaType(contentType)
	isJSON := media == "application/json" || strings.HasSuffix(media, "+json")
	switch {
	case e.quirks.contentTypeRequired && contentType != "" && (err != nil || !isJSON):
		return invalid("the content type is not application/json")
	case !utf8.Valid(body) || !json.Valid(body):
		return invalid("the body is not JSON")
	case body[0] != '{':
		return invalid("the body is not an object")
	case !pairedSurrogates(body):
		return invalid("the body has half a character")
	}
	if name, twice := duplicateName(body); twice {
		return invalid("the body has %q twice in an object", name)
	}
	return nil
}

// duplicateName finds a name that stands twice in one object of valid JSON.
func duplicateName(body []byte) (name string, found bool) {
	type level struct {
		names map[string]bool // nil in an array
		value bool            // the next token is a value, not a name
	}
	var stack []level
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	for {
		token, err := dec.Token()
		if err != nil {
			return "", false
		}
		if d, ok := token.(json.Delim); ok && (d == '}' || d == ']') {
			stack = stack[:len(stack)-1]
			continue
		}
		if n := len(stack); n > 0 && stack[n-1].names != nil {
			top := &stack[n-1]
			if s, isName := token.(string); isName && !top.value {
				if top.names[s] {
					return s, true
				}
				top.names[s], top.value = true, true
				continue
			}
			top.value = false
		}
		switch token {
		case json.Delim('{'):
			stack = append(stack, level{names: make(map[string]bool)})
		case json.Delim('['):
			stack = append(stack, level{})
		}
	}
}

// pairedSurrogates reports whether every \uD8xx in valid JSON is followed by its other half.
func pairedSurrogates(body []byte) bool {
	unit := func(i int) uint64 { // the \uXXXX at i, or 0
		if i+6 > len(body) || body[i] != '\\' || body[i+1] != 'u' {
			return 0
		}
		u, _ := strconv.ParseUint(string(body[i+2:i+6]), 16, 16)
		return u
	}
	for i := 0; i < len(body); i++ {
		if body[i] != '\\' {
			continue
		}
		switch u := unit(i); {
		case 0xD800 <= u && u < 0xDC00:
			if next := unit(i + 6); next < 0xDC00 || next > 0xDFFF {
				return false
			}
			i += 11
		case 0xDC00 <= u && u <= 0xDFFF:
			return false
		default:
			i++ // what is escaped starts nothing
		}
	}
	return true
}
