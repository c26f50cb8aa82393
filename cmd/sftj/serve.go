package main

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
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Run the emulator: the service in memory, with sample jobs",
		Long: `Runs the emulator on a port of this machine, with sample jobs in the states that an
operator meets, and prints what to export so that sftj and your own programs use it.
Everything is gone when it stops. The contract is checked on the way; what breaks it is
reported on stderr.`,
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
			handler, err := a.guarded(emulator.New(sampleOptions(speed)...).Handler())
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
	cmd.Flags().Float64Var(&speed, "speed", 1, "how much faster than life the jobs run")
	return cmd
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
	checker, err := conform.New(conform.WithMode(conform.Observe), conform.WithObserver(func(r conform.Result) {
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
	return serveUntilDone(ctx, listener, handler)
}
