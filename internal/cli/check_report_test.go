package cli

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/contract"
)

// checkMemory judges the service in memory, as fast as it can.
func checkMemory(t *testing.T, more ...string) result {
	t.Helper()
	return sftjRun(t, nil, append([]string{"check", "--emulator", "--rate", "100000", "--only", "get"}, more...)...)
}

// TestCheckReports has the three files be written, whole, although checks failed, over what
// was there.
func TestCheckReports(t *testing.T) {
	dir := t.TempDir()
	file := func(name string) string { return filepath.Join(dir, name) }
	if err := os.WriteFile(file("r.json"), []byte(strings.Repeat("old ", 100_000)), 0o600); err != nil {
		t.Fatal(err)
	}
	s := newService(t, answering(http.StatusOK, `{"supervisedFineTuningJobs":[]}`))
	got := sftjRun(t, nil, checkArgs(s.URL, "--running-job", "r", "--only", "get.job",
		"--report", file("r.html"), "--junit", file("r.xml"), "--json", file("r.json"))...)
	if got.code != exitError {
		t.Errorf("exit %d\n%s%s", got.code, got.stdout, got.stderr)
	}
	for name, valid := range map[string]func([]byte) error{
		"r.html": func(text []byte) error {
			if !bytes.HasPrefix(bytes.ToLower(text), []byte("<!doctype html>")) {
				return os.ErrInvalid
			}
			return nil
		},
		"r.xml": func(text []byte) error {
			var suites struct {
				XMLName  xml.Name `xml:"testsuites"`
				Failures int      `xml:"failures,attr"`
			}
			err := xml.Unmarshal(text, &suites)
			if suites.Failures == 0 && err == nil {
				err = os.ErrInvalid
			}
			return err
		},
		"r.json": func(text []byte) error {
			r, err := contract.ReadReport(bytes.NewReader(text))
			if err == nil && !r.Failed(false) {
				err = os.ErrInvalid
			}
			return err
		},
	} {
		text, err := os.ReadFile(file(name))
		if err != nil || valid(text) != nil {
			t.Errorf("%s: %v, %v\n%.300s", name, err, valid(text), text)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 3 {
		t.Errorf("%d files were left, %v", len(left), err)
	}
}

// TestCheckReportIsKept has what was there stay where a run never began.
func TestCheckReportIsKept(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "r.json")
	if err := os.WriteFile(file, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"--json", file, "--junit", filepath.Join(dir, "no", "such")},
		{"--junit", file, "--json", filepath.Join(dir, "no", "such")},
	} {
		got := checkMemory(t, args...)
		text, err := os.ReadFile(file)
		left, _ := os.ReadDir(dir)
		if got.code != exitUsage || err != nil || string(text) != "old" || len(left) != 1 {
			t.Errorf("%v: exit %d, %d files, %q\n%s", args, got.code, len(left), text, got.stderr)
		}
	}
	if got := checkMemory(t, "--json", file, "--junit", dir+"/./r.json"); got.code != exitUsage || !strings.Contains(got.stderr, "--junit and --json name the same file") {
		t.Errorf("exit %d\n%s", got.code, got.stderr)
	}
}

// TestCheckOutputs has stdout be data in the format that was asked for, and nothing else.
func TestCheckOutputs(t *testing.T) {
	text := checkMemory(t, "-o", "text")
	if text.code != exitDone || !strings.Contains(text.stdout, "0 failed") || text.stderr != "" {
		t.Errorf("exit %d\n%s%s", text.code, text.stdout, text.stderr)
	}
	asJSON := checkMemory(t, "-o", "json", "-v")
	if _, err := contract.ReadReport(strings.NewReader(asJSON.stdout)); err != nil {
		t.Error(err)
	}
	for line := range strings.Lines(asJSON.stderr) {
		var event judged
		if err := json.Unmarshal([]byte(line), &event); err != nil || event.Check == "" || event.Verdict == "" {
			t.Errorf("%v: %s", err, line)
		}
	}
	if n := strings.Count(asJSON.stderr, "\n"); n < 10 || strings.Contains(asJSON.stderr, `"list.page"`) {
		t.Errorf("%d lines of progress, want those of the checks that were selected:\n%s", n, asJSON.stderr)
	}
	if lines := checkMemory(t, "-o", "jsonl"); strings.Count(lines.stdout, "\n") != 1 {
		t.Errorf("jsonl:\n%s", lines.stdout)
	}
	if q := checkMemory(t, "-o", "jsonpath=$.results[0].verdict"); q.stdout != "pass\n" {
		t.Errorf("jsonpath: %q", q.stdout)
	}
	if list := sftjRun(t, nil, "check", "--list-checks"); strings.Count(list.stdout, "\n") != 1+len(contract.Checks()) || list.code != exitDone {
		t.Errorf("exit %d\n%s%s", list.code, list.stdout, list.stderr)
	}
}

// TestCheckCompare_IncompleteReport_IsNoAgreement: two runs agree in nothing where one of them
// judged nothing, or not all that it was to judge.
func TestCheckCompare_IncompleteReport_IsNoAgreement(t *testing.T) {
	dir := t.TempDir()
	file := func(name string) string { return filepath.Join(dir, name) }
	s := served(t)
	for name, args := range map[string][]string{
		"whole":    checkArgs(s.URL, "--running-job", "running1"),
		"few":      checkArgs(s.URL, "--running-job", "running1", "--only", "get.job"),
		"cut":      checkArgs(s.URL, "--running-job", "running1", "--timeout", "1ns"),
		"unjudged": checkArgs("http://127.0.0.1:1"),
	} {
		sftjRun(t, nil, append(args, "--json", file(name))...)
	}
	for _, tt := range []struct {
		before, after string
		code          int
		output        string
	}{
		{"whole", "whole", exitDone, "nothing differs"},
		{"whole", "few", exitDone, "2 checks pass in both"},
		{"whole", "unjudged", exitNotJudged, "incomplete: the target can't be reached"},
		{"unjudged", "whole", exitNotJudged, "incomplete: the target can't be reached"},
		{"unjudged", "unjudged", exitNotJudged, "0 checks pass in both"},
		{"whole", "cut", exitNotJudged, "incomplete: "},
	} {
		got := sftjRun(t, nil, "check", "compare", file(tt.before), file(tt.after))
		if text := strings.Join(strings.Fields(got.stdout), " "); got.code != tt.code || !strings.Contains(text, tt.output) {
			t.Errorf("%s and %s: exit %d, want %d with %q\n%s%s", tt.before, tt.after, got.code, tt.code, tt.output, got.stdout, got.stderr)
		}
	}
}

// TestCheckCompare compares reports of one server that is not the same the second time.
func TestCheckCompare(t *testing.T) {
	dir := t.TempDir()
	first, second, same := filepath.Join(dir, "1.json"), filepath.Join(dir, "2.json"), filepath.Join(dir, "3.json")
	body := `{"name":"accounts/acme/supervisedFineTuningJobs/r","dataset":"d","state":"JOB_STATE_RUNNING","displayName":"x"}`
	s := newService(t, func(w http.ResponseWriter, r *http.Request) { answering(http.StatusOK, body)(w, r) })
	run := func(args ...string) result {
		return sftjRun(t, nil, checkArgs(s.URL, append([]string{"--running-job", "r", "--only", "get.job,drift.gone"}, args...)...)...)
	}
	run("--json", first)
	body = strings.NewReplacer(`"dataset":"d",`, "", `,"displayName":"x"`, "").Replace(body)
	if got := run("--json", second, "--previous", first); !strings.Contains(got.stdout, "SupervisedFineTuningJob.displayName was on the wire at") {
		t.Errorf("what is gone is not named\n%s%s", got.stdout, got.stderr)
	}
	run("--json", same)
	for _, tt := range []struct {
		args   []string
		code   int
		output string
	}{
		{[]string{first, second}, exitError, "get.job"},
		{[]string{first, second}, exitError, "displayName"},
		{[]string{second, same}, exitDone, "drift.gone"},
		{[]string{first, second, "-o", "json"}, exitError, `"gone":["SupervisedFineTuningJob.dataset","SupervisedFineTuningJob.displayName"`},
		{[]string{first, second, "-o", "jsonpath=$.checks[*].id"}, exitError, "get.job\n"},
		{[]string{first}, exitUsage, "which two reports?"},
		{[]string{first, "check_report_test.go"}, exitUsage, "check_report_test.go: can't read the report"},
		{[]string{"-", "-"}, exitUsage, "- was given twice"},
		{[]string{first, second, "-o", "xml"}, exitUsage, "unknown output"},
	} {
		got := sftjRun(t, nil, append([]string{"check", "compare"}, tt.args...)...)
		if got.code != tt.code || !strings.Contains(got.stdout+got.stderr, tt.output) {
			t.Errorf("%v: exit %d, want %d with %q\n%s%s", tt.args, got.code, tt.code, tt.output, got.stdout, got.stderr)
		}
	}
}
