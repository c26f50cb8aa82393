package redact

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
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

// holdsSecrets reports whether a field is a message with credentials in it.
func holdsSecrets(field string) bool {
	return field == "wandbConfig" || field == "awsS3Config" || field == "azureBlobStorageConfig"
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
			of := name
			if holdsSecrets(name) { // a plain value in the place of the message: it may be what the message holds
				of = "apiKey"
			}
			out.Write(replace(token, text, field, of, secret))
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
			if of := cmp.Or(secret, name); kindOf(of) != open {
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

// replace returns token with the secrets in its text masked. All bytes around a mask are as
// they were: an escaped control character is not written out.
func replace(token []byte, text string, field func(string, string) string, name, secret string) []byte {
	if secret != "" {
		name = secret
	}
	masked := field(name, text)
	if masked == text {
		return token
	}
	if spliced, ok := maskToken(token, text, masked); ok {
		return spliced
	}
	return quote(masked)
}

// maskToken puts masks into a string token where they are in its masked text. It reports
// false if the rest of the masked text is not the rest of the text.
func maskToken(token []byte, text, masked string) ([]byte, bool) {
	at, ok := offsets(token, text)
	if !ok {
		return nil, false
	}
	parts := strings.Split(masked, Mask)
	out := []byte{'"'}
	from := 0 // in text
	for i, part := range parts {
		start := strings.Index(text[from:], part)
		switch {
		case i == 0 && !strings.HasPrefix(text, part), start < 0:
			return nil, false
		case i == 0:
			start = 0
		case i == len(parts)-1:
			start = len(text) - len(part) // the end, not an earlier place of the same text
			if start < from || text[start:] != part {
				return nil, false
			}
		default:
			start += from
		}
		if i > 0 {
			out = append(out, Mask...)
		}
		from = start + len(part)
		out = append(out, token[at[start]:at[from]]...)
	}
	out = append(out, '"')
	// Of a token with invalid bytes the places are not sure, and half a secret is one.
	return out, unquote(out) == masked
}

// offsets returns where in a string token each byte of its text begins, and where it ends. It
// reports false for a token that is not valid JSON.
func offsets(token []byte, text string) (at []int, ok bool) {
	at = make([]int, 0, len(text)+1)
	for i := 1; i < len(token)-1; {
		n := 1
		if token[i] == '\\' {
			if n = 2; token[i+1] == 'u' {
				n = 6
				if len(at)+4 <= len(text) && text[len(at)] >= 0xf0 && i+6 < len(token) && token[i+6] == '\\' {
					n = 12 // a pair of surrogates
				}
			}
		}
		size := 1
		if n > 2 || token[i] >= utf8.RuneSelf {
			if len(at) >= len(text) {
				return nil, false
			}
			_, size = utf8.DecodeRuneInString(text[len(at):])
			if n == 1 {
				n = size
			}
		}
		for range size {
			at = append(at, i)
		}
		i += n
	}
	return append(at, len(token)-1), len(at) == len(text)
}

// Printable returns JSON with the characters escaped that would not be seen on a terminal or
// would steer it: C1 control characters, marks that turn the direction of text, line
// separators. What the JSON says is the same.
func Printable(b []byte) []byte {
	if !bytes.ContainsFunc(b, steers) {
		return b
	}
	var out bytes.Buffer
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		if steers(r) && (r != utf8.RuneError || size > 1) {
			for _, unit := range utf16.Encode([]rune{r}) {
				fmt.Fprintf(&out, `\u%04x`, unit)
			}
		} else {
			out.Write(b[:size])
		}
		b = b[size:]
	}
	return out.Bytes()
}

// steers reports whether a character is a control or format character other than the white
// space of JSON, which is never inside a string.
func steers(r rune) bool {
	return r >= 0x7f && unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp)
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
	return Printable(bytes.TrimRight(b.Bytes(), "\n"))
}
