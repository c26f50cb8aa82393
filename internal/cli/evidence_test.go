package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/emulator"
)

func readEvidence(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// --evidence writes what the responses confirmed and where they are from, and none of their values,
// ids or hosts.
func TestEvidence_EachSource_HasStatementsWithoutValues(t *testing.T) {
	_, env := emulated(t)
	body := sftjRun(t, env, "get", "p1", "-o", "json")
	captured := write(t, "captured.json", []byte(body.stdout))
	for _, tc := range []struct {
		name, server string
		env          map[string]string
		args         []string
	}{
		{"drift of an account", "other", env, []string{"drift"}},
		{"drift of the service in memory", "other", nil, []string{"drift", "--emulator"}},
		{"drift of captured bodies", "unstated", nil, []string{"drift", captured}},
		{"check of the service in memory", "other", nil, []string{"check", "--emulator", "--only", "get.job"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "seen.yaml")
			got := sftjRun(t, tc.env, append(tc.args, "--evidence", path)...)
			if got.code != 0 || !strings.Contains(got.stderr+got.stdout, "statements of the contract") {
				t.Fatalf("exit %d\n%s%s", got.code, got.stdout, got.stderr)
			}
			text := readEvidence(t, path)
			for _, want := range []string{
				"resource: supervisedFineTuningJobs\n", "  server: " + tc.server + "\n", "    operation:\n      get: ", "      get 200: ",
				"      SupervisedFineTuningJob.state: ", "      JobState.JOB_STATE_PAUSED: ",
			} {
				if !strings.Contains(text, want) {
					t.Errorf("%q is not in\n%s", want, text)
				}
			}
			for _, value := range []string{"acme", "p1", "127.0.0.1", "CANARY", "datasets"} {
				if strings.Contains(text, value) {
					t.Errorf("%q is in\n%s", value, text)
				}
			}
		})
	}
}

func TestProxy_Evidence_HasWhatPassed(t *testing.T) {
	service := newService(t, emulator.New(scriptOptions()...).Handler().ServeHTTP)
	path := filepath.Join(t.TempDir(), "seen.yaml")
	base, stop := runProxy(t, service.URL, "--evidence", path)
	call(t.Context(), t, base, "GET", "/v1/accounts/acme/supervisedFineTuningJobs/nosuch", "")
	got := stop()
	if !strings.Contains(got.stderr, "confirmed: ") {
		t.Errorf("no count of confirmed statements in\n%s", got.stderr)
	}
	text := readEvidence(t, path)
	if !strings.Contains(text, "      get 404: 1\n") || strings.Contains(text, "operation:") || !strings.Contains(text, "server: other\n") {
		t.Errorf("%s", text)
	}
}

// Only the contract's own server is the service, whatever the path and the case.
func TestServerOf_Targets_TellTheServiceFromOthers(t *testing.T) {
	for target, want := range map[string]string{
		"https://api.fireworks.ai": "", "https://API.fireworks.ai:443/prefix": "", "https://api.fireworks.ai.example": "other",
		"http://127.0.0.1:8080": "other", "in memory": "other", "http://emulator": "other", "": "other",
	} {
		if got := serverOf(target); got != want {
			t.Errorf("%q: %q, want %q", target, got, want)
		}
	}
}
