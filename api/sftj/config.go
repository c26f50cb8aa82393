package sftj

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/fireworks-sftj/sdk/internal/redact"
)

// DefaultBaseURL is the vendor's production host, from the contract.
const DefaultBaseURL = "https://api.fireworks.ai"

// Names of the environment variables that [New] reads; the vendor's own tools use the
// same.
const (
	EnvAPIKey  = "FIREWORKS_API_KEY"
	EnvAccount = "FIREWORKS_ACCOUNT_ID"
	EnvBaseURL = "FIREWORKS_BASE_URL"
)

func newConfig(opts []Option) (*config, error) {
	cfg := defaults()
	for _, opt := range opts {
		if opt != nil {
			opt(&cfg)
		}
	}
	for _, setting := range []struct {
		value    *string
		name     string
		fallback string
	}{
		{&cfg.apiKey, EnvAPIKey, ""},
		{&cfg.account, EnvAccount, ""},
		{&cfg.baseURL, EnvBaseURL, DefaultBaseURL},
	} {
		if *setting.value == "" {
			*setting.value = cfg.getenv(setting.name)
		}
		if *setting.value == "" {
			*setting.value = setting.fallback
		}
	}
	cfg.poll.settle = max(cfg.poll.settle, cfg.reconcileFor)
	if err := cfg.validate(); err != nil {
		return nil, err
	}
	cfg.keys = &keyRing{source: cfg.keySource, keys: []string{cfg.apiKey}}
	return &cfg, nil
}

func (c *config) validate() error {
	c.apiKey = strings.TrimSpace(c.apiKey)
	if err := CheckAPIKey(c.apiKey); err != nil {
		return err
	}
	switch {
	case c.retry.maxAttempts < 1:
		return invalid("fewer than one attempt", "use WithMaxAttempts(1) to turn retries off")
	case c.limits.body < 1:
		return invalid("a body cap below one byte", "leave WithMaxBody out for 50 MiB")
	case strings.ContainsFunc(c.userAgent, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return invalid("the user agent has a control character", "leave it out")
	case c.reconcileFor <= 0:
		return invalid("a time to reconcile that is not positive", "leave WithReconcileFor out for 15 s")
	case c.poll.min <= 0 || c.poll.max < c.poll.min:
		return invalid("a poll interval that is not positive or ends before it begins", "use WithPollInterval(2*time.Second, 30*time.Second)")
	}
	if c.account != "" {
		account, err := parseAccount(c.account)
		if err != nil {
			return err
		}
		c.account = account
	}
	return c.validateBaseURL()
}

// aroundKey is what stands before a key where it was copied from: the name of a header or a
// setting, and the scheme of authentication, with a colon or an equals sign for good measure.
var aroundKey = regexp.MustCompile(`^(?i:(?:export\s+)?(?:[a-z_-]*api[_-]?key|(?:proxy-)?authorization)\s*[:=]\s*)?(?i:bearer(?:\s*[:=]\s*|\s+|$))?`)

// CheckAPIKey reports why a text cannot be an API key: it is empty, it is in quotes, it
// begins with what belongs around a key, or a character in it cannot be sent in a header. The
// error names the position of the fault, counted in characters from 1, and never the key.
// Space around the key is ignored. [New] applies the same rules.
//
// Errors: [ErrInvalidArgument].
func CheckAPIKey(key string) error {
	const quotes = "\"'`\u2018\u2019\u201c\u201d"
	key = strings.TrimSpace(key)
	if key == "" {
		return invalid("no API key", "set "+EnvAPIKey+" or use WithAPIKey; keys are made at https://app.fireworks.ai/settings/users/api-keys")
	}
	chars := []rune(key)
	for _, at := range []int{0, len(chars) - 1} {
		if strings.ContainsRune(quotes, chars[at]) {
			return invalid(fmt.Sprintf("the API key has a quote at character %d of %d", at+1, len(chars)), "give the key without quotes")
		}
	}
	if prefix := aroundKey.FindString(key); prefix != "" {
		return invalid(fmt.Sprintf("the API key begins with %q, characters 1 to %d, which is not part of a key", strings.TrimSpace(prefix), utf8.RuneCountInString(prefix)),
			"give what follows it")
	}
	for i, r := range chars {
		if r <= ' ' || r > '~' {
			return invalid(fmt.Sprintf("the API key has a character that no key has, at character %d of %d", i+1, len(chars)),
				"check for a space, a line break or a letter that was copied with it")
		}
	}
	return nil
}

func (c *config) validateBaseURL() error {
	u, err := url.Parse(c.baseURL)
	switch {
	case err != nil:
		return invalid("the base URL can't be parsed", "give scheme and host, as in "+DefaultBaseURL)
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return invalid("the base URL has a user, a query or a fragment", "give scheme and host, as in "+DefaultBaseURL)
	case (u.Scheme != "https" && u.Scheme != "http") || u.Hostname() == "":
		return invalid("the base URL "+redact.Text(c.baseURL)+" is not http or https with a host", "give scheme and host, as in "+DefaultBaseURL)
	case u.Scheme == "http" && !c.plainHTTP && !isLoopback(u.Hostname()):
		return invalid("the base URL is plain http to "+u.Hostname()+": the API key would travel unencrypted", "use https, or WithPlainHTTP")
	}
	u.Path = strings.TrimRight(u.Path, "/")
	if strings.HasSuffix(u.Path, "/v1") {
		return invalid("the base URL ends in /v1, which the operations add themselves", "leave it out, as in "+DefaultBaseURL)
	}
	c.baseURL, c.host = u.String(), u.Host
	return nil
}

// isLoopback reports whether a host is this machine. Names other than localhost are not
// looked up: what they resolve to is not known before the request.
func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// redactor returns the mask for error texts. It knows the keys themselves, whatever they
// look like.
func (c *config) redactor() func(string) string {
	return func(s string) string { return redact.Text(s, c.keys.all()...) }
}

// keyRing holds the API key in use and the keys before it.
type keyRing struct {
	source func(context.Context) (string, error) // nil: the key never changes

	mu   sync.Mutex
	keys []string // the last one is in use
}

func (k *keyRing) current() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.keys[len(k.keys)-1]
}

// all returns every key that was ever in use. The slice is never changed.
func (k *keyRing) all() []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.keys
}

// renew asks the source for a key after the service has refused one, and reports whether
// another key is in use now. A source that fails, or has no usable key, changes nothing.
func (k *keyRing) renew(ctx context.Context, refused string) bool {
	if k.source == nil {
		return false
	}
	if k.current() != refused {
		return true // another request has renewed it
	}
	key, err := k.source(ctx)
	key = strings.TrimSpace(key)
	if err != nil || CheckAPIKey(key) != nil {
		return false
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.keys[len(k.keys)-1] != key {
		k.keys = append(slices.Clip(k.keys), key)
	}
	return key != refused
}
