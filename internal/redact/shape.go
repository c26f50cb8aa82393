package redact

import (
	"regexp"
	"slices"
	"strings"
)

// rule is one shape of secret. The pattern is compiled once.
type rule struct {
	// marks are literals in small letters, of which every match has one. Most texts have none:
	// then the pattern is not tried, which costs a hundred times as much. None: it always is.
	marks   []string
	pattern *regexp.Regexp
	with    string // what stands in the place of a match, with the groups of the pattern
	// isSecret is asked about a match and its groups; nil: every match is a secret. It is for
	// what a pattern cannot say, such as "not a placeholder".
	isSecret func(groups []string) bool
}

// applyAll returns s with the secrets of all these shapes masked. A rule sees what those before
// it have left.
func applyAll(rules []rule, s string) string {
	small, ascii := strings.ToLower(s), isASCII(s)
	for _, r := range rules {
		if ascii && len(r.marks) > 0 && !slices.ContainsFunc(r.marks, func(mark string) bool { return strings.Contains(small, mark) }) {
			continue // a mask adds no mark, so the text as it came answers for all rules
		}
		s = r.apply(s)
	}
	return s
}

// isASCII reports whether the letters of s have no other forms: a pattern without regard to
// case takes the Kelvin sign for a K.
func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// apply returns s with the secrets of this shape masked.
func (r rule) apply(s string) string {
	if r.isSecret == nil {
		return r.pattern.ReplaceAllString(s, r.with)
	}
	var out []byte
	from := 0
	for _, at := range r.pattern.FindAllStringSubmatchIndex(s, -1) {
		groups := make([]string, len(at)/2)
		for i := range groups {
			if at[2*i] >= 0 {
				groups[i] = s[at[2*i]:at[2*i+1]]
			}
		}
		if !r.isSecret(groups) {
			continue
		}
		out = append(out, s[from:at[0]]...)
		out = r.pattern.ExpandString(out, r.with, s, at)
		from = at[1]
	}
	if from == 0 {
		return s
	}
	return string(append(out, s[from:]...))
}

var (
	// tokenRule finds the vendor's keys: fw_… and fpk_…. The dots of "fw_..." are none.
	tokenRule = rule{
		marks:   []string{"fw_", "fpk_"},
		pattern: regexp.MustCompile(`(fw|fpk)_([A-Za-z0-9._~+/=-]+)`),
		with:    "${1}_" + Mask,
		isSecret: func(groups []string) bool {
			return strings.Trim(groups[2], ".") != ""
		},
	}

	// upperTokenRule finds them in capitals: as a value of an enum, or as the contract kit sends
	// a key to see that the case of its letters counts. The name of a variable has no digit.
	upperTokenRule = rule{
		marks:   []string{"fw_", "fpk_"},
		pattern: regexp.MustCompile(`(^|[^A-Za-z0-9])((?:FW|FPK)_[A-Z0-9]{6,})`),
		with:    "${1}" + Mask,
		isSecret: func(groups []string) bool {
			return strings.ContainsAny(groups[2], digits)
		},
	}

	// wandbRule finds the keys of Weights & Biases, the older form and that of 2026, and Twilio's.
	// The older one could be the hash of a commit as well, which no sink needs.
	wandbRule = rule{
		pattern: regexp.MustCompile(`\b(?:wandb_v[0-9]+_[A-Za-z0-9_-]+|[0-9a-f]{40}|SK[0-9a-f]{32})\b`),
		with:    Mask,
	}

	// issuerRule finds what many issuers mark as theirs: keys of AWS, Google, GitHub, GitLab,
	// Slack, Hugging Face, Stripe, npm, SendGrid, Replicate, Groq, Nvidia, xAI,
	// DigitalOcean, Docker, Shopify, Vault, PyPI, Atlassian and Weights & Biases, and JSON web
	// tokens. The mark may follow an underscore, as in a value of an enum: PURPOSE_AKIA….
	issuerRule = rule{
		marks: []string{"akia", "asia", "abia", "acca", "aiza", "ya29.", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_",
			"glpat-", "xox", "hf_", "k_live_", "k_test_", "npm_", "r8_", "gsk_",
			"nvapi-", "xai-", "_v1_", "dckr_pat_", "shp", "hvs.", "hvb.", "pypi-", "atatt", "sg.", "wandb_v", "eyj"},
		pattern: regexp.MustCompile(`(^|[^A-Za-z0-9])(?:(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,}|AIza[A-Za-z0-9_-]{20,}|ya29\.[A-Za-z0-9_-]{10,}|(?i:gh[pousr]_[a-z0-9]{16,}|github_pat_[a-z0-9_]{16,})|` +
			`(?i:glpat-[a-z0-9_-]{16,}|xox[abeprs]-[a-z0-9-]{8,}|hf_[a-z0-9]{16,}|[sr]k_(?:live|test)_[a-z0-9]{8,}|npm_[a-z0-9]{20,}|r8_[a-z0-9]{20,}|gsk_[a-z0-9]{20,}|nvapi-[a-z0-9_-]{16,}|xai-[a-z0-9]{20,})|` +
			`(?:dop|doo|dor)_v1_[a-f0-9]{32,}|dckr_pat_[A-Za-z0-9_-]{16,}|shp(?:at|ca|pa|ss)_[a-fA-F0-9]{16,}|hv[sb]\.[A-Za-z0-9_-]{16,}|pypi-[A-Za-z0-9_-]{16,}|ATATT[A-Za-z0-9_=-]{20,}|` +
			`SG\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}|wandb_v[0-9]+_[A-Za-z0-9_-]+|eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?)`),
		with: "${1}" + Mask,
	}

	// shortMarkRule finds the keys of OpenAI and Anthropic. Their mark is short: a name that begins
	// with it has no digit or capital, most of the time.
	shortMarkRule = rule{
		marks:   []string{"sk-"},
		pattern: regexp.MustCompile(`(^|[^A-Za-z0-9])(sk-[A-Za-z0-9_-]{16,})`),
		with:    "${1}" + Mask,
		isSecret: func(groups []string) bool {
			return strings.ContainsAny(groups[2], digits+capitals)
		},
	}

	// pemRule finds a private key, up to its end or that of the text.
	pemRule = rule{
		marks:   []string{"-----begin "},
		pattern: regexp.MustCompile(`(?s)-----BEGIN [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----|$)`),
		with:    Mask,
	}

	// bearerRule finds what stands behind an authentication scheme. A word behind it, as in
	// "bearer token" and "basic checks", and a variable of a shell are no secrets.
	bearerRule = rule{
		marks:   []string{"bearer", "basic"},
		pattern: regexp.MustCompile(`(?i)\b(bearer|basic)(\s*[:=]\s*|\s+)([^\s"'<>,;]{4,})`),
		with:    "${1}${2}" + Mask,
		isSecret: func(groups []string) bool {
			value := groups[3]
			switch {
			case variable.MatchString(value), aboutKeys.MatchString(value):
				return false
			case strings.EqualFold(groups[1], "basic"):
				return strings.ContainsAny(value, digits+capitals+"=")
			}
			return true
		},
	}

	variable  = regexp.MustCompile(`^\$[A-Z{(]`)
	aboutKeys = regexp.MustCompile(`(?i)^(?:tokens?|auth|authentication|authorization|scheme|keys?|credentials?|headers?|prefix|(?:realm|error|scope)=.*)[.:)\]]*$`)

	// signedRule finds links whose query is a key to them.
	signedRule = rule{
		marks:   []string{"?"},
		pattern: regexp.MustCompile(`(?i)([a-z][a-z0-9+.-]*://[^\s"'<>?]+)\?[^\s"'<>]*(?:sig|token|credential|expires|key)[^\s"'<>]*`),
		with:    "${1}?" + Mask,
	}

	// queryRule finds every query of a link: in a sink, no parameter is worth a secret.
	queryRule = rule{
		marks:   []string{"?"},
		pattern: regexp.MustCompile(`(?i)([a-z][a-z0-9+.-]*://[^\s"'<>?]+)\?[^\s"'<>]+`),
		with:    "${1}?" + Mask,
	}

	// signatureRule finds the parameters of a link that are a key to it, also of one that was
	// cut, and of the part behind #.
	signatureRule = rule{
		marks:   []string{"="},
		pattern: regexp.MustCompile(`(?i)([?&#][a-z0-9_.-]*(?:sig|signature|credential|security-token|(?:access|id|refresh|auth|sas)_?token|api_?key|password)=)[^\s"'<>&]+`),
		with:    "${1}" + Mask,
	}

	// webhookRule finds links whose path is the key to them.
	webhookRule = rule{
		marks:   []string{"https://"},
		pattern: regexp.MustCompile(`(?i)(https://(?:hooks\.slack\.com|(?:[a-z]+\.)?discord(?:app)?\.com/api/webhooks|[a-z0-9.-]+\.webhook\.office\.com|hooks\.zapier\.com|api\.telegram\.org))/[^\s"'<>]+`),
		with:    "${1}/" + Mask,
	}

	// settingRule finds the secret part of a connection string.
	settingRule = rule{
		marks:   []string{"key=", "signature=", "password=", "pwd="},
		pattern: regexp.MustCompile(`(?i)\b((?:account|sharedaccess|access)key|sharedaccesssignature|password|pwd)=[^;\s"'&\[]+`),
		with:    "${1}=" + Mask,
	}

	// userRule finds the user and the password in a link, with a scheme or without, and in the
	// address of a database. USER:PASSWORD is how a help text writes them.
	userRule = rule{
		marks:   []string{"@"},
		pattern: regexp.MustCompile(`(?i)((?:[a-z][a-z0-9+.-]*:)?//)([^\s"'<>/@]+)@`),
		with:    "${1}" + Mask + "@",
		isSecret: func(groups []string) bool {
			return groups[2] != "USER:PASSWORD"
		},
	}
	databaseRule = rule{
		marks:   []string{"@tcp(", "@unix("},
		pattern: regexp.MustCompile(`[^\s"'<>/@:]+:[^\s"'<>/@]+@(tcp|unix)\(`),
		with:    Mask + "@${1}(",
	}

	emailRule = rule{
		marks:   []string{"@"},
		pattern: regexp.MustCompile(`([A-Za-z0-9._%+-]+)@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}\b`),
		with:    Mask,
		isSecret: func(groups []string) bool {
			return groups[1] != "PASSWORD" // see userRule
		},
	}

	// longRule finds what looks random by its letters: see random. A page token does, and is none:
	// a recording that lacks it can't be played.
	longRule = rule{
		pattern: regexp.MustCompile(`((?i:page_?token\\*["']?\s*[:=]\s*\\*["']?))?([A-Za-z0-9+/_-]{24,}={0,2})`),
		with:    Mask,
		isSecret: func(groups []string) bool {
			return groups[1] == "" && random(groups[2])
		},
	}

	hexadecimal = regexp.MustCompile(`^(?:0x)?(?:[0-9a-f]{32,}|[0-9A-F]{32,})$`)
)

const (
	digits   = "0123456789"
	capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

// random reports whether a token of 24 characters or more looks like a generated key rather
// than a name. Names are made of words: their letters stay of one kind (small, capital, digit)
// for a while, and marks stand between the words. In random text of base64 six neighbours of
// ten are of different kinds, in supervisedFineTuningJobs one of four; a third is the
// border. Letters of one case need 28 characters without a mark, and one neighbour of five:
// "batch" and "2026" are side by side in names too. Hexadecimal digits alone are not random
// here: most are ids of requests, and digests.
func random(token string) bool {
	token = strings.TrimRight(token, "=")
	all := lettersOf(token)
	if all.digits && all.small && all.capitals && len(token)-all.n <= len(token)/12 && all.changes*3 > all.pairs {
		return true
	}
	return slices.ContainsFunc(strings.FieldsFunc(token, func(r rune) bool { return strings.ContainsRune("+/_-", r) }), func(word string) bool {
		l := lettersOf(word)
		return l.n >= 28 && l.digits && !l.hex && l.small != l.capitals && l.changes*5 > l.pairs
	})
}

// letters is what random counts of a text.
type letters struct {
	n, changes, pairs       int // letters and digits; neighbours of different kinds; neighbours
	small, capitals, digits bool
	hex                     bool
}

func lettersOf(s string) letters {
	l := letters{hex: true}
	before := byte(0)
	for i := range len(s) {
		kind := byte(0)
		switch c := s[i]; {
		case '0' <= c && c <= '9':
			kind, l.digits = '0', true
		case 'a' <= c && c <= 'z':
			kind, l.small, l.hex = 'a', true, l.hex && c <= 'f'
		case 'A' <= c && c <= 'Z':
			kind, l.capitals, l.hex = 'A', true, l.hex && c <= 'F'
		}
		if kind != 0 {
			l.n++
			if before != 0 {
				l.pairs++
				if kind != before {
					l.changes++
				}
			}
		}
		before = kind
	}
	return l
}

// isBareHex reports whether a value is nothing but 32 hexadecimal digits or more: what many
// services use for a key. In running text such a number is left, as the id of a request.
func isBareHex(value string) bool { return hexadecimal.MatchString(value) }
