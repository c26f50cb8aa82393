package conform

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/fireworks-sftj/sdk/internal/redact"
)

const (
	maxValue   = 80      // characters of a value in a report
	maxName    = 120     // characters of a name in a report
	maxPointer = 256     // characters of a pointer or a message in a report
	maxScanned = 4 << 10 // bytes of a value that are searched for secrets
)

// shown masks a value by every name on the way to it, and cuts it. Masking comes first:
// the head of a secret is no longer recognised as one.
func shown(pointer, value string) string {
	return masked(value, maxValue, func(s string) string {
		for token := range strings.SplitSeq(pointer, "/") {
			s = redact.Field(token, s)
		}
		return plain(s)
	})
}

// shownName masks a name that the contract doesn't have: it can be anything, a secret too.
func shownName(name string) string { return masked(name, maxName, plain) }

// shownPointer does so for each name of a pointer.
func shownPointer(pointer string) string {
	tokens := strings.Split(pointer, "/")
	for i, token := range tokens {
		tokens[i] = escape(shownName(unescape(token)))
	}
	return shorten(strings.Join(tokens, "/"), maxPointer)
}

// shownMessage masks a message, which may name a property.
func shownMessage(message string) string {
	return masked(message, maxPointer, func(s string) string { return redact.Text(s) })
}

// plain masks what looks like a secret in a text. Of a link, however malformed, the query
// is the key.
func plain(s string) string {
	if head, _, ok := strings.Cut(s, "?"); ok {
		s = head + "?" + redact.Mask
	}
	return redact.Text(s)
}

// masked masks the head of s, and cuts it to n characters.
func masked(s string, n int, mask func(string) string) string {
	long := len(s) > maxScanned
	if long {
		s = s[:maxScanned]
	}
	s = mask(s)
	if long && len(s) <= n*utf8.UTFMax {
		// So much was masked that what is left may end in the head of a secret.
		return redact.Mask
	}
	return shorten(s, n)
}

// shorten cuts s to n characters, the last of them an ellipsis when something is missing.
func shorten(s string, n int) string {
	s = strings.ToValidUTF8(s, "�")
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "…"
}

// literal writes a JSON value for a report: scalars as they are, strings without their
// quotes, the rest by its brackets only.
func literal(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case json.Number:
		return v.String()
	case float64:
		if v == math.Trunc(v) && math.Abs(v) < 1e15 { // as people write it
			return strconv.FormatFloat(v, 'f', -1, 64)
		}
		return strconv.FormatFloat(v, 'g', -1, 64)
	case []any:
		return "[…]"
	}
	return "{…}"
}

// kind names the JSON type of a value.
func kind(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case string:
		return "string"
	case bool:
		return "boolean"
	case json.Number, float64:
		return "number"
	case []any:
		return "array"
	}
	return "object"
}

// escape writes a name as a token of a JSON pointer.
func escape(token string) string {
	if !strings.ContainsAny(token, "~/") {
		return token
	}
	return strings.ReplaceAll(strings.ReplaceAll(token, "~", "~0"), "/", "~1")
}

func unescape(token string) string {
	return strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~")
}
