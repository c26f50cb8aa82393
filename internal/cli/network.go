package cli

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/http/httpproxy"

	"github.com/fireworks-sftj/sdk/internal/netpath"
	"github.com/fireworks-sftj/sdk/internal/redact"
)

// envCAFile names further certificate authorities. On Unix, Go reads it by itself and takes
// no notice of a file that is missing; on macOS and Windows it does not read it.
const envCAFile = "SSL_CERT_FILE"

// network is how every command connects: through which proxy, and trusting which certificate
// authorities.
type network struct {
	proxy, caFile setting // as sftj config shows them
	netpath.Settings
}

// network returns the settings for connections to baseURL.
//
// Errors: a proxy that is no URL, a file of certificates that cannot be read or has none.
func (a *app) network(baseURL string) (network, error) {
	n := network{proxy: setting{Name: "proxy"}}
	environment := httpproxy.Config{
		HTTPProxy:  first(a.getenv("HTTP_PROXY"), a.getenv("http_proxy")),
		HTTPSProxy: first(a.getenv("HTTPS_PROXY"), a.getenv("https_proxy")),
		NoProxy:    first(a.getenv("NO_PROXY"), a.getenv("no_proxy")),
	}
	proxyOf := environment.ProxyFunc()
	n.Proxy = func(req *http.Request) (*url.URL, error) {
		proxy, err := proxyOf(req.URL)
		if err != nil {
			return nil, errProxyURL // the original quotes the URL, and with it perhaps a password
		}
		return proxy, nil
	}
	var proxyErr error
	if target, err := url.Parse(baseURL); err == nil && target.Host != "" {
		n.proxy, proxyErr = a.proxySetting(target, environment)
	}
	var caErr error
	n.caFile, n.RootCAs, caErr = a.trusted()
	return n, errors.Join(proxyErr, caErr)
}

var errProxyURL = errors.New("HTTPS_PROXY or HTTP_PROXY is not the URL of a proxy: give it as http://HOST:PORT")

// proxySetting finds the proxy for a target, and the variable that decides about it.
func (a *app) proxySetting(target *url.URL, environment httpproxy.Config) (setting, error) {
	s := setting{Name: "proxy"}
	name, value := "HTTPS_PROXY", environment.HTTPSProxy
	if target.Scheme == "http" {
		name, value = "HTTP_PROXY", environment.HTTPProxy
	}
	if value == "" {
		return s, nil
	}
	if a.getenv(name) == "" {
		name = strings.ToLower(name)
	}
	s.From = "environment " + name
	proxy, err := environment.ProxyFunc()(target)
	// Of ftp://host, httpproxy makes the proxy http://ftp.
	scheme, _, hasScheme := strings.Cut(value, "://")
	known := []string{"http", "https", "socks5", "socks5h"}
	switch {
	case err != nil, hasScheme && !slices.Contains(known, strings.ToLower(scheme)):
		return s, fmt.Errorf("%s is not the URL of a proxy: give it as http://HOST:PORT", name)
	case proxy == nil && loopback(target.Hostname()):
		s.From += ", which does not apply to this machine"
	case proxy == nil:
		s.From += ", from which NO_PROXY excepts the host"
	default:
		s.Value = proxy.String()
		if proxy.User != nil && !a.flags.showSecrets {
			s.Value = proxy.Scheme + "://" + redact.Mask + "@" + proxy.Host
		}
	}
	return s, nil
}

// maxCAFile is the size in bytes up to which certificates are read. The system's own file of all
// public authorities takes about 200 KiB.
const maxCAFile = 16 << 20

// trusted reads the certificate authorities that are trusted beside the system's.
func (a *app) trusted() (setting, *x509.CertPool, error) {
	s := setting{Name: "ca-file", Value: strings.TrimSpace(a.flags.caFile), From: "flag --ca-file"}
	if s.Value == "" {
		s.Value, s.From = strings.TrimSpace(a.getenv(envCAFile)), "environment "+envCAFile
	}
	if s.Value == "" {
		return setting{Name: s.Name}, nil, nil
	}
	_, name, _ := strings.Cut(s.From, " ")
	pem, err := readSettings(s.Value, maxCAFile)
	switch {
	case errors.Is(err, errTooLarge):
		return s, nil, fmt.Errorf("%s: %s has more than %d MiB", name, s.Value, maxCAFile>>20)
	case err != nil:
		return s, nil, fmt.Errorf("%s: %w", name, err)
	}
	pool, err := x509.SystemCertPool()
	if err != nil { // a system without any
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(pem) {
		return s, nil, fmt.Errorf("%s: %s has no certificate in PEM form", name, s.Value)
	}
	return s, pool, nil
}
