package contract

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/fireworks-sftj/sdk/internal/redact"
)

// dialTimeout bounds the wait for a connection. A host that does not accept one in this
// time is down.
const dialTimeout = 5 * time.Second

// proxyFunc returns the proxy for a request, nil for a direct connection.
type proxyFunc func(*http.Request) (*url.URL, error)

// newTransport returns plain net/http without the parts that would hide a fault: nothing is
// decompressed, and each request has a connection of its own, because on a kept connection
// net/http repeats a GET that was reset. Requests go through the proxy that the environment
// names, as those of every other command do.
func newTransport(proxy proxyFunc, roots *x509.CertPool) *http.Transport {
	return &http.Transport{
		Proxy:                  proxy,
		DialContext:            (&net.Dialer{Timeout: dialTimeout}).DialContext,
		TLSHandshakeTimeout:    dialTimeout,
		TLSClientConfig:        &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
		OnProxyConnectResponse: refusedConnect,
		DisableKeepAlives:      true,
		DisableCompression:     true,
		MaxResponseHeaderBytes: 256 << 10,
		ForceAttemptHTTP2:      false,
	}
}

// newKept returns the same with one connection that is kept.
func newKept(proxy proxyFunc, roots *x509.CertPool) *http.Transport {
	t := newTransport(proxy, roots)
	t.DisableKeepAlives, t.MaxConnsPerHost = false, 1
	return t
}

// proxyError is a refusal of the proxy. The target has not seen the request.
type proxyError struct {
	proxy  *url.URL
	target string
	status int
}

func (e *proxyError) Error() string {
	text := fmt.Sprintf("the proxy %s refused to connect to %s: %d %s", shownProxy(e.proxy), e.target, e.status, http.StatusText(e.status))
	if e.status == http.StatusProxyAuthRequired {
		text += " (the proxy wants a user and a password of its own; the API key is not meant)"
	}
	return text
}

// shownProxy is the address of a proxy without its user and password.
func shownProxy(u *url.URL) string { return redact.Text(u.Scheme + "://" + u.Host) }

// refusedConnect makes a typed error of the response to CONNECT, which net/http would reduce
// to its status text.
func refusedConnect(_ context.Context, proxy *url.URL, connect *http.Request, resp *http.Response) error {
	if resp.StatusCode == http.StatusOK {
		return nil
	}
	return &proxyError{proxy: proxy, target: connect.Host, status: resp.StatusCode}
}

// proxyOf returns the proxy that the requests of this run go through, nil for none. A
// transport of the caller's has no proxy that the kit knows of.
func (r *run) proxyOf(req *http.Request) (*url.URL, error) {
	if r.Transport != nil || r.proxy == nil {
		return nil, nil //nolint:nilnil // as http.Transport.Proxy
	}
	return r.proxy(req)
}

// noOwnConnection says why the bytes of a connection to the target cannot be seen, "" where
// they can. A proxy passes the bytes of an https connection on (CONNECT), but for http it
// sends a response of its own making.
func (r *run) noOwnConnection() string {
	proxy, err := r.proxyOf(&http.Request{URL: r.root})
	switch {
	case err != nil || proxy == nil:
		return ""
	case r.root.Scheme == "https" && (proxy.Scheme == "http" || proxy.Scheme == "https"):
		return ""
	}
	return fmt.Sprintf("requests go through the proxy %s, so that the connection to look at is the proxy's and not the target's", shownProxy(proxy))
}

// dial opens a connection to the target for a request, through the proxy where there is one.
func (r *run) dial(ctx context.Context, req *http.Request) (net.Conn, error) {
	dialer := &net.Dialer{Timeout: dialTimeout}
	addr := hostPort(req.URL)
	proxy, err := r.proxyOf(req)
	if err != nil {
		return nil, err
	}
	var conn net.Conn
	if proxy == nil {
		conn, err = dialer.DialContext(ctx, "tcp", addr)
	} else {
		conn, err = r.tunnel(ctx, dialer, proxy, addr)
	}
	if err != nil || req.URL.Scheme != "https" {
		return conn, err
	}
	return r.handshake(ctx, conn, req.URL.Hostname())
}

// hostPort is the address that a URL is dialed at.
func hostPort(u *url.URL) string {
	if u.Port() != "" {
		return u.Host
	}
	port := "443"
	if u.Scheme == "http" {
		port = "80"
	}
	return net.JoinHostPort(u.Hostname(), port)
}

// tunnel asks a proxy for a connection to addr.
func (r *run) tunnel(ctx context.Context, dialer *net.Dialer, proxy *url.URL, addr string) (net.Conn, error) {
	conn, err := dialer.DialContext(ctx, "tcp", hostPort(proxy))
	if err == nil && proxy.Scheme == "https" {
		conn, err = r.handshake(ctx, conn, proxy.Hostname())
	}
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	connect := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: addr}, Host: addr, Header: make(http.Header)}
	if u := proxy.User; u != nil {
		password, _ := u.Password()
		connect.Header.Set("Proxy-Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(u.Username()+":"+password)))
	}
	err = errors.Join(conn.SetDeadline(time.Now().Add(dialTimeout)), connect.Write(conn))
	var resp *http.Response
	if err == nil {
		resp, err = http.ReadResponse(bufio.NewReaderSize(conn, 1), connect) //nolint:bodyclose // what comes behind the header is the tunnel
	}
	if err == nil && resp.StatusCode != http.StatusOK {
		err = &proxyError{proxy: proxy, target: addr, status: resp.StatusCode}
	}
	if err = errors.Join(err, conn.SetDeadline(time.Time{})); err != nil {
		conn.Close()
		return nil, err
	}
	return conn, nil
}

// handshake puts TLS on a connection, and closes it where that fails.
func (r *run) handshake(ctx context.Context, conn net.Conn, host string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	secure := tls.Client(conn, &tls.Config{ServerName: host, RootCAs: r.roots, MinVersion: tls.VersionTLS12})
	if err := secure.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, err
	}
	return secure, nil
}
