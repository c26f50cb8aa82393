package cli

import (
	"bytes"
	"log/slog"
	"testing"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/api/sftj"
)

// TestPatience: what is waited for is told once, from what the SDK logs; what goes well is
// not told at all.
func TestPatience(t *testing.T) {
	const (
		asked  = "the service asks for patience (429)…\n"
		lost   = "no answer to the resume that says what became of it: reading the job to see, for 15 s at most…\n"
		unread = "no answer to use yet…\n"
	)
	for _, tt := range []struct {
		name  string
		reads bool
		fault emulator.Fault
		says  string
	}{
		{"nothing", true, emulator.Delay(0).On("get"), ""},
		{"a lost answer", true, emulator.DropAfterApply().On("resume"), lost},
		{"a gateway's answer", true, emulator.FailStatus(502).Applied().On("resume"), lost},
		{"a 429 of the resume", true, emulator.FailStatus(429, emulator.WithRetryAfter("0")).On("resume"), asked},
		{"a 429 of a read", true, emulator.FailStatus(429, emulator.WithRetryAfter("0")).On("get"), asked},
		{"a read without an answer", true, emulator.DropBeforeRead().On("get"), unread},
		{"a read that is drawn", false, emulator.DropBeforeRead().On("get"), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			em := emulator.New(scriptOptions()...)
			em.Inject(tt.fault)
			var stderr bytes.Buffer
			told := &patience{app: &app{stderr: &stderr}, reads: tt.reads, said: map[string]bool{}}
			c, err := sftj.New(sftj.WithAPIKey(sampleKey), sftj.WithAccount(sampleAccount), sftj.WithTransport(em.Transport()), sftj.WithLogger(slog.New(told)))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.EnsureResumed(t.Context(), demoJob); err != nil || stderr.String() != tt.says {
				t.Errorf("%v, says %q, want %q", err, stderr.String(), tt.says)
			}
		})
	}
}
