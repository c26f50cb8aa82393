package contract

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"
)

// A target that cannot be reached is not a target that fails. This file decides which it is:
// at the start of a run by target.answers, and during the run by a plain read, sent again
// when a response looks as if the target were not there any more.

const (
	// lifeReads is how often the plain read of target.answers is sent again in a run.
	lifeReads = 12
	// lifePause is the time between two of those reads: long enough for a restart that
	// keeps no one waiting, short enough for a person at a terminal.
	lifePause = time.Second
)

// goneError ends a run whose target was there before and cannot be reached any more.
type goneError struct{ cause string }

func (e *goneError) Error() string {
	return "the target went away during the run: " + e.cause
}

// down reports whether a request never reached the target: no connection, no TLS, no way
// through the proxy.
func down(err error) bool {
	var op *net.OpError
	var dns *net.DNSError
	var proxy *proxyError
	return errors.As(err, &proxy) || errors.As(err, &dns) || errors.As(err, &op) && op.Op == "dial" || tlsFailure(err) != ""
}

// tlsFailure says in a sentence why TLS with the target failed, "" where it did not.
func tlsFailure(err error) string {
	var authority x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	var verification *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	switch {
	case err == nil:
		return ""
	case errors.As(err, &authority):
		return "its certificate is signed by an authority that is not trusted here; SSL_CERT_FILE can name the authority's certificate"
	case errors.As(err, &host), errors.As(err, &invalid), errors.As(err, &verification), errors.As(err, &alert):
		return "TLS failed: " + strings.TrimPrefix(err.Error(), "tls: ")
	case errors.As(err, &record), strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"):
		return "it does not speak TLS at this port; is the base URL http:// instead of https://?"
	}
	return ""
}

// absent says in a sentence why a response is not one of the service, "" where it may be: no
// connection, a proxy's refusal, a gateway with nothing behind it, or a redirect.
func (a *answer) absent() string {
	switch where := a.probe.Method + " " + a.probe.Path; {
	case a.err != nil && !down(a.err):
		return ""
	case a.err != nil:
		return unreachableText(a.err)
	case a.status == http.StatusProxyAuthRequired:
		return fmt.Sprintf("a proxy answers %s with %s: it wants a user and a password of its own; the API key is not meant", where, status(a))
	case slices.Contains([]int{502, 503, 504, 530}, a.status), a.status >= 520 && a.status <= 527:
		return fmt.Sprintf("a gateway answers %s with %s, and no service behind it", where, status(a))
	case a.status >= 300 && a.status < 400:
		return fmt.Sprintf("%s is redirected (%s) to %q; the base URL has to be the place itself", where, status(a), a.header.Get("Location"))
	}
	return ""
}

// unreachableText is an error of a connection as a sentence.
func unreachableText(err error) string {
	if text := tlsFailure(err); text != "" {
		return text
	}
	return brief(err)
}

// foreign reports whether a refusal is none of the service's: no error of the service is
// text or HTML. A wrong path in the base URL looks like this.
func (a *answer) foreign() bool {
	return a.err == nil && a.status >= 400 && a.status < 500 && object(a.plain) == nil &&
		!slices.Contains([]int{http.StatusUnauthorized, http.StatusForbidden, http.StatusTooManyRequests}, a.status)
}

// vanished decides what became of the target after a response that looks as if it were
// gone, or that broke off. It returns nil where the target is there: then the response is a
// fault, and the check's to judge.
func (r *run) vanished(ctx context.Context, a *answer) error {
	cause := a.absent()
	if cause == "" && (a.err == nil || errors.Is(a.err, errHung) || errors.Is(a.err, errTooLong)) {
		return nil
	}
	suspects := []*answer{a}
	for n := range 2 {
		life := r.takeLife()
		if life == nil {
			return nil
		}
		if n > 0 {
			if err := pause(ctx, lifePause); err != nil {
				return err
			}
		}
		b, err := r.once(ctx, answersID, *life)
		if err != nil {
			return err
		}
		suspects = append(suspects, b)
		if b.absent() == "" {
			return nil
		}
		cause = b.absent()
	}
	gone := &goneError{fmt.Sprintf("after %d responses, %s", r.goodBefore(a), cause)}
	r.mu.Lock()
	for _, x := range suspects {
		x.lost = true
	}
	r.mu.Unlock()
	r.stop(SkipStopped, gone.Error())
	return gone
}

// goodBefore counts the responses before a.
func (r *run) goodBefore(a *answer) int { return a.seq - 1 }

// takeLife returns the read that worked first, nil where none has worked yet or it was sent
// often enough.
func (r *run) takeLife() *Probe {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.life == nil || r.lives >= lifeReads {
		return nil
	}
	r.lives++
	return r.life
}
