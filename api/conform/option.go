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

// defaultMaxBody is the size in bytes from which on a body is not judged, 50 MiB: the
// same limit the client reads answers by.
const defaultMaxBody = 50 << 20

// Option changes a Checker while it is made.
type Option func(*settings) error

type settings struct {
	document []byte
	mode     Mode
	observer func(Result)
	maxBody  int64
}

func defaults() settings {
	return settings{mode: Strict, maxBody: defaultMaxBody}
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
