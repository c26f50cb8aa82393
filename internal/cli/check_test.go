package cli

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/fireworks-sftj/sdk/api/emulator"
)

// checkKey is what the emulator's key is called in these tests: it must stand in no output.
const checkKey = sampleKey

// checkArgs is a command line that judges a URL, as fast as it can.
func checkArgs(url string, more ...string) []string {
	return append([]string{"check", "--base-url", url, "--api-key", checkKey, "--account", sampleAccount, "--rate", "100000"}, more...)
}

// served is the sample service, on a port of this machine.
func served(t *testing.T) *service {
	t.Helper()
	return newService(t, emulator.New(scriptOptions()...).Handler().ServeHTTP)
}

// TestCheckTargets has each kind of target end with its exit code, and say why.
func TestCheckTargets(t *testing.T) {
	healthy := served(t)
	gone := newService(t, nil)
	gone.Close()
	front := newService(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusBadGateway)
	})
	em := emulator.New(scriptOptions()...).Handler()
	html := newService(t, func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.URL.Path, "Jobs/") {
			em.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<html><body>Welcome</body></html>"))
	})
	limiting := newService(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == "Bearer "+checkKey {
			em.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Retry-After", "3600")
		answering(http.StatusTooManyRequests, `{"code":8,"message":"slow down"}`)(w, r)
	})
	refusing := newService(t, answering(http.StatusUnauthorized, `{"code":16,"message":"no"}`))
	drifting := newService(t, func(w http.ResponseWriter, r *http.Request) {
		answering(http.StatusOK, `{"name":"accounts/acme/supervisedFineTuningJobs/`+filepath.Base(r.URL.Path)+`","dataset":"d","state":"JOB_STATE_RUNNING","tomorrow":"x"}`)(w, r)
	})
	for name, tt := range map[string]struct {
		args           []string
		code           int
		stdout, stderr string
	}{
		"healthy":            {checkArgs(healthy.URL, "--running-job", "running1"), exitDone, "0 failed", ""},
		"down":               {checkArgs(gone.URL), exitNotJudged, "can't be reached", "can't be reached"},
		"refuses the key":    {checkArgs(refusing.URL), exitNotJudged, "refuses the key (401)", "refuses the key (401)"},
		"a gateway alone":    {checkArgs(front.URL), exitNotJudged, "could not be judged", "502 Bad Gateway, and no service behind it"},
		"incomplete":         {checkArgs(limiting.URL, "--only", "get.job,auth"), exitNotJudged, "Incomplete: ", "incomplete: 3 of 74 checks were left out (3 because of rate limits)"},
		"incomplete allowed": {checkArgs(limiting.URL, "--only", "get.job,auth", "--allow-incomplete"), exitDone, "3 because of rate", ""},
		"jobs are HTML":      {checkArgs(html.URL, "--running-job", "running1"), exitError, "wire.content-type", "wire.content-type"},
		"in memory":          {[]string{"check", "--emulator", "--only", "get"}, exitDone, "0 failed", ""},
		"drift":              {checkArgs(drifting.URL, "--running-job", "r", "--only", "drift,get.stable"), exitDone, "tomorrow", ""},
		"strict drift":       {checkArgs(drifting.URL, "--running-job", "r", "--only", "drift,get.stable", "--strict-drift"), exitError, "tomorrow", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := sftjRun(t, nil, tt.args...)
			if got.code != tt.code || !strings.Contains(got.stdout, tt.stdout) || !strings.Contains(got.stderr, tt.stderr) {
				t.Errorf("exit %d, want %d with %q and %q\n%s%s", got.code, tt.code, tt.stdout, tt.stderr, got.stdout, got.stderr)
			}
			if strings.Contains(got.stdout+got.stderr, checkKey) {
				t.Error("the key is in the output")
			}
		})
	}
	if n := len(refusing.requests); n != 1 {
		t.Errorf("%d requests with a key that is refused", n)
	}
}

// TestCheckInMemory runs everything, writes included, in virtual time.
func TestCheckInMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &app{memory: emulator.New(sampleOptions(1)...)}
		got := runApp(t.Context(), a, nil, "check", "--emulator", "--allow-write", "--require", "resume.moves,resume.lasts", "--deleted-job", "nosuch")
		if got.code != exitDone {
			t.Errorf("exit %d\n%s%s", got.code, got.stdout, got.stderr)
		}
		if len(posts(a.memory)) == 0 {
			t.Error("no job was resumed")
		}
	})
}

// TestCheckInterrupted presses Ctrl-C at the fifth request: what was found until then is
// reported.
func TestCheckInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	em := emulator.New(scriptOptions()...).Handler()
	n := 0
	s := newService(t, func(w http.ResponseWriter, r *http.Request) {
		if n++; n == 5 {
			cancel(context.Canceled)
		}
		em.ServeHTTP(w, r)
	})
	file := filepath.Join(t.TempDir(), "report.json")
	got := runWith(ctx, "", nil, checkArgs(s.URL, "--json", file, "--running-job", "running1")...)
	if got.code != exitInterrupted || !strings.Contains(got.stdout, "not checked") {
		t.Errorf("exit %d\n%s%s", got.code, got.stdout, got.stderr)
	}
	if text, err := os.ReadFile(file); err != nil || !strings.Contains(string(text), "target.answers") {
		t.Errorf("%v: %s", err, text)
	}
}

// TestCheck_OneCauseForManyChecks_IsSaidOnce on stderr; the other checks refer to it.
func TestCheck_OneCauseForManyChecks_IsSaidOnce(t *testing.T) {
	em := emulator.New(scriptOptions()...).Handler()
	s := newService(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "Jobs/") {
			answering(http.StatusOK, `[]`)(w, r)
			return
		}
		em.ServeHTTP(w, r)
	})
	got := sftjRun(t, nil, checkArgs(s.URL, "--running-job", "r", "--only", "get")...)
	if n := strings.Count(got.stderr, "its body is no JSON object"); got.code != exitError || n != 1 ||
		!strings.Contains(got.stderr, "get.state: the same cause as get.job") {
		t.Errorf("exit %d, the cause is said %d times\n%s", got.code, n, got.stderr)
	}
}
