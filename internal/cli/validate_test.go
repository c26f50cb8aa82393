package cli

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// bodies are the captured bodies that the contract is tested with.
const bodies = "../../contract_test/testdata/bodies"

// TestValidateNamesEachFault: each of the bodies has one fault, which has to be named by
// its pointer and rule, and nothing else.
func TestValidateNamesEachFault(t *testing.T) {
	index, err := os.Open(filepath.Join(bodies, "faults", "index.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer index.Close()
	listed := map[string]bool{"index.tsv": true}
	for lines := bufio.NewScanner(index); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "#") {
			continue
		}
		f := strings.Split(lines.Text(), "\t")
		file, operation, status, pointer, rule := f[0], f[1], f[2], f[3], f[4]
		listed[file] = true
		t.Run(file, func(t *testing.T) {
			got := sftjRun(t, nil, "validate", "--operation", operation, "--status", status, filepath.Join(bodies, "faults", file))
			want := "violation  response " + pointer + ": " + rule + ":"
			if got.code != exitError || strings.Count(got.stdout, "violation") != 1 || !strings.Contains(got.stdout, want) {
				t.Errorf("exit %d, want 1 and only %q\n%s%s", got.code, want, got.stdout, got.stderr)
			}
			if strings.Contains(got.stdout, "fw_secret") || strings.Contains(got.stdout, "not-a-real") {
				t.Errorf("shows a secret:\n%s", got.stdout)
			}
		})
	}
	if len(listed) < 26 {
		t.Errorf("only %d faults", len(listed)-1)
	}
	files, err := os.ReadDir(filepath.Join(bodies, "faults"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if !listed[file.Name()] {
			t.Errorf("%s is not in the index", file.Name())
		}
	}
}

func TestValidate(t *testing.T) {
	path := func(name string) string { return filepath.Join(bodies, name) }
	missing := filepath.Join(t.TempDir(), "nosuch.json")
	for _, tt := range []struct {
		name   string
		args   []string
		code   int
		stdout []string // each must be there
		stderr string
	}{
		{"the seed's example, filled in", []string{"--operation", "resume", "--status", "200", path("resume-200-filled.json")}, 0, []string{": ok"}, ""},
		{"unfilled, only formatted strings are named", []string{"--operation", "resume", path("resume-200-unfilled.json")}, 1,
			[]string{"/estimatedCost/units: format", "/azureBlobStorageConfig/tenantId: format", "/azureBlobStorageConfig/managedIdentityClientId: format", "/metricsFileSignedUrl: format", "/trainerLogsSignedUrl: format", "/wandbConfig/url: format"}, ""},
		{"a future field is drift", []string{"--operation", "resume", path("drift/resume-200-future-field.json")}, 0, []string{": ok", "drift", "/rewardModel", "/jobProgress/gpuHours"}, ""},
		{"a future state is drift", []string{path("drift/get-200-future-state.json")}, 0, []string{"/state", "JOB_STATE_DREAMING", "/purpose"}, ""},
		{"strict drift", []string{"--strict-drift", path("drift/get-200-future-state.json")}, 1, []string{"FAILED", "drift"}, ""},
		{"strict drift without drift", []string{"--strict-drift", path("resume-200-filled.json")}, 0, []string{": ok"}, ""},
		{"an operationId", []string{"--operation", "Gateway_ResumeSupervisedFineTuningJob", path("resume-200-filled.json")}, 0, []string{": ok"}, ""},
		{"one of two fails", []string{path("resume-200-filled.json"), path("faults/state-bare.json")}, 1, []string{"filled.json: ok", "bare.json: FAILED"}, ""},
		{"a content type", []string{"--content-type", "text/html", path("resume-200-filled.json")}, 1, []string{"content-type"}, ""},
		{"an unknown operation", []string{"--operation", "pause", path("resume-200-filled.json")}, 2, nil, "resume"},
		{"an impossible status", []string{"--status", "42", path("resume-200-filled.json")}, 2, nil, "42"},
		{"a missing file", []string{missing}, 2, nil, "can't read " + missing},
		{"no file", nil, 2, nil, "which body? Give files"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := sftjRun(t, nil, append([]string{"validate"}, tt.args...)...)
			if got.code != tt.code || !strings.Contains(got.stderr, tt.stderr) {
				t.Errorf("exit %d, want %d\n%s%s", got.code, tt.code, got.stdout, got.stderr)
			}
			for _, want := range tt.stdout {
				if !strings.Contains(got.stdout, want) {
					t.Errorf("no %q in\n%s", want, got.stdout)
				}
			}
			if strings.Contains(tt.name, "unfilled") && strings.Count(got.stdout, "violation") != len(tt.stdout) {
				t.Errorf("more is named:\n%s", got.stdout)
			}
		})
	}
}

func TestValidateReadsStdinAndWritesJSON(t *testing.T) {
	got := runWith(t.Context(), `{"dataset":"d","state":"paused"}`, nil, "validate", "-o", "json", "-")
	var v struct {
		File       string
		OK         bool
		Violations []struct{ Pointer, Rule, Value, Side string }
	}
	if err := json.Unmarshal([]byte(got.stdout), &v); err != nil || got.code != 1 {
		t.Fatalf("exit %d, %v\n%s%s", got.code, err, got.stdout, got.stderr)
	}
	if v.File != "-" || v.OK || len(v.Violations) != 1 || v.Violations[0].Pointer != "/state" || v.Violations[0].Rule != "enum" {
		t.Errorf("%+v", v)
	}
}

// endless is an input that never ends, and counts what is read of it.
type endless struct {
	head string
	item string
	read int64
}

func (e *endless) Read(p []byte) (int, error) {
	n := copy(p, e.head)
	e.head = e.head[n:]
	for n < len(p) {
		n += copy(p[n:], e.item)
	}
	e.read += int64(n)
	return n, nil
}

// A stdin without an end, or a file, is read up to a limit.
func TestValidate_EndlessStdin_IsRefused(t *testing.T) {
	in := &endless{head: `{"supervisedFineTuningJobs":[`, item: `{"dataset":"d"},`}
	got := runApp(t.Context(), &app{stdin: in, maxInput: 1 << 20}, nil, "validate", "--operation", "list", "-")
	if got.code != exitUsage || !strings.Contains(got.stderr, "can't read stdin: it is longer than 1048576 bytes") {
		t.Errorf("exit %d\n%s%s", got.code, got.stdout, got.stderr)
	}
	if in.read > 2<<20 {
		t.Errorf("%d bytes read", in.read)
	}
	for _, args := range [][]string{{"validate", "/dev/zero"}, {"drift", "/dev/zero"}} {
		if _, err := os.Stat("/dev/zero"); err != nil {
			t.Skip("the system has no file without an end")
		}
		got := runApp(t.Context(), &app{maxInput: 1 << 20}, nil, args...)
		if got.code != exitUsage || !strings.Contains(got.stderr, "can't read /dev/zero: it is longer than") {
			t.Errorf("%q: exit %d\n%s%s", args, got.code, got.stdout, got.stderr)
		}
	}
}

// A body with more violations than are listed says so, in the table and in JSON.
func TestValidate_MoreThanAHundredViolations_SaysSo(t *testing.T) {
	body := `{"supervisedFineTuningJobs":[` + strings.Repeat("0,", 5000) + `0]}`
	got := runWith(t.Context(), body, nil, "validate", "--operation", "list", "-")
	if got.code != exitError || strings.Count(got.stdout, "violation  response") != 100 ||
		!strings.Contains(got.stdout, "violation  there are more; the first 100 are listed") {
		t.Errorf("exit %d\n%s%s", got.code, got.stdout, got.stderr)
	}
	got = runWith(t.Context(), body, nil, "validate", "--operation", "list", "-", "-o", "json")
	if !strings.Contains(got.stdout, `"moreViolations": true`) && !strings.Contains(got.stdout, `"moreViolations":true`) {
		t.Errorf("exit %d\n%s%s", got.code, got.stdout[max(0, len(got.stdout)-300):], got.stderr)
	}
}
