package conform

import (
	"errors"
	"fmt"
	"math"
)

// Mode says what Handler and Transport do about a violation.
type Mode string

const (
	// Strict keeps a violating message from its receiver.
	Strict Mode = "strict"
	// Observe lets everything pass and only tells.
	Observe Mode = "observe"
)

// DefaultMaxBody is the size in bytes up to which a body is judged, 50 MiB: the same limit
// the client reads answers by.
const DefaultMaxBody = 50 << 20

// Option changes a Checker while it is made.
type Option func(*settings) error

const (
	// DefaultMaxViolations is the largest number of violations that a Result lists.
	DefaultMaxViolations = 100
	// DefaultMaxDrift is the largest number of drifts that a Result lists. It is larger,
	// because one new field of a job is a drift in each of the 200 jobs of a page.
	DefaultMaxDrift = 1000
)

type settings struct {
	document []byte
	mode     Mode
	observer func(Result)
	maxBody  int64

	maxViolations, maxDrift int

	bases     []basePath // nil: those of the document's servers
	unmatched Unmatched
}

func defaults() settings {
	return settings{mode: Strict, maxBody: DefaultMaxBody, maxViolations: DefaultMaxViolations, maxDrift: DefaultMaxDrift}
}

// WithDocument judges by another OpenAPI 3.0 document, YAML or JSON, than the embedded one.
//
// Errors: an empty document.
func WithDocument(yaml []byte) Option {
	return func(s *settings) error {
		if len(yaml) == 0 {
			return errors.New("conform: the document is empty")
		}
		s.document = append([]byte(nil), yaml...)
		return nil
	}
}

// WithMode picks what Handler and Transport do about a violation. The default is Strict.
//
// Errors: a mode other than Strict and Observe.
func WithMode(m Mode) Option {
	return func(s *settings) error {
		if m != Strict && m != Observe {
			return fmt.Errorf("conform: unknown mode %q", string(m))
		}
		s.mode = m
		return nil
	}
}

// WithObserver has f called with the result of every exchange that is checked, by
// whichever face, on the goroutine that checks it. f must be safe for concurrent use.
func WithObserver(f func(Result)) Option {
	return func(s *settings) error {
		s.observer = f
		return nil
	}
}

// WithMaxBody sets the size in bytes up to which a body is judged. A longer one, encoded
// or decoded, is a violation of the rule "size". The default is 50 MiB.
//
// Errors: a size below 1.
func WithMaxBody(bytes int64) Option {
	return func(s *settings) error {
		if bytes < 1 {
			return fmt.Errorf("conform: maximal body of %d bytes", bytes)
		}
		s.maxBody = min(bytes, math.MaxInt64-1) // one more is read, to know that there is more
		return nil
	}
}

// WithMaxFindings sets how many violations and how many drifts the Result of one exchange
// lists; MoreViolations and MoreDrift say that there are more. The defaults are 100 and
// 1000. The ledger counts unknown things whether they are listed or not.
//
// Errors: a number below 1.
func WithMaxFindings(violations, drift int) Option {
	return func(s *settings) error {
		if violations < 1 || drift < 1 {
			return fmt.Errorf("conform: at most %d violations and %d drifts", violations, drift)
		}
		s.maxViolations, s.maxDrift = violations, drift
		return nil
	}
}

// WithBasePath says that the paths of the contract stand below another path: the prefix of
// a router, such as /api, or the path of a client's base URL. The empty path and "/" stand
// for none. By default the paths of the document's servers are taken; the embedded contract
// has none.
//
// Errors: what is not a path.
func WithBasePath(path string) Option {
	return func(s *settings) error {
		base, err := newBasePath(path)
		if err != nil {
			return err
		}
		s.bases = []basePath{base}
		return nil
	}
}

// Unmatched says what Handler and Transport do in Strict mode about a request that is no
// operation of the contract. Such an exchange cannot be judged, whatever is done: it is told
// to the observer and counted in Report.Unjudged.
type Unmatched string

const (
	// PassUnmatched lets such a request pass, and its response. It is the default of Handler:
	// a server may have other operations beside those of the contract.
	PassUnmatched Unmatched = "pass"
	// RefuseUnmatched refuses it: Handler answers 404 or 405 in the service's error shape,
	// Transport returns *Error. It is the default of Transport.
	RefuseUnmatched Unmatched = "refuse"
)

// WithUnmatched picks what Handler and Transport do in Strict mode about a request that is
// no operation of the contract. In Observe mode everything passes.
//
// Errors: a choice other than PassUnmatched and RefuseUnmatched.
func WithUnmatched(u Unmatched) Option {
	return func(s *settings) error {
		if u != PassUnmatched && u != RefuseUnmatched {
			return fmt.Errorf("conform: unknown choice %q for requests that are not the contract's", string(u))
		}
		s.unmatched = u
		return nil
	}
}
