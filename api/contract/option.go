package contract

import (
	"crypto/x509"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"time"

	"github.com/fireworks-sftj/sdk/api/conform"
)

// Option changes a run.
type Option func(*settings) error

// settings are the limits of a run.
type settings struct {
	rate          float64
	timeout       time.Duration // 0 for what the plan needs
	answerTimeout time.Duration
	latency       time.Duration
	maxRequests   int
	only          []string
	known         []string
	required      []string
	previous      *Report
	progress      func(Result)
	proxy         proxyFunc
	roots         *x509.CertPool // nil for those of the system
	conform       []conform.Option
}

// DefaultRate is how many requests are sent in a second where WithRate says nothing: just
// below the 6,000 a minute of an account with a payment method.
const DefaultRate = 90

// defaults keep a run against a healthy server nearby in a few seconds, and one against a
// server that hangs below a minute.
func defaults() settings {
	return settings{
		rate:          DefaultRate,
		answerTimeout: 5 * time.Second,
		latency:       2 * time.Second,
		maxRequests:   1000,
		progress:      func(Result) {},
		proxy:         http.ProxyFromEnvironment,
	}
}

// WithRate sets how many requests are sent in a second, at most. The default is
// DefaultRate; an account without a payment method has 10 a minute.
// math.Inf(1) stands for no pause at all.
//
// Errors: a rate that is not above 0.
func WithRate(perSecond float64) Option {
	return func(s *settings) error {
		if math.IsNaN(perSecond) || perSecond <= 0 {
			return fmt.Errorf("%w: a rate of %v requests a second", ErrTarget, perSecond)
		}
		s.rate = perSecond
		return nil
	}
}

// WithTimeout bounds the whole run. What is left then is skipped, and the run is incomplete.
// The default is DefaultTimeout, and more where the plan needs it at the rate it has.
//
// Errors: a time that is not above 0.
func WithTimeout(d time.Duration) Option {
	return positive(d, "run", func(s *settings) { s.timeout = d })
}

// WithAnswerTimeout bounds the wait for one answer, to its last byte. An answer that takes
// longer is a failure. The default is 5 s.
//
// Errors: a time that is not above 0.
func WithAnswerTimeout(d time.Duration) Option {
	return positive(d, "single answer", func(s *settings) { s.answerTimeout = d })
}

// WithLatencyBudget sets the time within which half of all answers must be complete. The
// default is 2 s.
//
// Errors: a time that is not above 0.
func WithLatencyBudget(d time.Duration) Option {
	return positive(d, "latency budget", func(s *settings) { s.latency = d })
}

func positive(d time.Duration, what string, set func(*settings)) Option {
	return func(s *settings) error {
		if d <= 0 {
			return fmt.Errorf("%w: a %s of %s", ErrTarget, what, d)
		}
		set(s)
		return nil
	}
}

// WithMaxRequests caps the requests of the whole run. What is left then is skipped. The
// default is 1000.
//
// Errors: a number below 1.
func WithMaxRequests(n int) Option {
	return func(s *settings) error {
		if n < 1 {
			return fmt.Errorf("%w: at most %d requests", ErrTarget, n)
		}
		s.maxRequests = n
		return nil
	}
}

// WithOnly runs these checks alone: ids, or their first parts ("resume" for all of
// resume.*). The first check, target.answers, always runs.
//
// Errors: an id that no check has.
func WithOnly(ids ...string) Option {
	return func(s *settings) error {
		for _, id := range ids {
			if !known(id) {
				return fmt.Errorf("%w: there is no check %q", ErrTarget, id)
			}
		}
		s.only = append(s.only, ids...)
		return nil
	}
}

// WithKnownFailings names checks that are known to fail. They don't fail the run, until
// one of them passes: then the list is out of date, and the run fails for that.
//
// Errors: an id that no check has.
func WithKnownFailings(ids ...string) Option {
	return func(s *settings) error {
		for _, id := range ids {
			if !knownExactly(id) {
				return fmt.Errorf("%w: there is no check %q to be known as failing", ErrTarget, id)
			}
		}
		s.known = append(s.known, ids...)
		return nil
	}
}

// WithRequired names checks, by their ids or first parts, that must come to a verdict on the
// target: one that is skipped fails the run, with its reason. What was not exercised is not
// green then.
//
// Errors: an id that no check has.
func WithRequired(ids ...string) Option {
	return func(s *settings) error {
		for _, id := range ids {
			if !known(id) {
				return fmt.Errorf("%w: there is no check %q to require", ErrTarget, id)
			}
		}
		s.required = append(s.required, ids...)
		return nil
	}
}

// WithPrevious gives the report of an earlier run against the same target: what was on the
// wire then and is gone now is drift.
func WithPrevious(r *Report) Option {
	return func(s *settings) error { s.previous = r; return nil }
}

// WithProgress has f called with the result of each check as soon as it is known, on the
// goroutine of Run.
func WithProgress(f func(Result)) Option {
	return func(s *settings) error { s.progress = f; return nil }
}

// WithProxy sets the proxy that requests go through: proxy returns it for a request, nil for a
// direct connection. The default is http.ProxyFromEnvironment, which reads HTTPS_PROXY,
// HTTP_PROXY and NO_PROXY. It does not matter for a target with a Transport.
//
// Errors: a nil function.
func WithProxy(proxy func(*http.Request) (*url.URL, error)) Option {
	return func(s *settings) error {
		if proxy == nil {
			return fmt.Errorf("%w: WithProxy needs a function", ErrTarget)
		}
		s.proxy = proxy
		return nil
	}
}

// WithRootCAs sets the certificate authorities that the target's certificate may be signed
// by. The default, nil, is those of the system, with SSL_CERT_FILE. It does not matter for a
// target with a Transport.
func WithRootCAs(roots *x509.CertPool) Option {
	return func(s *settings) error { s.roots = roots; return nil }
}

// WithDocument judges by another OpenAPI 3.0 document than the embedded contract.
func WithDocument(yaml []byte) Option {
	return func(s *settings) error {
		s.conform = append(s.conform, conform.WithDocument(yaml))
		return nil
	}
}
