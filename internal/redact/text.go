package redact

import (
	"regexp"
	"strings"
)

// rule is one shape of secret in free text. The patterns are compiled once; they are
// constants in all but the keyword.
type rule struct {
	pattern *regexp.Regexp
	with    string
}

var (
	// tokenRule finds the vendor's keys: fw_… and fpk_….
	tokenRule = rule{regexp.MustCompile(`(fw|fpk)_[A-Za-z0-9._~+/=-]+`), "${1}_" + Mask}

	textRules = []rule{
		tokenRule,
		{regexp.MustCompile(`(?i)(bearer)\s+[^\s"'<>,;]+`), "${1} " + Mask},
		{regexp.MustCompile(`(?i)((?:api[_-]?key|credentials_?secret|password)["']?\s*[:=]\s*["']?)[^\s"'<>$,;}&\[]+`), "${1}" + Mask},
		{regexp.MustCompile(`(?i)([a-z][a-z0-9+.-]*://)[^\s"'<>/@]+@`), "${1}" + Mask + "@"},
		{regexp.MustCompile(`(?i)([a-z][a-z0-9+.-]*://[^\s"'<>?]+)\?[^\s"'<>]+`), "${1}?" + Mask},
		{regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}\b`), Mask},
	}
)

// Text masks what looks like a secret in free text: the given secrets wherever they
// occur, keys, bearer tokens, passwords and queries in links, e-mail addresses.
// An empty secret is ignored.
func Text(s string, secrets ...string) string {
	s = literal(s, secrets)
	for _, r := range textRules {
		s = r.pattern.ReplaceAllString(s, r.with)
	}
	return s
}

// tokens masks only what gives access to the service itself.
func tokens(s string, secrets ...string) string {
	return tokenRule.pattern.ReplaceAllString(literal(s, secrets), tokenRule.with)
}

func literal(s string, secrets []string) string {
	for _, secret := range secrets {
		if secret != "" {
			s = strings.ReplaceAll(s, secret, Mask)
		}
	}
	return s
}
