package redact

import (
	"bytes"
	"encoding/json"
)

// JSON returns b as a sink may show it: the values of secret fields and the secrets in
// other strings are masked, every other byte stays as it was. Malformed or cut JSON is
// masked as far as it can be read, and never makes it fail.
func JSON(b []byte) []byte {
	return splice(b, Field)
}

// Data returns b as its owner may see it on stdout: keys, credentials and signed links
// are masked, personal data is not. Every other byte stays as it was.
func Data(b []byte) []byte {
	return splice(b, func(name, value string) string {
		k := kindOf(name)
		if k == personal {
			k = open
		}
		return mask(k, value, keys)
	})
}

// splice copies b and puts the result of field in the place of each string, and of each
// number under a name that is secret. It is a tokenizer, not a parser: a value belongs to
// the last key before it, and all that is inside a secret value belongs to that secret.
func splice(b []byte, field func(name, value string) string) []byte {
	var out bytes.Buffer
	out.Grow(len(b))
	var name, secret string
	depth, secretDepth := 0, 0
	for i := 0; i < len(b); {
		switch c := b[i]; {
		case c == '"':
			end := stringEnd(b, i)
			token, text := b[i:end], unquote(b[i:end])
			i = end
			if isKey(b, end) {
				name = text
				out.Write(token)
				continue
			}
			out.Write(replace(token, text, field, name, secret))
		case c == '{' || c == '[':
			depth++
			if secret == "" && kindOf(name) != open {
				secret, secretDepth = name, depth
			}
			out.WriteByte(c)
			i++
		case c == '}' || c == ']':
			if depth == secretDepth {
				secret, secretDepth = "", 0
			}
			depth--
			name = ""
			out.WriteByte(c)
			i++
		case c == '-' || '0' <= c && c <= '9':
			end := i + 1
			for end < len(b) && bytes.IndexByte([]byte("0123456789+-.eE"), b[end]) >= 0 {
				end++
			}
			token := b[i:end]
			i = end
			if secret != "" || kindOf(name) != open {
				token = replace(token, string(token), field, name, secret)
			}
			out.Write(token)
		default:
			out.WriteByte(c)
			i++
		}
	}
	return out.Bytes()
}

// replace returns token, or the quoted replacement of its text where that differs.
func replace(token []byte, text string, field func(string, string) string, name, secret string) []byte {
	if secret != "" {
		name = secret
	}
	masked := field(name, text)
	if masked == text {
		return token
	}
	return quote(masked)
}

// stringEnd returns the index after the string that starts at i, or the end of b when it
// is never closed.
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

func isKey(b []byte, i int) bool {
	rest := bytes.TrimLeft(b[i:], " \t\r\n")
	return len(rest) > 0 && rest[0] == ':'
}

// unquote returns the text of a string token, and the token without its quotes when it
// is not valid JSON: a secret in a malformed body is a secret still.
func unquote(token []byte) string {
	var s string
	if json.Unmarshal(token, &s) == nil {
		return s
	}
	return string(bytes.Trim(token, `"`))
}

func quote(s string) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return []byte(`"` + Mask + `"`)
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}
