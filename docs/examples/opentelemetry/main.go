// Command opentelemetry shows how spans are made of the SDK's requests: with a transport
// of one's own. It is a module of its own, so that the SDK's users do not get
// OpenTelemetry with it. It runs against the emulator and prints the spans.
package main

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"os"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/exporters/stdout/stdouttrace"
	"go.opentelemetry.io/otel/sdk/trace"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/client"
)

func main() {
	if err := run(context.Background()); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context) error {
	exporter, err := stdouttrace.New(stdouttrace.WithWriter(os.Stdout), stdouttrace.WithoutTimestamps())
	if err != nil {
		return err
	}
	provider := trace.NewTracerProvider(trace.WithSyncer(exporter))

	// In a program of yours this is http.DefaultTransport.
	service := emulator.New(
		emulator.WithAccount("acme", "fw_key"),
		emulator.WithJobs("acme", client.Job{Name: "ft-42", Dataset: "accounts/acme/datasets/d", State: client.JobStatePaused}),
	).Transport()

	// otelhttp passes the httptrace hooks on, so the SDK can still tell a request that was
	// never sent. Below the SDK's plumbing a span is one attempt; its URL has no secret.
	traced := otelhttp.NewTransport(service,
		otelhttp.WithTracerProvider(provider),
		otelhttp.WithSpanNameFormatter(func(_ string, r *http.Request) string { return "sftj " + r.Method }),
	)
	c, err := sftj.New(sftj.WithAPIKey("fw_key"), sftj.WithAccount("acme"), sftj.WithTransport(traced))
	if err != nil {
		return err
	}
	r, err := c.EnsureResumed(ctx, "ft-42")
	if err != nil {
		return err
	}
	fmt.Println(r.Outcome, r.Job)
	return provider.Shutdown(ctx)
}
