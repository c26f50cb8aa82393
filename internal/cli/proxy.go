package cli

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"time"

	"github.com/spf13/cobra"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/internal/netpath"
	"github.com/fireworks-sftj/sdk/internal/recording"
	"github.com/fireworks-sftj/sdk/internal/redact"
)

// proxyFlags are the flags of proxy.
type proxyFlags struct {
	to, addr, record, evidence string
}

func (a *app) proxyCommand() *cobra.Command {
	var f proxyFlags
	cmd := &cobra.Command{
		Use:   "proxy --to URL",
		Short: "Check the traffic between a client and the service while it passes",
		Long: `Forwards requests to the service and checks both sides of every exchange against the
contract while it passes. No byte of a body is changed, and the client's own key is
used. What violates the contract is reported on stderr at once; when the proxy is
stopped it prints what sftj drift would.

--record keeps the exchanges without their secrets: sftj validate, sftj drift and the
contract kit read such a recording. Requests to other operations pass and are not
judged. Where the service cannot be reached the client's connection is closed, as the
service's would be.

It exits with 0 if there is no drift, 1 if there is, 2 for a command line that cannot
be used.`,
		Example: `  sftj proxy --to https://api.fireworks.ai --record session.txtar
  FIREWORKS_BASE_URL=http://127.0.0.1:8081 sftj list    # in another terminal`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.proxy(cmd, f) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.to, "to", "", "URL of the service; a path is put before every request's")
	flags.StringVar(&f.addr, "addr", "127.0.0.1:8081", "address to listen on; port 0 takes a free one")
	flags.StringVar(&f.record, "record", "", "file to keep the exchanges in, without their secrets")
	flags.StringVar(&f.evidence, "evidence", "", "file to write the statements of the contract to that the responses confirmed")
	return cmd
}

func (a *app) proxy(cmd *cobra.Command, f proxyFlags) error {
	if err := a.checkOutput(); err != nil {
		return err
	}
	to, err := a.proxyTarget(f.to)
	if err != nil {
		return usage(cmd, err)
	}
	if err := checkAddress(f.addr); err != nil {
		return usage(cmd, err)
	}
	evidence, err := openEvidence(f.evidence)
	if err != nil {
		return usage(cmd, err)
	}
	defer evidence.discard()
	found := &drifting{Drift: []drifted{}, bothSides: true}
	found.Target = redact.Text(to.String())
	ck, err := conform.New(conform.WithMode(conform.Observe), conform.WithObserver(func(r conform.Result) {
		for _, v := range found.judged(r) {
			a.reportViolation(v) // each of its kind once; the rows at the end count them
		}
	}))
	if err != nil {
		return err
	}
	way, err := a.network(to.String())
	if err != nil {
		return usage(cmd, err)
	}
	var next http.RoundTripper = proxyTransport(way.Settings)
	if f.record != "" {
		log, err := recording.Create(f.record, "Exchanges with "+redact.Text(to.Host)+", recorded by sftj proxy "+time.Now().UTC().Format(time.RFC3339))
		if err != nil {
			return usage(cmd, fmt.Errorf("--record: %w", err))
		}
		defer func() { a.closeRecording(f.record, log) }()
		next = recording.RecordTo(next, log)
	}
	var listen net.ListenConfig
	listener, err := listen.Listen(cmd.Context(), "tcp", f.addr)
	if err != nil {
		return err
	}
	url := "http://" + reachable(listener.Addr().String())
	a.say("proxy on %s, forwarding to %s; stop it with Ctrl-C", url, redact.Text(to.String()))
	if err := serveUntilDone(cmd.Context(), listener, newServer(ck.Handler(a.forward(to, next)), 0)); err != nil {
		return err
	}
	found.conclude(ck, nil)
	if err := errors.Join(evidence.write(&found.Report), a.printDrift(found)); err != nil {
		return err
	}
	if len(found.Drift) > 0 {
		return errDriftAtStop
	}
	return nil
}

// proxyTarget checks the URL that requests are forwarded to. Keys pass, so it has to be
// https unless it is this machine.
func (a *app) proxyTarget(raw string) (*url.URL, error) {
	to, err := url.Parse(raw)
	switch {
	case raw == "":
		return nil, errors.New("--to is missing: give the URL of the service, as in --to https://api.fireworks.ai")
	case err != nil || to.Host == "" || to.Scheme != "http" && to.Scheme != "https":
		return nil, errors.New("--to: not an http or https URL with a host, as in https://api.fireworks.ai")
	case to.User != nil || to.RawQuery != "" || to.Fragment != "":
		return nil, errors.New("--to: a URL with a user, a query or a fragment cannot be forwarded to")
	case to.Scheme == "http" && !loopback(to.Hostname()) && !a.flags.plainHTTP:
		return nil, errors.New("--to: http would send keys in the clear; use https, or allow it with --plain-http")
	}
	return to, nil
}

// proxyTransport reaches the service as the client would: it neither asks for compression
// by itself nor undoes it, and it speaks HTTP/1.1, because net/http repeats some requests
// by itself over HTTP/2.
func proxyTransport(s netpath.Settings) *http.Transport {
	const connections = 256
	t := http.DefaultTransport.(*http.Transport).Clone() //nolint:errcheck // a program that replaces the default transport should know
	t.DisableCompression = true
	t.MaxIdleConns, t.MaxIdleConnsPerHost = connections, connections
	t.Protocols = new(http.Protocols)
	t.Protocols.SetHTTP1(true)
	netpath.Apply(t, s)
	return t
}

// forward makes the handler that passes requests on. A response is flushed before it is
// judged, so that the client does not wait for the verdict.
func (a *app) forward(to *url.URL, next http.RoundTripper) http.Handler {
	proxy := &httputil.ReverseProxy{
		Transport: next,
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(to)
			for _, name := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"} {
				if values, ok := r.In.Header[name]; ok {
					r.Out.Header[name] = values // as the client sent it
				}
			}
		},
		ErrorHandler: func(_ http.ResponseWriter, r *http.Request, err error) {
			if r.Context().Err() == nil {
				a.say("proxy: %s %s: %s", r.Method, redact.Text(r.URL.EscapedPath()), redact.Text(err.Error()))
			}
			panic(http.ErrAbortHandler) // the client sees what it would without the proxy: no response
		},
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		proxy.ServeHTTP(w, r)
		_ = http.NewResponseController(w).Flush() // the client may be gone; the verdict is due all the same
	})
}

func (a *app) closeRecording(path string, log *recording.Log) {
	if err := log.Close(); err != nil {
		a.say("--record: %s: %s", path, err)
		return
	}
	a.say("%s recorded in %s", countOf(log.Len(), "exchange"), path)
}

// reportViolation writes what a guard found to stderr.
func (a *app) reportViolation(v conform.Violation) {
	a.notice(struct {
		Violation conform.Violation `json:"violation"`
	}{v}, fmt.Sprintf("contract: %s", named(v.Operation, v)))
}
