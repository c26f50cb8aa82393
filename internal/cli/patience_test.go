package cli

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/api/sftj"
)

// Whatever a command waits for, stderr says so within two seconds, and twice a minute after that.
func TestPatience_EveryWait_IsNamedWithinTwoSeconds(t *testing.T) {
	const asked = "the service asked for it"
	for name, c := range map[string]struct {
		args  []string
		fault emulator.Fault
		says  []string
		lines int // at most
	}{
		"get, no response":            {[]string{"get", demoJob}, emulator.Hang().On("get").Repeated(-1), []string{"waiting for a response of sftj.example, until "}, 4},
		"list, no response":           {[]string{"list"}, emulator.Hang().On("list").Repeated(-1), []string{"waiting for a response of sftj.example"}, 4},
		"watch, no response":          {[]string{"watch", demoJob, "--timeout", "100s"}, emulator.Hang().On("get").Repeated(-1), []string{"waiting for a response of"}, 8},
		"resume, no response":         {[]string{"resume", demoJob}, emulator.HangAfterApply().On("resume"), []string{"waiting for a response of"}, 3},
		"resume, lost":                {[]string{"resume", demoJob}, emulator.FailStatus(502).On("resume").Repeated(-1), []string{"reading " + demoJob + " until ", "what became of the resume"}, 4},
		"resume, 429 for 59 seconds":  {[]string{"resume", demoJob}, emulator.FailStatus(429, emulator.WithRetryAfter("59")).On("resume").Repeated(1), []string{"waiting until ", asked}, 3},
		"get, 503 for 50 seconds":     {[]string{"get", demoJob}, emulator.FailStatus(503, emulator.WithRetryAfter("50")).On("get").Repeated(1), []string{"waiting until ", asked}, 3},
		"nothing to wait for":         {[]string{"get", demoJob}, emulator.Delay(0).On("list"), nil, 0},
		"a second is no wait":         {[]string{"get", demoJob}, emulator.Delay(time.Second).On("get"), nil, 0},
		"verbose, which logs it all":  {[]string{"get", demoJob, "-v"}, emulator.Hang().On("get"), nil, 99},
		"completion is never written": {[]string{"__complete", "get", ""}, emulator.Hang().On("list").Repeated(-1), nil, 99},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				em := emulator.New(scriptOptions()...)
				em.Inject(c.fault)
				stderr := &timedLines{start: time.Now()}
				env := map[string]string{"FIREWORKS_API_KEY": sampleKey, "FIREWORKS_ACCOUNT_ID": sampleAccount, "FIREWORKS_BASE_URL": "https://sftj.example"}
				a := &app{
					stdout: &strings.Builder{}, stderr: stderr, getenv: func(k string) string { return env[k] },
					clientOptions: []sftj.Option{sftj.WithTransport(em.Transport())},
				}
				ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
				defer cancel()
				a.run(ctx, c.args)
				text := strings.Join(stderr.lines, "\n")
				for _, says := range c.says {
					if !strings.Contains(text, says) {
						t.Errorf("%q is not in\n%s", says, text)
					}
				}
				if len(c.says) > 0 && stderr.first > 3*time.Second {
					t.Errorf("the first line came after %v", stderr.first)
				}
				if n := strings.Count(text, "waiting") + strings.Count(text, "reading"); c.says == nil && c.lines == 0 && n > 0 || c.lines > 0 && n > c.lines {
					t.Errorf("%d lines:\n%s", n, text)
				}
				if c.lines == 99 && strings.Contains(text, "waiting for a response") {
					t.Errorf("it says\n%s", text)
				}
			})
		})
	}
}

// timedLines keeps what is written, and when that began.
type timedLines struct {
	start time.Time
	first time.Duration
	lines []string
}

func (l *timedLines) Write(b []byte) (int, error) {
	if len(l.lines) == 0 {
		l.first = time.Since(l.start)
	}
	l.lines = append(l.lines, strings.TrimSuffix(string(b), "\n"))
	return len(b), nil
}

// A run over many jobs that the service slows down says so, also where nothing is drawn.
func TestPatience_ManyJobsAtALowRate_SaysWhy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		em := emulator.New(scriptOptions()...)
		em.Inject(emulator.FailStatus(http.StatusTooManyRequests, emulator.WithCode(0)).On("get").Repeated(9))
		stderr := &timedLines{start: time.Now()}
		env := map[string]string{"FIREWORKS_API_KEY": sampleKey, "FIREWORKS_ACCOUNT_ID": sampleAccount, "FIREWORKS_BASE_URL": "https://sftj.example"}
		a := &app{
			stdout: &strings.Builder{}, stderr: stderr, getenv: func(k string) string { return env[k] },
			clientOptions: []sftj.Option{sftj.WithTransport(em.Transport())},
		}
		a.run(t.Context(), []string{"resume", "--all-paused", "--yes"})
		if text := strings.Join(stderr.lines, "\n"); !strings.Contains(text, "the service limits the rate") {
			t.Errorf("it says\n%s", text)
		}
	})
}
