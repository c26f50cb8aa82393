// Package redact is the one place that knows what a secret looks like: API keys, signed
// links, credentials and e-mail addresses. Whatever leaves the process for a log, an
// error text, a report or a recording goes through it first.
//
// There are two strengths. [Text], [JSON], [Field] and [Header] are for sinks, where
// no one asked for the data: they mask all of it. [Data] is for the user's own data on
// stdout: it masks what gives access (keys, signed links, credentials) and leaves
// personal data alone, because it was asked for.
package redact

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Mask stands where a secret was.
const Mask = "[redacted]"

// kind says how the value of a field is masked.
type kind int

const (
	open     kind = iota // not a secret by its name
	access               // gives access: masked everywhere
	personal             // personal data: masked in sinks only
	tokens               // access, or a count of tokens: a number is left
	link                 // a link that gives access: only the host stays
)

// secretEndings are how the names of secrets end, in the singular; secretParts are what is in
// the names of secrets only. Services add fields without asking: these are the names that
// public APIs use.
var (
	secretEndings = []string{"apikey", "token", "secret", "accesskey", "privatekey", "signingkey", "encryptionkey", "sharedkey", "sessionkey", "authkey", "licensekey", "jwt", "passcode", "cookie", "saskey", "dsn"}
	secretParts   = []string{"password", "passwd", "passphrase", "credential", "webhook", "connectionstring", "accountkey", "clientsecret", "secretkey", "secretaccesskey", "serviceaccountjson", "sessionid"}
)

// kindOf classifies a field or header by its name, whatever its spelling: apiKey,
// api_key, X-Api-Key.
func kindOf(name string) kind {
	n := plainName(name)
	switch n {
	case "authorization", "proxyauthorization", "cookie", "setcookie",
		"connectionstring", "accountkey", "password":
		return access
	case "createdby", "email":
		return personal
	}
	if strings.HasSuffix(n, "tokens") {
		return tokens
	}
	switch one := strings.TrimSuffix(n, "s"); {
	case n == "pagetoken", n == "nextpagetoken":
		return open
	case slices.ContainsFunc(secretEndings, func(ending string) bool { return strings.HasSuffix(one, ending) }),
		slices.ContainsFunc(secretParts, func(part string) bool { return strings.Contains(n, part) }):
		return access
	case strings.HasSuffix(n, "signedurl"):
		return link
	}
	return open
}

// plainName is a name in small letters and without marks.
func plainName(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '-' || r == '_' || r == '.':
			return -1
		case 'A' <= r && r <= 'Z':
			return r + 'a' - 'A'
		}
		return r
	}, name)
}

// Field returns the value of the named field as a sink may show it. An empty value stays
// empty: that there is no secret is not one.
func Field(name, value string) string {
	k := kindOf(name)
	switch n := plainName(name); {
	case n == "pagetoken", n == "nextpagetoken":
		return keys(value) // what looks random there is no key
	case k == open && isBareHex(value) && !identifies(n):
		return Mask
	}
	return mask(k, value, Text)
}

// identifies reports whether a name is that of an id or a digest, which are long numbers and no
// secrets.
func identifies(plain string) bool {
	return slices.ContainsFunc([]string{"id", "hash", "sha", "sha1", "sha256", "digest", "checksum", "md5", "etag", "fingerprint", "commit", "revision", "version"},
		func(ending string) bool { return strings.HasSuffix(plain, ending) })
}

// Header returns a copy of h that a sink may show.
func Header(h http.Header) http.Header {
	out := make(http.Header, len(h))
	for name, values := range h {
		for _, v := range values {
			out[name] = append(out[name], Field(name, v))
		}
	}
	return out
}

func mask(k kind, value string, text func(string, ...string) string) string {
	switch {
	case value == "":
		return ""
	case k == tokens:
		if _, err := strconv.ParseFloat(value, 64); err == nil {
			return value
		}
		return Mask
	case k == access, k == personal:
		return Mask
	case k == link:
		return maskLink(value)
	}
	return text(value)
}

// maskLink keeps the scheme and the host of a link: who signed it is worth knowing, the
// path names the customer's files and the query is the key to them.
func maskLink(value string) string {
	u, err := url.Parse(value)
	if err != nil || u.Scheme == "" || u.Host == "" {
		return Mask
	}
	return u.Scheme + "://" + u.Hostname() + "/" + Mask
}
