package redact

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// namedRule finds a value behind a name that is secret, in whatever quotes. "fw_" is what
// tokenRule has left of a key.
var namedRule = rule{
	marks: []string{"key", "secret", "password", "created", "signed", "token"},
	pattern: regexp.MustCompile(`(?i)((?:api[_-]?key|credentials_?secret|password|created_?by|[a-z_]*signed_?url|(?:access|refresh|sas)_?token|client_?secret)` +
		`(?:\\*["'])?(?:\s*[:=]\s*(?:\\*["'])?|\s+\\*["']))([^\s"'<>\\,;}\[]+)`),
	with:     "${1}" + Mask,
	isSecret: func(groups []string) bool { return !slices.Contains([]string{"fw_", "fpk_", "fw_..."}, groups[2]) },
}

// authorizationRule finds the value of a header that has no scheme before it.
var authorizationRule = rule{
	marks:   []string{"authorization"},
	pattern: regexp.MustCompile(`(?i)(\bauthorization\s*[:=]\s*)([^\s"'<>,;\[]{8,})`),
	with:    "${1}" + Mask,
	isSecret: func(groups []string) bool {
		return strings.ContainsAny(groups[2], digits+capitals) && !variable.MatchString(groups[2])
	},
}

// textRules are all of them, in their order.
var textRules = []rule{
	pemRule, tokenRule, upperTokenRule, wandbRule, issuerRule, shortMarkRule, webhookRule, settingRule, bearerRule, namedRule, authorizationRule,
	userRule, databaseRule, queryRule, signatureRule, emailRule, longRule,
}

// dataRules are those of what gives access, and of nothing that could be the user's own text.
var dataRules = []rule{pemRule, tokenRule, upperTokenRule, issuerRule, shortMarkRule, webhookRule, settingRule, bearerRule, signedRule, userRule, databaseRule, signatureRule}

// shapeRules are those of secrets that are known by their own form, whatever stands before them.
var shapeRules = []rule{pemRule, tokenRule, upperTokenRule, wandbRule, issuerRule, shortMarkRule, webhookRule, userRule, databaseRule, signatureRule, emailRule}

// Text masks what looks like a secret in free text: the given secrets wherever they
// occur, keys, bearer tokens, passwords and queries in links, e-mail addresses.
// An empty secret is ignored.
func Text(s string, secrets ...string) string {
	s = applyAll(textRules, literal(s, secrets))
	if strings.Contains(s, `"`) { // there may be JSON in it
		s = string(splice([]byte(s), func(name, value string) string {
			return mask(kindOf(name), value, keep)
		}))
	}
	return s
}

// keys masks only what gives access: keys, tokens and signed links.
func keys(s string, secrets ...string) string {
	return applyAll(dataRules, literal(s, secrets))
}

// WrongKey is a key that the contract kit makes up, to see that it is refused. It is no
// secret, and a report that shows how to send it again has to hold it.
const WrongKey = "fw_no_such_key_000000000000"

// Shapes masks what is a secret by its own form, whatever stands around it: keys, signatures
// in links and e-mail addresses. It is for text that was masked when it was made, in which a
// command with "Bearer $KEY" must stay as it is.
func Shapes(s string, secrets ...string) string {
	if before, after, found := strings.Cut(s, WrongKey); found {
		return Shapes(before, secrets...) + WrongKey + Shapes(after, secrets...)
	}
	return applyAll(shapeRules, literal(s, secrets))
}

func keep(s string, _ ...string) string { return s }

// shortSecret is how long a secret is that no word holds by chance. A shorter one, which only
// a test has, is masked where it stands by itself: "k" is not the secret of "key".
const shortSecret = 8

func literal(s string, secrets []string) string {
	for _, secret := range secrets {
		switch {
		case secret == "":
		case len(secret) < shortSecret:
			s = alone(s, secret)
		default:
			s = strings.ReplaceAll(s, secret, Mask)
		}
	}
	return s
}

// alone masks a secret where it is not a part of a word.
func alone(s, secret string) string {
	var b strings.Builder
	for rest := s; ; {
		at := strings.Index(rest, secret)
		if at < 0 {
			return b.String() + rest
		}
		before, _ := utf8.DecodeLastRuneInString(s[:len(s)-len(rest)+at])
		after, _ := utf8.DecodeRuneInString(rest[at+len(secret):])
		b.WriteString(rest[:at])
		if inWord(before) || inWord(after) {
			b.WriteString(secret)
		} else {
			b.WriteString(Mask)
		}
		rest = rest[at+len(secret):]
	}
}

func inWord(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }
