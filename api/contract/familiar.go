package contract

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/fireworks-sftj/sdk/api/conform"
)

// familiar is a body without the fields that the contract does not know: that they are there is
// drift, and what they do is nobody's to judge.
func familiar(body []byte, drift []conform.Drift) []byte {
	var doc any
	for _, d := range drift {
		if d.Side != conform.Response || d.Kind != conform.DriftField {
			continue
		}
		if doc == nil {
			dec := json.NewDecoder(bytes.NewReader(body))
			dec.UseNumber() // numbers stay as they are written
			if dec.Decode(&doc) != nil {
				return body
			}
		}
		remove(doc, strings.Split(strings.TrimPrefix(d.Pointer, "/"), "/"))
	}
	if doc == nil {
		return body
	}
	out, err := json.Marshal(doc)
	if err != nil {
		return body
	}
	return out
}

// remove takes the member at a JSON pointer out of a document.
func remove(doc any, path []string) {
	name := strings.NewReplacer("~1", "/", "~0", "~").Replace(path[0])
	switch v := doc.(type) {
	case map[string]any:
		if len(path) == 1 {
			delete(v, name)
		} else {
			remove(v[name], path[1:])
		}
	case []any:
		if i, err := strconv.Atoi(name); err == nil && i >= 0 && i < len(v) && len(path) > 1 {
			remove(v[i], path[1:])
		}
	}
}
