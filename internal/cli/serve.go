package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/api/sftj"
)

func (a *app) serveCommand() *cobra.Command {
	var addr string
	var speed float64
	var hosts []string
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Run the emulator: the service in memory, with sample jobs",
		Long: `Runs the emulator on a port of this machine, with sample jobs in the states that an
operator meets, and prints what to export so that sftj and your own programs use it.
Everything is gone when it stops. The contract is checked on the way; what breaks it is
reported on stderr.

It is made for one machine and its tests, and holds its ground on a shared one: requests
for another host are refused (--allow-host), a key is asked for before a body is read,
the head of a request has 64 KiB and 10 s, the whole of it 1 MiB and 30 s. It keeps at
most 10,000 jobs, 32 MiB of them, and the latest 4096 requests.`,
		Example: `  sftj serve --addr 127.0.0.1:8080
  sftj serve --speed 60     # half an hour of training in half a minute`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !(speed > 0) {
				return usage(cmd, errors.New("a speed is above zero"))
			}
			if err := checkAddress(addr); err != nil {
				return usage(cmd, err)
			}
			host, _, _ := net.SplitHostPort(addr) // checked above
			handler, err := a.serveHandler(speed, append(hosts, host)...)
			if err != nil {
				return err
			}
			var listen net.ListenConfig
			listener, err := listen.Listen(cmd.Context(), "tcp", addr)
			if err != nil {
				return err
			}
			return a.serve(cmd.Context(), listener, handler)
		},
	}
	cmd.Flags().StringVar(&addr, "addr", "127.0.0.1:8080", "address to listen on; port 0 takes a free one")
	cmd.Flags().StringSliceVar(&hosts, "allow-host", nil, "host name that requests may be sent to, beside localhost, IP addresses and the host of --addr; * allows all")
	cmd.Flags().Float64Var(&speed, "speed", 1, "how much faster than life the jobs run")
	return cmd
}

// serveLimits are what the emulator on a port keeps and takes.
func serveLimits() emulator.Limits {
	return emulator.Limits{Jobs: 10_000, JobBytes: 32 << 20, Body: emulator.DefaultBody}
}

// maxJudged is the size in bytes up to which serve checks a body by the contract: a page of
// jobs that fill the emulator is longer, and passes all the same.
const maxJudged = 16 << 20

// serveHandler is the emulator with all that stands before it on a port, from the outside
// in: the check of the host, that of the key, the limit on bodies, and the contract.
func (a *app) serveHandler(speed float64, hosts ...string) (http.Handler, error) {
	e := emulator.New(append(sampleOptions(speed), emulator.WithLimits(serveLimits()))...)
	handler, err := a.guarded(e.Handler())
	if err != nil {
		return nil, err
	}
	return onlyHosts(e.RequireKey(limitInFlight(handler, serveLimits().Body, maxInFlight)), hosts...), nil
}

// checkAddress refuses what can't be listened on.
func checkAddress(addr string) error {
	_, port, err := net.SplitHostPort(addr)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		return fmt.Errorf("--addr %q is not an address with a port, as in 127.0.0.1:8080", addr)
	}
	return nil
}

// guarded puts the contract around a handler, and reports what breaks it.
func (a *app) guarded(next http.Handler) (http.Handler, error) {
	checker, err := conform.New(conform.WithMode(conform.Observe), conform.WithMaxBody(maxJudged), conform.WithObserver(func(r conform.Result) {
		for _, v := range r.Violations {
			a.reportViolation(v)
		}
	}))
	if err != nil {
		return nil, err
	}
	return checker.Handler(next), nil
}

// named is a finding with the operation it is about, if it is about one.
func named(operation string, finding fmt.Stringer) string {
	if operation == "" {
		return finding.String()
	}
	return operation + " " + finding.String()
}

// reachable is an address that a client on this machine can use: what listens on every
// interface is reached by the loopback one, over which a key may go without TLS.
func reachable(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if ip := net.ParseIP(host); err == nil && ip != nil && ip.IsUnspecified() {
		return net.JoinHostPort("127.0.0.1", port)
	}
	return addr
}

func (a *app) serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	url := "http://" + reachable(listener.Addr().String())
	fmt.Fprintf(a.stdout, "export %s=%s\nexport %s=%s\nexport %s=%s\n",
		sftj.EnvAPIKey, sampleKey, sftj.EnvAccount, sampleAccount, sftj.EnvBaseURL, url)
	a.say("emulator on %s, with sample jobs of account %s; stop it with Ctrl-C", url, sampleAccount)
	return serveUntilDone(ctx, listener, newServer(handler, writeTimeout))
}
