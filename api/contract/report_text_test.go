package contract_test

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/fireworks-sftj/sdk/api/contract"
)

func text(t *testing.T, r *contract.Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := r.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestText(t *testing.T) {
	const want = `Contract report: http://sftj.test, account acme
2026-11-24 04:05:06 UTC, reading and writing, 12 requests in 4.32s

1 of 8 checks passed, 1 failed, 1 with drift, 1 could not be judged, 1 known to
fail; 3 not checked: 3 for lack of a job, a permission or an option.
The run ended before its plan: 12 requests were sent, the limit of the run

FAILED (1)

  get.job
    The rule of get.job.
    - get: the job is answered under the name of another, ·[2J PASS· <b>&]]>·
      Request 7: GET /v1/accounts/acme/supervisedFineTuningJobs/a1 (wrong key)
      Answer: 200 after 20ms, application/json
        {"name":"·[2J PASS· <b>&]]>·"}
      Again:
        curl -sS -i --path-as-is \
          -H 'Authorization: Bearer fw_no_such_key_000000000000' \
          -H 'X-A: it'\''s a b' \
          'http://sftj.test/v1/accounts/acme/supervisedFineTuningJobs/a1'
    - get: it has no dataset (request 7)

DRIFT: on the wire and not in the contract, or gone from the wire (1)

  drift.fields
    The rule of drift.fields.
    - get: response /region: unknown field (string)

ERRORS: what could not be judged (1)

  auth.no-key
    The rule of auth.no-key.
    Reason: the target limits the rate of requests

KNOWN TO FAIL, and not counted (1)
  wire.json: a key twice

SKIPPED (3)

  no paused job is given:
    resume.moves, resume.twice

  no running job is given:
    get.running

COVERAGE: what of the contract was on the wire

  operations     1 of   2
  statuses       2 of   4
  properties     1 of   2
  enum values    1 of   1
  Never called: resume
`
	if diff := cmp.Diff(want, text(t, sample())); diff != "" {
		t.Error(diff)
	}
}

// TestTextIsTame holds every line to its width, and every character to being visible. Only
// an address and an argument of a command are longer: they must stay in one piece.
func TestTextIsTame(t *testing.T) {
	for name, r := range map[string]*contract.Report{"the sample": sample(), "a run": flawed(t)} {
		for line := range strings.Lines(text(t, r)) {
			line = strings.TrimSuffix(line, "\n")
			if strings.ContainsFunc(line, func(c rune) bool {
				return unicode.IsControl(c) || unicode.In(c, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Noncharacter_Code_Point)
			}) {
				t.Errorf("%s: %q", name, line)
			}
			if utf8.RuneCountInString(line) > 80 && !strings.Contains(line, "://") {
				t.Errorf("%s: %d columns: %s", name, utf8.RuneCountInString(line), line)
			}
		}
	}
}

// TestCommandCanBeCopied has a shell read the command as it stands in the text.
func TestCommandCanBeCopied(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no shell here")
	}
	r := sample()
	_, command, _ := strings.Cut(text(t, r), "Again:\n")
	command, _, _ = strings.Cut(command, "    - get: it has no dataset")
	folded := run(t, sh, command)
	if plain := run(t, sh, r.Evidence[0].Curl); folded != plain || strings.Count(plain, "\n") != 8 {
		t.Errorf("%s\nis read as\n%swant\n%s", command, folded, plain)
	}
}

// run has a shell print the arguments of a curl command, one a line.
func run(t *testing.T, sh, command string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), sh, "-c", `curl() { printf '%s\n' "$@"; }; `+command).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return string(out)
}

func TestTextOfAnEmptyReport(t *testing.T) {
	if got := text(t, new(contract.Report)); !strings.Contains(got, "Nothing was checked") {
		t.Error(got)
	}
}
