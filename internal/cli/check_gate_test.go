package cli

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/emulator"
)

// TestCheckGates has runs fail for what was not exercised, and for what is known wrongly.
func TestCheckGates(t *testing.T) {
	dir := t.TempDir()
	list := filepath.Join(dir, "known")
	if err := os.WriteFile(list, []byte("# a comment\nget.job # for now\n\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	em := emulator.New(scriptOptions()...).Handler()
	broken := newService(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/r") {
			answering(http.StatusOK, `{}`)(w, r)
			return
		}
		em.ServeHTTP(w, r)
	})
	atBroken := func(args ...string) result {
		return sftjRun(t, nil, checkArgs(broken.URL, append([]string{"--running-job", "r", "--only", "get.job"}, args...)...)...)
	}
	report := filepath.Join(dir, "r.json")
	if got := checkMemory(t, "--json", report); got.code != exitDone {
		t.Fatal(got.stderr)
	}
	for name, tt := range map[string]struct {
		got    result
		code   int
		output string
	}{
		"required and done":        {checkMemory(t, "--require", "get.job"), exitDone, "0 failed"},
		"required and skipped":     {checkMemory(t, "--require", "get"), exitError, "it is required, and was not checked"},
		"enough coverage":          {checkMemory(t, "--min-coverage", "20"), exitDone, ""},
		"not enough coverage":      {checkMemory(t, "--min-coverage", "99.5"), exitError, "--min-coverage demands 99.5 %"},
		"a failing":                {atBroken(), exitError, "get.job"},
		"a failing that is known":  {atBroken("--known-failings", "get.job,target.answers"), exitError, "take it off the list"},
		"known from a file":        {atBroken("--known-failings", list), exitDone, "0 failed"},
		"known, and passes":        {checkMemory(t, "--known-failings", list), exitError, "take it off the list"},
		"compared with the past":   {checkMemory(t, "--previous", report, "--only", "get,drift"), exitDone, "0 failed"},
		"a report as the previous": {checkMemory(t, "--previous", report, "--json", report), exitDone, "0 failed"},
	} {
		if tt.got.code != tt.code || !strings.Contains(tt.got.stdout+tt.got.stderr, tt.output) {
			t.Errorf("%s: exit %d, want %d with %q\n%s%s", name, tt.got.code, tt.code, tt.output, tt.got.stdout, tt.got.stderr)
		}
	}
}
