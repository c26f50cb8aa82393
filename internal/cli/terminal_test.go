package cli

import (
	"bytes"
	"errors"
	"net/http"
	"strings"
	"testing"
	"unicode"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// hostile is a text that clears the screen, writes a line of its own and turns the
// direction of writing: as bytes and as a JSON string.
const (
	hostile     = "a\x1b[2J\nb\u009b31m\u007f\u202etxt\u2066\u200b\u2028c"
	hostileJSON = `a\u001b[2J\nb\u009b31m\u007f\u202etxt\u2066\u200b\u2028c`
)

func TestOneLine(t *testing.T) {
	for in, want := range map[string]string{
		hostile:            "a [2J b 31m txt c",
		"Zürich → 東京\t1":   "Zürich → 東京 1",
		"raw \x9b31m \xff": "raw \ufffd31m \ufffd",
	} {
		if got := oneLine(in); got != want {
			t.Errorf("oneLine(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestNothingFromTheServiceReachesTheTerminal: every command that prints for people, with
// an answer that is made to draw.
func TestNothingFromTheServiceReachesTheTerminal(t *testing.T) {
	job := `{"name":"accounts/acme/supervisedFineTuningJobs/ft-42","dataset":"HOSTILE","state":"STATE","displayName":"HOSTILE",` +
		`"outputModel":"HOSTILE","baseModel":"HOSTILE","createdBy":"HOSTILE","status":{"code":"OK","message":"HOSTILE"},` +
		`"estimatedCost":{"currencyCode":"HOSTILE","units":"1"},"HOSTILE":1}`
	failed := `{"code":9,"message":"HOSTILE","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"HOSTILE"}]}`
	for _, tt := range []struct {
		name, state, args string
		status            int
	}{
		{"describe", "JOB_STATE_HOSTILE", "get ft-42", 200},
		{"table", "JOB_STATE_HOSTILE", "list", 200},
		{"name", "JOB_STATE_PAUSED", "get ft-42 -o name", 200},
		{"an error", "", "get ft-42", 400},
		{"an error of a resume", "", "resume --once ft-42", 400},
		{"a failed job", "JOB_STATE_FAILED", "watch ft-42", 200},
		{"resumed", "JOB_STATE_HOSTILE", "resume --once ft-42", 200},
		{"progress", "JOB_STATE_HOSTILE", "watch ft-42 --timeout 3s", 200},
		{"dry run", "JOB_STATE_HOSTILE", "resume ft-42 --dry-run", 200},
		{"dry run of what can't be read", "", "resume ft-42 --dry-run", 400},
		{"bulk", "", "resume ft-42 ft-43 --yes --rate 6000", 400},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel() // the one that watches takes seconds
			body := strings.ReplaceAll(strings.ReplaceAll(job, "STATE\"", tt.state+"\""), "HOSTILE", hostileJSON)
			if tt.status != 200 {
				body = strings.ReplaceAll(failed, "HOSTILE", hostileJSON)
			}
			s := newService(t, func(w http.ResponseWriter, r *http.Request) {
				if strings.HasSuffix(r.URL.Path, "Jobs") {
					answering(200, `{"supervisedFineTuningJobs":[`+body+`]}`)(w, r)
					return
				}
				answering(tt.status, body)(w, r)
			})
			got := sftjRun(t, s.env(), strings.Fields(tt.args)...)
			for _, r := range strings.ReplaceAll(got.stdout+got.stderr, "\n", "") {
				if r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028') {
					t.Fatalf("prints %U\n%q\n%q", r, got.stdout, got.stderr)
				}
			}
			if tt.name != "name" && !strings.Contains(got.stdout+got.stderr, "[2J b 31m") {
				t.Errorf("the text was not met:\n%s%s", got.stdout, got.stderr)
			}
		})
	}
}

// TestTextsOfManyJobs: what the SDK has cleaned already is not relied on.
func TestTextsOfManyJobs(t *testing.T) {
	var stdout bytes.Buffer
	a := &app{stdout: &stdout, getenv: func(string) string { return "" }}
	r := sftj.BulkResult{Job: hostile, Err: errors.New(hostile)}
	line, text := a.bulkLineOf(r)
	a.printResult(r, line, text)
	if err := a.printPreview(preview{Job: hostile, Error: hostile}, "failed  "+hostile); err != nil {
		t.Fatal(err)
	}
	const clean = "a [2J b 31m txt c"
	want := clean + "  failed  " + "a [2J; b 31m txt c" + "\n" + clean + "  failed  " + clean + "\n"
	if stdout.String() != want {
		t.Errorf("\n got %q\nwant %q", stdout.String(), want)
	}
}

// TestHostileNamesStayOutOfPipes: a name with a line break would be two lines for
// whatever reads the pipe, and the second could be another job. The SDK refuses such
// names today; the program does not depend on it.
func TestHostileNamesStayOutOfPipes(t *testing.T) {
	const full = "accounts/acme/supervisedFineTuningJobs/"
	for _, tt := range []struct{ name, stdout string }{
		{full + "a", full + "a\n"},
		{full + "x\nft-42", ""},
		{full + "\u202ex", ""},
		{full + "x\x1b[2J", ""},
		{full + "..", ""},
		{"", ""},
	} {
		var stdout, stderr bytes.Buffer
		a := &app{stdout: &stdout, stderr: &stderr, getenv: func(string) string { return "" }}
		if err := a.printName(tt.name); err != nil || stdout.String() != tt.stdout {
			t.Errorf("%q: %v, prints %q", tt.name, err, stdout.String())
		}
		if warned := strings.HasPrefix(stderr.String(), "left out: "); warned == (tt.stdout != "") || strings.Count(stderr.String(), "\n") > 1 {
			t.Errorf("%q: warns %q", tt.name, stderr.String())
		}
	}
}
