package sftj

import (
	"net"
	"net/http"
	"net/url"
	"strings"

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
	return &cfg, cfg.validate()
}

func (c *config) validate() error {
	c.apiKey = strings.TrimSpace(c.apiKey)
	switch {
	case c.apiKey == "":
		return invalid("no API key", "set "+EnvAPIKey+" or use WithAPIKey; keys are made at https://app.fireworks.ai/settings/users/api-keys")
	case strings.ContainsFunc(c.apiKey, func(r rune) bool { return r <= ' ' || r > '~' }):
		return invalid("the API key has characters that no key has", "check for a line break or a quote that was copied with it")
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

// redactor returns the mask for error texts. It knows the key itself, whatever it looks
// like.
func (c *config) redactor() func(string) string {
	key := c.apiKey
	return func(s string) string { return redact.Text(s, key) }
}

// base returns what carries the requests. It is a clone, so that the caller's changes to
// http.DefaultTransport don't reach a client in use.
func (c *config) base() http.RoundTripper {
	if c.transport != nil {
		return c.transport
	}
	if t, ok := http.DefaultTransport.(*http.Transport); ok {
		return t.Clone()
	}
	return http.DefaultTransport
}
