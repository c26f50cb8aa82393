package sftj

import (
	"log/slog"
	"net/http"
	"time"
)

// logTransport logs attempts. What it logs is an allow-list: a secret can't be in an
// attribute that is not there.
type logTransport struct {
	next   http.RoundTripper
	logger *slog.Logger
	mask   func(string) string
}

func (t *logTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	if t.logger == nil {
		return t.next.RoundTrip(req)
	}
	start := time.Now()
	resp, err := t.next.RoundTrip(req)

	op, job := operationOf(req)
	attempt := attemptFrom(req.Context())
	attrs := []slog.Attr{
		slog.String("operation", op.name),
		slog.String("method", req.Method),
		slog.String("path", op.path),
		slog.Int("attempt", attempt),
		slog.Duration("duration", time.Since(start)),
	}
	if badID(job) == "" {
		attrs = append(attrs, slog.String("job", t.mask(job)))
	}
	level := slog.LevelDebug
	if attempt > 1 || err != nil {
		level = slog.LevelWarn
	}
	if err != nil {
		// The text of an error is not on the list: it may quote what the service sent.
		t.logger.LogAttrs(req.Context(), level, "sftj: no answer", attrs...)
		return resp, err
	}
	attrs = append(attrs, slog.Int("status", resp.StatusCode))
	if id := requestID(resp.Header, t.mask); id != "" {
		attrs = append(attrs, slog.String("request_id", id))
	}
	t.logger.LogAttrs(req.Context(), level, "sftj: answer", attrs...)
	return resp, err
}
