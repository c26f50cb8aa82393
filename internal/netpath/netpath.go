// Package netpath is the way to a service: the proxy and the certificate authorities that a
// connection uses, and the name of what refused it on that way.
package netpath

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// Settings are what differs between the networks that a program runs in.
type Settings struct {
	// Proxy returns the proxy of a request, nil for none. A nil function stands for
	// [http.ProxyFromEnvironment].
	Proxy func(*http.Request) (*url.URL, error)
	// RootCAs are the trusted certificate authorities. Nil stands for the system's.
	RootCAs *x509.CertPool
}

// NewTransport returns a clone of [http.DefaultTransport] with the settings applied. It
// reports a proxy's refusal as a [*ProxyError]. Where http.DefaultTransport was replaced by
// something else, that is returned as it is if no setting is given.
func NewTransport(s Settings) http.RoundTripper {
	t, ok := http.DefaultTransport.(*http.Transport)
	switch {
	case ok:
		t = t.Clone()
	case s.Proxy == nil && s.RootCAs == nil:
		return http.DefaultTransport
	default:
		t = &http.Transport{Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true}
	}
	Apply(t, s)
	return t
}

// Apply changes a transport that has not been used yet.
func Apply(t *http.Transport, s Settings) {
	if s.Proxy != nil {
		t.Proxy = s.Proxy
	}
	if s.RootCAs != nil {
		if t.TLSClientConfig == nil {
			t.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12}
		}
		t.TLSClientConfig.RootCAs = s.RootCAs
	}
	if t.OnProxyConnectResponse == nil {
		t.OnProxyConnectResponse = refusedConnect
	}
}

// ProxyError is a proxy's refusal to connect to a server.
type ProxyError struct {
	Proxy  string // scheme and host
	Target string // host and port that it was to connect to
	Status int    // HTTP status of the refusal
}

func (e *ProxyError) Error() string {
	status := strconv.Itoa(e.Status)
	if text := http.StatusText(e.Status); text != "" {
		status += " " + text
	}
	return "the proxy " + e.Proxy + " answered " + status + " to CONNECT " + e.Target
}

// refusedConnect is called by net/http with a proxy's response to a CONNECT request. By
// itself, net/http reports the text of the status and nothing else.
func refusedConnect(_ context.Context, proxy *url.URL, request *http.Request, response *http.Response) error {
	if response.StatusCode == http.StatusOK {
		return nil
	}
	return &ProxyError{Proxy: proxy.Scheme + "://" + proxy.Host, Target: request.Host, Status: response.StatusCode}
}

// Refusal is a failure to connect that does not pass by itself: a setting has to change.
type Refusal struct {
	// Hint says what to change.
	Hint string
	// Name reports that it was a host name that does not resolve. Such a failure passes
	// where the machine itself was offline.
	Name bool
}

// RefusalOf returns the refusal in an error of a round trip, and false for every other
// error: refused connections and timeouts pass, a proxy's 502 does too.
func RefusalOf(err error) (Refusal, bool) {
	if proxy, ok := errors.AsType[*ProxyError](err); ok {
		return refusalOfProxy(proxy)
	}
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		if !dns.IsNotFound {
			return Refusal{}, false
		}
		hint := "check the base URL: its host name does not resolve"
		if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "proxyconnect" {
			hint = "check HTTPS_PROXY and HTTP_PROXY: the proxy's host name does not resolve"
		}
		return Refusal{Hint: hint, Name: true}, true
	}
	record, ok := errors.AsType[tls.RecordHeaderError](err)
	switch {
	case errors.Is(err, http.ErrSchemeMismatch), ok && string(record.RecordHeader[:]) == "HTTP/":
		return Refusal{Hint: "check the base URL: the server speaks plain http on this port, not https"}, true
	case ok:
		return Refusal{Hint: "check the base URL and the proxy: the server on this port does not speak TLS"}, true
	}
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return Refusal{Hint: "check the base URL: the server's certificate is for another host"}, true
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return Refusal{Hint: "the server's certificate is signed by an unknown authority; " +
			"if a proxy or a private service has its own, give that authority's certificate in SSL_CERT_FILE"}, true
	}
	if invalid, ok := errors.AsType[x509.CertificateInvalidError](err); ok && invalid.Reason == x509.Expired {
		return Refusal{Hint: "the server's certificate has expired or is not valid yet; check this machine's clock"}, true
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return Refusal{Hint: "the server's certificate is refused"}, true
	}
	return Refusal{}, false
}

func refusalOfProxy(e *ProxyError) (Refusal, bool) {
	switch {
	case e.Status == http.StatusProxyAuthRequired:
		return Refusal{Hint: ProxyAuthHint}, true
	case e.Status == http.StatusRequestTimeout, e.Status == http.StatusTooManyRequests, e.Status >= 500:
		return Refusal{}, false
	}
	host, _, _ := strings.Cut(e.Target, ":")
	return Refusal{Hint: "the proxy does not allow connections to " + e.Target + ": have it allowed, or name " + host + " in NO_PROXY"}, true
}

// ProxyAuthHint says what to do about a proxy's 407.
const ProxyAuthHint = "the proxy wants a user and a password; set them in HTTPS_PROXY and HTTP_PROXY, as in http://USER:PASSWORD@proxy.example:3128"
