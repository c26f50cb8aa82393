package contract

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/fireworks-sftj/sdk/api/conform"
)

// stripUnknownFields removes the fields that the contract does not define. They are reported
// as drift and must not influence other checks.
func stripUnknownFields(body []byte, drift []conform.Drift) []byte {
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

// fieldHider copies a body for a report and leaves out the values of fields that the
// contract does not define: such a field may hold a secret, and no list of names or shapes
// knows all secrets. Names and types stay. It is a tokenizer, not a parser, because a body
// that is shown is often one that cannot be parsed.
type fieldHider struct {
	// known has the names of all properties of the contract, at whatever place.
	known map[string]bool
	// unknown has the pointers of fields that have a known name at the wrong place, wrong
	// those of values of the wrong type: what an object has in the place of a string is
	// none of the contract's fields.
	unknown, wrong map[string]bool

	// cut marks a body of which the guard listed only a part of what is unknown or wrong:
	// then no value is shown.
	cut bool

	out  bytes.Buffer
	path []hiderFrame
}

// hiderFrame is an object or an array that the tokenizer is in.
type hiderFrame struct {
	array bool
	index int
	name  string // of the member whose value comes next
	free  bool   // the members are of no schema: the details of an error
}

// hideUnknownFields returns body with the values of unknown fields replaced by their types.
func (r *run) hideUnknownFields(body []byte, found conform.Result) []byte {
	h := fieldHider{known: map[string]bool{"@type": true}, unknown: make(map[string]bool), wrong: make(map[string]bool)}
	for _, p := range r.guard.Ledger().Report().Properties {
		h.known[p.Name] = true
	}
	for _, d := range found.Drift {
		if d.Side == conform.Response && d.Kind == conform.DriftField {
			h.unknown[d.Pointer] = true
		}
	}
	for _, v := range found.Violations {
		if v.Side == conform.Response && v.Rule == "type" {
			h.wrong[v.Pointer] = true
		}
	}
	h.cut = found.MoreDrift || found.MoreViolations
	h.copy(body)
	return h.out.Bytes()
}

func (h *fieldHider) copy(b []byte) {
	for i := 0; i < len(b); {
		c := b[i]
		end := i + 1
		switch {
		case c == '"':
			end = stringEnd(b, i)
			if isName(b, end) {
				h.setName(b[i:end])
				break
			}
			end = h.value(b, i, end, "string")
			i = end
			continue
		case c == '{' || c == '[':
			if h.hidden() || h.wrong[h.pointer()] {
				i = h.hide(containerEnd(b, i), map[byte]string{'{': "object", '[': "array"}[c])
				continue
			}
			h.push(c == '[')
		case c == '}' || c == ']':
			h.pop()
		case c == ',':
			h.next()
		case c == '-' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
			for end < len(b) && bytes.IndexByte([]byte(" \t\r\n,:{}[]\""), b[end]) < 0 {
				end++
			}
			i = h.value(b, i, end, literalType(b[i:end]))
			continue
		}
		h.out.Write(b[i:end])
		i = end
	}
}

// hide writes the type of a value, and returns where the value ends.
func (h *fieldHider) hide(to int, kind string) int {
	h.out.WriteString(`"(` + kind + `, not shown)"`)
	return to
}

// value writes one value, or its type where it is hidden, and returns where it ends.
func (h *fieldHider) value(b []byte, from, to int, kind string) int {
	if h.cut || h.hidden() {
		return h.hide(to, kind)
	}
	h.out.Write(b[from:to])
	return to
}

// hidden reports whether the value that comes next is that of an unknown field.
func (h *fieldHider) hidden() bool {
	if len(h.path) == 0 {
		return false
	}
	at := h.path[len(h.path)-1]
	if at.array {
		return false // the array itself is shown
	}
	if at.name == "" {
		return false
	}
	return !h.known[at.name] || at.free && at.name != "@type" || h.unknown[h.pointer()]
}

// pointer is the JSON pointer of the value that comes next.
func (h *fieldHider) pointer() string {
	var b strings.Builder
	for _, f := range h.path {
		b.WriteByte('/')
		if f.array {
			b.WriteString(strconv.Itoa(f.index))
		} else {
			b.WriteString(strings.NewReplacer("~", "~0", "/", "~1").Replace(f.name))
		}
	}
	return b.String()
}

func (h *fieldHider) push(array bool) {
	f := hiderFrame{array: array}
	if n := len(h.path); n > 0 {
		f.free = h.path[n-1].free || h.path[n-1].name == "details"
	}
	h.path = append(h.path, f)
}

func (h *fieldHider) pop() {
	if n := len(h.path); n > 0 {
		h.path = h.path[:n-1]
	}
}

// next goes on to the next item or member.
func (h *fieldHider) next() {
	if n := len(h.path); n > 0 {
		h.path[n-1].index++
		h.path[n-1].name = ""
	}
}

// setName takes the name of a member. Outside of an object, which only a malformed body has,
// an object is taken to have begun.
func (h *fieldHider) setName(token []byte) {
	if n := len(h.path); n == 0 || h.path[n-1].array {
		h.push(false)
	}
	var name string
	if json.Unmarshal(token, &name) != nil || name == "" {
		name = string(token)
	}
	h.path[len(h.path)-1].name = name
}

// stringEnd is the index behind the string that starts at i: the end of b for one that is
// never closed.
func stringEnd(b []byte, i int) int {
	for j := i + 1; j < len(b); j++ {
		switch b[j] {
		case '\\':
			j++
		case '"':
			return j + 1
		}
	}
	return len(b)
}

// containerEnd is the index behind the object or array that starts at i.
func containerEnd(b []byte, i int) int {
	depth := 0
	for j := i; j < len(b); j++ {
		switch b[j] {
		case '"':
			j = stringEnd(b, j) - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return j + 1
			}
		}
	}
	return len(b)
}

// isName reports whether a colon follows: then the string before it is a name.
func isName(b []byte, i int) bool {
	rest := bytes.TrimLeft(b[i:], " \t\r\n")
	return len(rest) > 0 && rest[0] == ':'
}

func literalType(token []byte) string {
	switch string(token) {
	case "true", "false":
		return "boolean"
	case "null":
		return "null"
	}
	if c := token[0]; c == '-' || c >= '0' && c <= '9' {
		return "number"
	}
	return "text"
}
