package cli

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// wireSecrets are values that only their form gives away. A server can put one into any field.
var wireSecrets = []string{
	"fw_CANARY01", "PURPOSE_AKIACANARY0123456789", "AKIACANARY0123456789", "ENCRYPTION_STATE_ghp_CANARY0123456789abcdef", "xoxb-123-CANARY0123", "sk-proj-CANARY0123456789",
	"eyJhbGciOiJI.CANARYabcdef.CANARY", "-----BEGIN RSA PRIVATE KEY-----\nCANARY", "bearer:CANARY", "https://ada:CANARY@db.example/x", "https://s.example/o?sig=CANARY",
	"q7Zp2Lk9CANARY4nM1sT8yR3wE6uI0oA",
}

// secretBody is a job with the secrets in known fields: in the place of numbers, times, enums,
// plain text and messages.
func secretBody(turn int, more ...string) string {
	var b strings.Builder
	b.WriteString(`{"name":"accounts/acme/supervisedFineTuningJobs/ft-42","dataset":"d","state":"JOB_STATE_COMPLETED"`)
	for i, field := range append([]string{"epochs", "learningRate", "createTime", "purpose", "encryptionState", "isTurbo", "displayName", "baseModel", "outputModel", "status", "jobProgress", "estimatedCost"}, more...) {
		secret := strconv.Quote(wireSecrets[(i+turn)%len(wireSecrets)])
		switch {
		case field == "status":
			fmt.Fprintf(&b, `,"status":{"code":%s,"message":%s}`, secret, secret)
		case (i+turn)%5 == 4:
			fmt.Fprintf(&b, `,%q:{"apiKey":"CANARY","note":%s}`, field, secret)
		default:
			fmt.Fprintf(&b, `,%q:%s`, field, secret)
		}
	}
	return b.String() + "}"
}

// TestCommands_SecretInAKnownField_IsShownNowhere goes through what writes down a value of the
// wire: verdicts, SARIF, the proxy's report and its recording, tables, events and errors.
func TestCommands_SecretInAKnownField_IsShownNowhere(t *testing.T) {
	dir := t.TempDir()
	for turn := range len(wireSecrets) {
		body := secretBody(turn, "updateTime")
		file, log := filepath.Join(dir, "body.json"), filepath.Join(dir, "log.sarif")
		if err := os.WriteFile(file, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
		expectNoCanary := func(sink, text string) {
			t.Helper()
			if i := strings.Index(strings.ToUpper(text), "CANARY"); i >= 0 {
				t.Errorf("turn %d, %s: …%s…", turn, sink, text[max(0, i-100):min(len(text), i+40)])
			}
		}
		for _, output := range []string{"table", "json", "yaml"} {
			got := sftjRun(t, nil, "validate", "-o", output, "--sarif", log, file)
			if got.code != exitError {
				t.Errorf("exit %d: %s", got.code, got.stderr)
			}
			expectNoCanary("validate -o "+output, got.stdout+got.stderr)
		}
		findings, err := os.ReadFile(log)
		if err != nil || !strings.Contains(string(findings), "/epochs") && !strings.Contains(string(findings), "/learningRate") {
			t.Errorf("%v, %.300s", err, findings)
		}
		expectNoCanary("SARIF", string(findings))

		// A job without updateTime can be read, so that its other fields are shown.
		s := newService(t, answering(http.StatusOK, secretBody(turn)))
		for _, args := range [][]string{
			{"get", "ft-42"}, {"get", "ft-42", "--strict"}, {"get", "ft-42", "-o", "json"}, {"get", "ft-42", "-o", "yaml"}, {"watch", "ft-42"},
			{"watch", "ft-42", "--progress", "json"}, {"resume", "ft-42", "--once"}, {"drift"},
		} {
			got := sftjRun(t, s.env(), args...)
			// On stdout are the user's own data: what only looks random is shown there.
			expectNoCanary(strings.Join(args, " "), strings.ReplaceAll(got.stdout, "q7Zp2Lk9CANARY4nM1sT8yR3wE6uI0oA", "")+got.stderr)
			if args[0] == "get" && len(args) != 3 && (got.code != 0 || !strings.Contains(got.stdout, "ft-42")) {
				t.Errorf("turn %d, %v: exit %d, nothing was shown\n%s", turn, args, got.code, got.stderr)
			}
		}

		record := filepath.Join(dir, strconv.Itoa(turn)+".txtar")
		base, stop := runProxy(t, s.URL, "--record", record)
		call(t.Context(), t, base, http.MethodGet, "/v1/accounts/acme/supervisedFineTuningJobs/ft-42", "")
		call(t.Context(), t, base, http.MethodPost, "/v1/accounts/acme/supervisedFineTuningJobs", body)
		got := stop()
		expectNoCanary("proxy", got.stdout+got.stderr)
		recorded, err := os.ReadFile(record)
		if err != nil || !strings.Contains(string(recorded), "ft-42") {
			t.Errorf("%v, %.300s", err, recorded)
		}
		expectNoCanary("recording", string(recorded))
	}
}
