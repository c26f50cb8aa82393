package conform

import (
	"bytes"

	"github.com/fireworks-sftj/sdk/internal/jsonscan"
)

// fastFormats has, for each format that the guard enforces on strings, the narrower form
// that real services write. What is not of it may be right all the same: format.go decides.
func fastFormats() map[string]func([]byte) bool {
	return map[string]func([]byte) bool{
		"int64":         surelyInt64,
		"uri-or-empty":  surelyURI,
		"uuid-or-empty": surelyUUID,
		"date-time":     surelyDateTime,
	}
}

// surelyInt64 takes up to 18 digits, which 64 bits always hold.
func surelyInt64(s []byte) bool {
	s = bytes.TrimPrefix(s, []byte("-"))
	return len(s) > 0 && len(s) <= 18 && allDigits(s) && (s[0] != '0' || len(s) == 1)
}

// surelyDateTime takes RFC 3339 in UTC.
func surelyDateTime(s []byte) bool {
	_, ok := jsonscan.Timestamp(s)
	return ok
}

// surelyUUID takes what is unset, and what has the form of RFC 9562.
func surelyUUID(s []byte) bool {
	if len(s) == 0 {
		return true
	}
	if len(s) != 36 {
		return false
	}
	for i, c := range s {
		switch i {
		case 8, 13, 18, 23:
			if c != '-' {
				return false
			}
		default:
			if !isHex(c) {
				return false
			}
		}
	}
	return true
}

// surelyURI takes what is unset, and a web address of a plain host name with a path and a
// query of the characters that stand there unescaped (RFC 3986).
func surelyURI(s []byte) bool {
	if len(s) == 0 {
		return true
	}
	rest, ok := bytes.CutPrefix(s, []byte("https://"))
	if !ok {
		if rest, ok = bytes.CutPrefix(s, []byte("http://")); !ok {
			return false
		}
	}
	host := 0
	for host < len(rest) && (isLetterOrDigit(rest[host]) || rest[host] == '-' || rest[host] == '.') {
		host++
	}
	// A port, a user or an address in brackets is left to net/url.
	if host == 0 || host < len(rest) && rest[host] != '/' && rest[host] != '?' {
		return false
	}
	for i := host; i < len(rest); i++ {
		switch c := rest[i]; {
		case isLetterOrDigit(c):
		case c == '%':
			if i+2 >= len(rest) || !isHex(rest[i+1]) || !isHex(rest[i+2]) {
				return false
			}
			i += 2
		case bytes.IndexByte([]byte("-._~!$&'()*+,;=:@/?"), c) < 0:
			return false
		}
	}
	return true
}

// The classes of ASCII are spelt out: unicode's would let in letters and digits that no
// format means.

func allDigits(s []byte) bool {
	for _, c := range s {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func isLetterOrDigit(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
