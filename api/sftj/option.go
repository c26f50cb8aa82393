package sftj

import (
	"context"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"time"
)

// Option is a setting of [New] or [HTTPClient].
type Option func(*config)

// config is what the options and the environment add up to.
type config struct {
	apiKey       string
	keySource    func(context.Context) (string, error)
	keys         *keyRing // made of both
	account      string
	baseURL      string
	host         string // of baseURL, with the port
	plainHTTP    bool
	userAgent    string
	transport    http.RoundTripper
	logger       *slog.Logger
	observe      observer
	getenv       func(string) string
	retry        retryPolicy
	poll         pollPolicy
	limits       bodyLimits
	reconcileFor time.Duration
	strict       bool
	onViolations func(job string, violations []Violation)
}

// WithAPIKey sets the API key, in place of FIREWORKS_API_KEY.
func WithAPIKey(key string) Option { return func(c *config) { c.apiKey = key } }

// WithKeySource sets where a new API key is looked up when the service refuses the one in use
// for a read (401 or 403), as after a rotation in the middle of a long wait. If source returns
// another key, the read is sent once more with it, and later requests use it. An error of
// source leaves the service's refusal as it is. A resume is never repeated for a new key. The
// source must be safe for use by many goroutines. Default: the key never changes.
func WithKeySource(source func(context.Context) (string, error)) Option {
	return func(c *config) { c.keySource = source }
}

// WithAccount sets the account, in place of FIREWORKS_ACCOUNT_ID. Both acme and
// accounts/acme name the account acme.
func WithAccount(account string) Option { return func(c *config) { c.account = account } }

// WithBaseURL sets the service's URL, in place of FIREWORKS_BASE_URL: scheme and host,
// with a path if the service lies behind one, without the /v1 of the operations.
func WithBaseURL(url string) Option { return func(c *config) { c.baseURL = url } }

// WithPlainHTTP allows http:// for a host that is not this machine. The key then
// travels unencrypted.
func WithPlainHTTP() Option { return func(c *config) { c.plainHTTP = true } }

// WithUserAgent sets the User-Agent header. A blank one leaves the default, because the content
// delivery network in front of the service refuses requests without one, and those that have
// the name of a bare HTTP library, with a 403 that is not the service's.
func WithUserAgent(agent string) Option {
	return func(c *config) {
		if agent = strings.TrimSpace(agent); agent != "" {
			c.userAgent = agent
		}
	}
}

// WithTransport sets what carries the requests, in place of a clone of
// [http.DefaultTransport]: a proxy, a recorder, the emulator, a guard around any of them.
// Its response bodies have to end when they are closed, as net/http's do.
// For the SDK to tell a request that was never sent, the transport has to call the
// [net/http/httptrace] hooks, as net/http's own does; without them every failure of a
// POST counts as ambiguous.
func WithTransport(rt http.RoundTripper) Option { return func(c *config) { c.transport = rt } }

// WithLogger logs every attempt: at debug level, retries at warn. Only an allow-list of
// attributes is logged (operation, account, job, status, attempt, duration, request id),
// never a header, a query or a body.
func WithLogger(l *slog.Logger) Option { return func(c *config) { c.logger = l } }

// WithEnvironment sets where the environment is looked up, in place of [os.Getenv]. With nil,
// it is not looked up at all.
func WithEnvironment(getenv func(string) string) Option {
	if getenv == nil {
		getenv = func(string) string { return "" }
	}
	return func(c *config) { c.getenv = getenv }
}

// WithAttemptTimeout bounds a single attempt, from the connection to the last byte of
// the answer. The default is 30 s; 0 means no bound. The whole call is bounded by its
// context.
func WithAttemptTimeout(d time.Duration) Option {
	return func(c *config) { c.retry.attemptTimeout = d }
}

// WithMaxAttempts sets how often a request is sent at most, the first time included. The
// default is 3; 1 turns retries off. EnsureResumed has its own count: it sends a resume
// three times at most, and only if it is safe.
func WithMaxAttempts(n int) Option { return func(c *config) { c.retry.maxAttempts = n } }

// WithMaxBody caps the body of an answer in bytes. The default is 50 MiB, the cap of an
// error's body is 1 MiB at most.
func WithMaxBody(n int64) Option { return func(c *config) { c.limits.body = n } }

// WithPollInterval sets how often [Client.Wait] looks: first after min, then half as
// long again each time up to max, each ±20 %. The defaults are 2 s and 30 s.
func WithPollInterval(minimum, maximum time.Duration) Option {
	return func(c *config) { c.poll.min, c.poll.max = minimum, maximum }
}

// WithReconcileFor sets for how long [Client.EnsureResumed] reads a job after a resume
// whose answer was lost, before it takes the job for unchanged. The default is 15 s; it
// has to be longer than the service's reads lag behind its writes, which is not public.
func WithReconcileFor(d time.Duration) Option { return func(c *config) { c.reconcileFor = d } }

func defaults() config {
	return config{
		baseURL:      "",
		userAgent:    "fireworks-sftj-go",
		getenv:       os.Getenv,
		retry:        defaultRetryPolicy(),
		poll:         defaultPollPolicy(),
		limits:       bodyLimits{body: 50 << 20, failure: 1 << 20},
		reconcileFor: defaultReconcileFor,
	}
}
