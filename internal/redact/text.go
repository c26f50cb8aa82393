package redact

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
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

	// wandbRule finds the keys of Weights & Biases, the older form and that of 2026. The
	// older one could be the hash of a commit as well, which no sink needs.
	wandbRule = rule{regexp.MustCompile(`\b(?:wandb_v[0-9]+_[A-Za-z0-9_-]+|[0-9a-f]{40})\b`), Mask}

	// bearerRule finds what stands behind an authentication scheme.
	bearerRule = rule{regexp.MustCompile(`(?i)\b(bearer|basic)\s+[^\s"'<>,;]{4,}`), "${1} " + Mask}

	// signedRule finds links whose query is a key to them.
	signedRule = rule{regexp.MustCompile(`(?i)([a-z][a-z0-9+.-]*://[^\s"'<>?]+)\?[^\s"'<>]*(?:sig|token|credential|expires|key)[^\s"'<>]*`), "${1}?" + Mask}

	// namedRule finds a value behind a name that is secret, in whatever quotes.
	namedRule = rule{
		regexp.MustCompile(`(?i)((?:api[_-]?key|credentials_?secret|password|created_?by|[a-z_]*signed_?url|(?:access|refresh|sas)_?token|client_?secret)` +
			`(?:\\*["'])?(?:\s*[:=]\s*(?:\\*["'])?|\s+\\*["']))[^\s"'<>\\,;}\[]+`),
		"${1}" + Mask,
	}

	// signatureRule finds the parameters of a link that are a key to it, also of one that was cut.
	signatureRule = rule{regexp.MustCompile(`(?i)([?&][a-z0-9_.-]*(?:sig|signature|credential|security-token|api_?key)=)[^\s"'<>&]+`), "${1}" + Mask}

	emailRule = rule{regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}\b`), Mask}

	// issuerRule finds what many issuers mark as theirs: keys of AWS, Google, GitHub, GitLab,
	// Slack, Hugging Face, OpenAI, Anthropic, Stripe, npm, SendGrid and Weights & Biases, and JSON
	// web tokens.
	issuerRule = rule{regexp.MustCompile(`\b(?:(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,}|AIza[A-Za-z0-9_-]{20,}|ya29\.[A-Za-z0-9_-]{10,}|gh[pousr]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{16,}|` +
		`glpat-[A-Za-z0-9_-]{16,}|xox[abeprs]-[A-Za-z0-9-]{8,}|hf_[A-Za-z0-9]{16,}|sk-[A-Za-z0-9_-]{16,}|[sr]k_(?:live|test)_[A-Za-z0-9]{8,}|npm_[A-Za-z0-9]{20,}|` +
		`SG\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}|wandb_v[0-9]+_[A-Za-z0-9_-]+|eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?)`), Mask}

	// pemRule finds a private key, up to its end or that of the text.
	pemRule = rule{regexp.MustCompile(`(?s)-----BEGIN [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----|$)`), Mask}

	// webhookRule finds links whose path is the key to them.
	webhookRule = rule{regexp.MustCompile(`(?i)(https://(?:hooks\.slack\.com|(?:[a-z]+\.)?discord(?:app)?\.com/api/webhooks|[a-z0-9.-]+\.webhook\.office\.com|hooks\.zapier\.com|api\.telegram\.org))/[^\s"'<>]+`), "${1}/" + Mask}

	// settingRule finds the secret part of a connection string.
	settingRule = rule{regexp.MustCompile(`(?i)\b((?:account|sharedaccess|access)key|sharedaccesssignature|password|pwd)=[^;\s"'&\[]+`), "${1}=" + Mask}

	// userRule finds the user and the password in a link.
	userRule = rule{regexp.MustCompile(`(?i)([a-z][a-z0-9+.-]*://)[^\s"'<>/@]+@`), "${1}" + Mask + "@"}

	textRules = []rule{
		pemRule,
		tokenRule,
		wandbRule,
		issuerRule,
		webhookRule,
		settingRule,
		bearerRule,
		namedRule,
		userRule,
		{regexp.MustCompile(`(?i)([a-z][a-z0-9+.-]*://[^\s"'<>?]+)\?[^\s"'<>]+`), "${1}?" + Mask},
		signatureRule,
		emailRule,
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
	if strings.Contains(s, `"`) { // there may be JSON in it
		s = string(splice([]byte(s), func(name, value string) string {
			return mask(kindOf(name), value, keep)
		}))
	}
	return s
}

// keys masks only what gives access: keys, tokens and signed links.
func keys(s string, secrets ...string) string {
	s = literal(s, secrets)
	for _, r := range []rule{pemRule, tokenRule, issuerRule, webhookRule, settingRule, bearerRule, signedRule, userRule} {
		s = r.pattern.ReplaceAllString(s, r.with)
	}
	return s
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
	s = literal(s, secrets)
	for _, r := range []rule{pemRule, tokenRule, wandbRule, issuerRule, webhookRule, signatureRule, emailRule} {
		s = r.pattern.ReplaceAllString(s, r.with)
	}
	return s
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
