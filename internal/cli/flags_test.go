package cli

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/client"
)

// TestImpossibleCommandLines: each is refused with exit code 2 before anything is sent or
// read, and the message names what is wrong.
func TestImpossibleCommandLines(t *testing.T) {
	for _, tt := range []struct{ args, stderr string }{
		{"resume x --also-from bogus", `--also-from "bogus" is no state of a job: want ARCHIVED, CANCELLED,`},
		{"resume x --also-from FAILED,JOB_STATE_", `--also-from "JOB_STATE_"`},
		{"resume x --also-from JOB_STATE_A-B", "--also-from"},
		{"resume x --also-from unspecified", "--also-from"},
		{"resume x --timeout 1h", "--timeout is about waiting: it needs --wait"},
		{"resume x --pending-timeout 1h", "--pending-timeout is about waiting: it needs --wait"},
		{"resume x --progress json", "--progress is about waiting: it needs --wait"},
		{"resume x --timeout 1h --wait=false", "--timeout is about waiting: it needs --wait"},
		{"resume - --rate 0", "--rate 0"},
		{"resume x --rate -1", "--rate -1"},
		{"resume x --rate 6001", "1 to 6000"},
		{"resume - --concurrency 0", "--concurrency 0"},
		{"resume x --once --wait", "can't go with --wait"},
		{"resume x --once --also-from FAILED", "can't go with --also-from"},
		{"resume x --once --dry-run", "can't go with --dry-run"},
		{"resume --once --all-paused", "can't go with --all-paused"},
		{"resume --once --filter a=b", "can't go with --filter"},
		{"resume x --once --ledger l", "can't go with --ledger"},
		{"resume x --once --rate 60", "can't go with --rate"},
		{"resume x --once --concurrency 4", "can't go with --concurrency"},
		{"resume x y --once", "--once is for one job and one request: name one"},
		{"resume - --once", "--once is for one job and one request: name one"},
		{"validate - -", "- was given twice"},
		{"help nonsuch", `unknown help topic "nonsuch"; see sftj --help`},
		{"help resum", `unknown help topic "resum", did you mean resume?`},
		{"help resume now", `unknown help topic "now"`},
		{"version -o xml", "want table"},
		{"list --limit x", `sftj: --limit: "x" is not a whole number; see`},
		{"list --page-size 99999999999", `--page-size: "99999999999" is not a number that can be meant`},
		{"serve --speed x", `--speed: "x" is not a number`},
		{"watch x --timeout 5", `--timeout: "5" is not a duration, as in 90s or 2h30m`},
		{"resume x --wait=maybe", `--wait: "maybe" is not true or false`},
		{"get x -o", "--output needs a value"},
		{"list p000", `sftj: list takes no argument, and "p000" is one; see sftj list --help`},
		{"get", "sftj: which job? Give ids, or - for ids on stdin"},
		{"validate", "which body? Give files, or - for stdin"},
		{"check compare a", "which two reports?"},
		{"completion foo", `unknown shell "foo"; see sftj completion --help`},
		{"completion bsh", `unknown shell "bsh", did you mean bash or zsh?`},
		{"completion bash x", `completion bash takes no argument, and "x" is one`},
		{"help exit-code", `unknown help topic "exit-code", did you mean exit-codes?`},
		{"nosuch --help", `unknown command "nosuch"; see sftj --help`},
		{"completion foo -h", `unknown command "foo"`},
		{"list --emulator --account x", "--emulator has an account and a key of its own: it can't go with --account"},
		{"get x --emulator --api-key=fw_x", "can't go with --api-key"},
		{"check --emulator --base-url http://127.0.0.1", "can't go with --base-url"},
		{"config --emulator --profile x", "can't go with --profile"},
		{"lst", `unknown command "lst", did you mean list?`},
		// As JSON, whatever can't be parsed before it is asked for.
		{"list --limit x -o json", `{"error":{"message":"--limit: `},
		{"list --limit x -ojsonl", `{"error":{"message":"--limit: `},
		{"list --limit x --output=json", `{"error":{"message":"--limit: `},
		{"list --nosuch -vo json", `{"error":{"message":"unknown flag: --nosuch`},
		{"list --nosuch -o=json", `{"error":{"message":"unknown flag: --nosuch`},
		{"list --nosuch -- -o json", `sftj: unknown flag: --nosuch`},
	} {
		t.Run(tt.args, func(t *testing.T) {
			s := newService(t, answering(500, ``))
			stdin := &ctrlC{press: func() { t.Error("read stdin") }}
			got := runApp(t.Context(), &app{stdin: stdin}, s.env(), strings.Fields(tt.args)...)
			if got.code != exitUsage || !strings.Contains(got.stderr, tt.stderr) || got.stdout != "" {
				t.Errorf("exit %d, want 2 with %q\n%s%s", got.code, tt.stderr, got.stdout, got.stderr)
			}
			if len(s.requests) != 0 {
				t.Errorf("sent %q", s.requests)
			}
		})
	}
}

func TestAlsoFrom(t *testing.T) {
	got, err := alsoFrom([]string{"failed", "JOB_STATE_CANCELLED", " expired ", "JOB_STATE_DREAMING"})
	want := []sftj.State{"JOB_STATE_FAILED", "JOB_STATE_CANCELLED", "JOB_STATE_EXPIRED", "JOB_STATE_DREAMING"}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v", got, err)
	}
	for _, name := range knownStates() {
		if !sftj.State(statePrefix + name).Known() {
			t.Errorf("%s is no state", name)
		}
	}
	if n, want := len(knownStates()), len(client.JobStateValues())-1; n != want { // without UNSPECIFIED
		t.Errorf("%d states, want %d", n, want)
	}
}

func TestHelpAndVersion(t *testing.T) {
	for args, want := range map[string]string{
		"help":            "Usage:\n  sftj",
		"help resume":     "sftj resume --all-paused --dry-run",
		"help exit-codes": "130  interrupted",
		"version":         "sftj (devel)",
		"--version":       "sftj (devel)",
		"completion":      "for the specified shell",
	} {
		if got := sftjRun(t, nil, strings.Fields(args)...); got.code != 0 || !strings.Contains(got.stdout, want) || got.stderr != "" {
			t.Errorf("%s: exit %d\n%s%s", args, got.code, got.stdout, got.stderr)
		}
	}
	for _, output := range []string{"json", "jsonl"} {
		got := sftjRun(t, nil, "version", "-o", output)
		var b build
		if err := json.Unmarshal([]byte(got.stdout), &b); err != nil || b.Version == "" || b.Go == "" || b.OS == "" || b.Arch == "" || got.code != 0 {
			t.Errorf("-o %s: exit %d, %v\n%s", output, got.code, err, got.stdout)
		}
	}
}

// TestNearest: the fewest typing errors, and no more than two of them.
func TestNearest(t *testing.T) {
	names := []string{"get", "list", "resume", "exit-codes", "age", "state"}
	for name, want := range map[string][]string{
		"lst": {"list"}, "LIST": {"list"}, "gat": {"get"}, "exit": {"exit-codes"}, "sate": {"state"}, "gate": {"get", "age", "state"},
		"resmue": {"resume"}, "r": {"resume"}, "xyz": nil, "": nil,
	} {
		if got := nearest(name, names); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}
