package conform

import (
	"bytes"
	"errors"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// strict reports what is wrong with the bytes of a JSON text before anybody asks what it
// means. It returns false when the text can't be relied on; a duplicate key is reported,
// but what is around it still says something.
//
// jsontext is used because encoding/json lets all of this pass.
func strict(f *findings, text []byte) bool {
	for _, bom := range [][]byte{{0xef, 0xbb, 0xbf}, {0xfe, 0xff}, {0xff, 0xfe}} {
		if bytes.HasPrefix(text, bom) {
			f.add("", "bom", "", "the text begins with a byte order mark")
			return false
		}
	}
	rest, err := read(text)
	if errors.Is(err, jsontext.ErrDuplicateName) {
		duplicates(f, text)
		rest, err = read(text, jsontext.AllowDuplicateNames(true))
	}
	if err == nil {
		if len(bytes.Trim(rest, whiteSpace)) > 0 {
			f.add("", "trailing-bytes", "", "something follows the JSON value")
			return false
		}
		return true
	}
	var at string
	if where, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		at = string(where.JSONPointer)
	}
	_, lax := read(text, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	switch {
	case errors.Is(err, io.EOF):
		f.add("", "empty", "", "there is only white space")
	case errors.Is(err, io.ErrUnexpectedEOF):
		f.add(at, "truncated", "", "the JSON text stops short")
	case lax == nil:
		f.add(at, "utf8", "", "not Unicode text")
	case isHTML("", text):
		f.add(at, "syntax", "", "an HTML page, not JSON")
	default:
		f.add(at, "syntax", "", "not JSON")
	}
	return false
}

// whiteSpace is all that there is in JSON. Unicode has more.
const whiteSpace = " \t\r\n"

// read reads one value and returns what follows it.
func read(text []byte, opts ...jsontext.Options) (rest []byte, err error) {
	d := jsontext.NewDecoder(bytes.NewBuffer(text), opts...)
	if _, err := d.ReadValue(); err != nil {
		return nil, err
	}
	return text[d.InputOffset():], nil
}

// duplicates reports every member whose name its object already has. It is only run when
// there is one: it costs a set of names for each object.
func duplicates(f *findings, text []byte) {
	d := jsontext.NewDecoder(bytes.NewBuffer(text), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	var open []map[string]bool // the names of each open object, nil for an array
	for {
		t, err := d.ReadToken()
		if err != nil {
			return // the end, or a fault that strict reports
		}
		switch t.Kind() {
		case '{':
			open = append(open, make(map[string]bool))
		case '[':
			open = append(open, nil)
		case '}', ']':
			open = open[:len(open)-1]
		case '"':
			// An odd number of tokens in an object: the last one was a name.
			if kind, n := d.StackIndex(d.StackDepth()); kind != '{' || n%2 == 0 {
				continue
			}
			names := open[len(open)-1]
			if names[t.String()] {
				f.add(string(d.StackPointer()), "duplicate-key", "", "the object has this name twice")
			}
			names[t.String()] = true
		}
		if len(open) == 0 || f.moreViolations {
			return // the value is complete
		}
	}
}
