package cli

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// TestTablesAreMasked: what people see is masked as JSON is, in every field that can hold
// text: a service may put a link or a key anywhere.
func TestTablesAreMasked(t *testing.T) {
	const link, key = "https://s.example.com/o?X-Amz-Signature=CANARY", "fw_CANARY"
	job := `{"name":"accounts/acme/supervisedFineTuningJobs/ft-42","state":"JOB_STATE_COMPLETED","displayName":"` + key + `","dataset":"` + key +
		`","evaluationDataset":"` + key + `","baseModel":"` + key + `","outputModel":"` + key + `","createdBy":"` + key +
		`","status":{"code":"OK","message":"read ` + link + ` with ` + key + `"},"estimatedCost":{"currencyCode":"` + key +
		`","units":"1"},"jinjaTemplate":"` + link + `","trainerLogsSignedUrl":"` + link + `","future":"` + key + `"}`
	s := newService(t, answering(200, job))
	page := newService(t, answering(200, `{"supervisedFineTuningJobs":[`+job+`]}`))
	everything := strings.Join(columnNames(), ",")
	for _, c := range []struct {
		of   *service
		args []string
	}{
		{s, []string{"get", "ft-42"}},
		{s, []string{"watch", "ft-42"}},
		{s, []string{"watch", "ft-42", "--progress", "json"}},
		{s, []string{"resume", "ft-42", "--wait"}},
		{page, []string{"list", "--columns", everything}},
	} {
		got := sftjRun(t, c.of.env(), c.args...)
		if got.code != 0 || strings.Contains(got.stdout+got.stderr, "CANARY") || !strings.Contains(got.stdout, "ft-42") {
			t.Errorf("%v: exit %d\n%s%s", c.args, got.code, got.stdout, got.stderr)
		}
	}
	for _, c := range []struct {
		of   *service
		args []string
	}{{s, []string{"get", "ft-42", "--show-secrets"}}, {page, []string{"list", "--columns", everything, "--show-secrets"}}} {
		if got := sftjRun(t, c.of.env(), c.args...); !strings.Contains(got.stdout, key) {
			t.Errorf("%v: not shown where asked for: %s", c.args, got.stdout)
		}
	}
}

func TestStandardLogQuotesNobody(t *testing.T) {
	var b strings.Builder
	l := stdlog{&b}
	for _, line := range []string{
		`2026/07/20 Unsolicited response received on idle HTTP channel starting with "\"wandbConfig\":{\"apiKey\":\"CANARY\"`,
		"http: panic serving 127.0.0.1: Bearer CANARY-0123\n",
	} {
		if n, err := l.Write([]byte(line)); n != len(line) || err != nil {
			t.Error(n, err)
		}
	}
	if got := b.String(); got != "http: panic serving 127.0.0.1: Bearer [redacted]\n" {
		t.Errorf("%q", got)
	}
}

func TestReachable(t *testing.T) {
	for addr, want := range map[string]string{
		"0.0.0.0:80": "127.0.0.1:80", "[::]:80": "127.0.0.1:80", "127.0.0.1:80": "127.0.0.1:80", "[::1]:80": "[::1]:80", "192.0.2.1:80": "192.0.2.1:80",
	} {
		if got := reachable(addr); got != want {
			t.Errorf("%s: %s, want %s", addr, got, want)
		}
	}
}

// TestCommands_KeyInTheProfilePastedAsAJobID_IsMasked: the key has not the vendor's form, so
// that only who knows it can mask it.
func TestCommands_KeyInTheProfilePastedAsAJobID_IsMasked(t *testing.T) {
	const key = "hunter2-hunter2-CANARY"
	s := newService(t, func(w http.ResponseWriter, r *http.Request) {
		answering(404, `{"code":5,"message":"no job `+key+` here","details":[]}`)(w, r)
	})
	home := t.TempDir()
	if err := os.MkdirAll(filepath.Join(home, ".fireworks"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(home, ".fireworks", "auth.ini"), []byte("api_key = "+key+"\naccount_id = acme\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"HOME": home, "USERPROFILE": home, "FIREWORKS_BASE_URL": s.URL}
	for _, args := range []string{
		"get KEY", "get KEY KEY2", "get KEY -o json", "resume KEY", "resume KEY --dry-run", "resume KEY --dry-run -o json", "resume ft-1 KEY --yes --rate 6000",
		"resume ft-1 KEY --yes --rate 6000 -o json", "watch KEY", "watch KEY ft-1", "watch KEY --progress json", "get KEY/x", "get accounts/acme/supervisedFineTuningJobs/KEY", "resume accounts/acme/supervisedFineTuningJobs/KEY --dry-run",
	} {
		t.Run(args, func(t *testing.T) {
			t.Chdir(t.TempDir())
			got := sftjRun(t, env, strings.Fields(strings.ReplaceAll(args, "KEY", key))...)
			if got.code == 0 || strings.Contains(got.stdout+got.stderr, "CANARY") || !strings.Contains(got.stdout+got.stderr, "[redacted]") {
				t.Errorf("exit %d\n%s%s", got.code, got.stdout, got.stderr)
			}
		})
	}
}

// TestCommands_StateThatLooksLikeAKey_IsMasked: an enum holds whatever the service sends.
func TestCommands_StateThatLooksLikeAKey_IsMasked(t *testing.T) {
	job := `{"name":"accounts/acme/supervisedFineTuningJobs/ft-42","dataset":"d","state":"fw_CANARY","purpose":"fw_CANARY","encryptionState":"fw_CANARY",` +
		`"status":{"code":"fw_CANARY","message":"m"}}`
	s := newService(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/supervisedFineTuningJobs") {
			answering(200, `{"supervisedFineTuningJobs":[`+job+`]}`)(w, r)
			return
		}
		answering(200, job)(w, r)
	})
	for _, args := range []string{
		"get ft-42", "get ft-42 -o json", "get ft-42 -o yaml", "get ft-42 -o jsonpath=.state", "list", "list --columns " + strings.Join(columnNames(), ","), "list -o jsonl",
		"watch ft-42 --timeout 1s", "watch ft-42 --timeout 1s --progress json", "watch ft-42 ft-42 --timeout 1s --progress plain", "watch ft-42 --timeout 1s -o json",
		"resume ft-42", "resume ft-42 -o json", "resume ft-42 --dry-run", "resume ft-42 --dry-run -o json", "resume ft-42 --once", "resume ft-42 --once -o json",
		"resume ft-42 ft-43 --yes --rate 6000",
	} {
		t.Run(args, func(t *testing.T) {
			t.Chdir(t.TempDir())
			a := &app{stdin: strings.NewReader(""), clientOptions: []sftj.Option{sftj.WithPollInterval(time.Millisecond, time.Millisecond)}}
			got := runApp(t.Context(), a, s.env(), strings.Fields(args)...)
			if strings.Contains(got.stdout+got.stderr, "CANARY") || got.stdout+got.stderr == "" {
				t.Errorf("exit %d\n%s%s", got.code, got.stdout, got.stderr)
			}
		})
	}
}

// TestGet_ControlCharacters_EscapedOnATerminalOnly: in a pipe the body is what was sent.
func TestGet_ControlCharacters_EscapedOnATerminalOnly(t *testing.T) {
	job := "{\"name\":\"accounts/acme/supervisedFineTuningJobs/ft-42\",\"dataset\":\"d\",\"displayName\":\"\u009b31m\u202eevil\",\"x\":\"fw_CANARY \\u001b\\u009b\u2066\",\"y\":{\"z\":\"\u009b\u202e\"}}"
	s := newService(t, answering(200, job))
	masked := strings.Replace(job, "fw_CANARY", "fw_[redacted]", 1)
	if got := sftjRun(t, s.env(), "get", "ft-42", "-o", "json"); got.stdout != masked+"\n" {
		t.Errorf("in a pipe: %q", got.stdout)
	}
	if got := sftjRun(t, s.env(), "get", "ft-42", "-o", "json", "--show-secrets"); got.stdout != job+"\n" {
		t.Errorf("with --show-secrets: %q", got.stdout)
	}
	for _, output := range []string{"json", "jsonl", "yaml", "jsonpath=.y", "jsonpath=.x", "table"} {
		for _, args := range [][]string{{"get", "ft-42"}, {"get", "ft-42", "ft-42"}} {
			var out bytes.Buffer
			a := &app{stdin: strings.NewReader(""), stdout: &out, stderr: io.Discard, getenv: func(k string) string { return s.env()[k] }, stdoutColumns: 80}
			if code := a.run(t.Context(), append(args, "-o", output)); code != 0 || out.Len() == 0 {
				t.Errorf("%v: exit %d", args, code)
			}
			if strings.ContainsAny(out.String(), "\u009b\u202e\u2066\x1b") || strings.Contains(out.String(), "CANARY") {
				t.Errorf("%s of %v: %q", output, args, out.String())
			}
		}
	}
}
