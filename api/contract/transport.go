package contract

import (
	"net"
	"net/http"
	"time"
)

// dialTimeout bounds the wait for a connection. A host that does not take one is down.
const dialTimeout = 5 * time.Second

// newTransport returns plain net/http without what would hide a fault: nothing is
// decompressed, no proxy answers in the target's place, and each request has a connection
// of its own, because on a kept one net/http repeats a GET that was reset.
func newTransport() *http.Transport {
	return &http.Transport{
		DialContext:            (&net.Dialer{Timeout: dialTimeout}).DialContext,
		TLSHandshakeTimeout:    dialTimeout,
		DisableKeepAlives:      true,
		DisableCompression:     true,
		MaxResponseHeaderBytes: 256 << 10,
		ForceAttemptHTTP2:      false,
	}
}

// newKept returns the same with one connection that is kept.
func newKept() *http.Transport {
	t := newTransport()
	t.DisableKeepAlives, t.MaxConnsPerHost = false, 1
	return t
}
