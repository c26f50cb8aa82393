package sftj_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/api/sftj"
)

// Lines of a ledger about the job job-0000. The begins differ in the updateTime that they know:
// begun has none, unchanged that of bulkService in synctest, nanoseconds the same with digits that
// reads do not have, tooClose the same again and was written within a second of it, touched
// another.
const (
	unchanged   = `{"v":1,"time":"2026-07-21T08:00:00Z","host":"api.fireworks.ai","account":"acme","job":"job-0000","event":"begin","updateTime":"1999-12-31T23:00:00Z"}` + "\n"
	nanoseconds = `{"v":1,"time":"2026-07-21T08:00:00Z","host":"api.fireworks.ai","account":"acme","job":"job-0000","event":"begin","updateTime":"1999-12-31T23:00:00.000000999Z"}` + "\n"
	tooClose    = `{"v":1,"time":"1999-12-31T23:00:01Z","host":"api.fireworks.ai","account":"acme","job":"job-0000","event":"begin","updateTime":"1999-12-31T23:00:00Z"}` + "\n"

	begun    = `{"v":1,"time":"2026-07-21T08:00:00Z","host":"api.fireworks.ai","account":"acme","job":"job-0000","event":"begin"}` + "\n"
	done     = `{"v":1,"time":"2026-07-21T08:00:01Z","host":"api.fireworks.ai","account":"acme","job":"job-0000","event":"end","outcome":"resumed"}` + "\n"
	refused  = `{"v":1,"time":"2026-07-21T08:00:01Z","host":"api.fireworks.ai","account":"acme","job":"job-0000","event":"end","error":"rate limited","status":429}` + "\n"
	skipped  = `{"v":1,"time":"2026-07-21T08:00:01Z","host":"api.fireworks.ai","account":"acme","job":"job-0000","event":"end","error":"skipped"}` + "\n"
	again    = `{"v":1,"time":"2026-07-21T08:00:01Z","host":"api.fireworks.ai","account":"acme","job":"job-0000","event":"end","error":"paused again"}` + "\n"
	failed   = `{"v":1,"time":"2026-07-21T08:00:01Z","host":"api.fireworks.ai","account":"acme","job":"job-0000","event":"end","error":"not found","status":404}` + "\n"
	unknown  = `{"v":1,"time":"2026-07-21T08:00:01Z","host":"api.fireworks.ai","account":"acme","job":"job-0000","event":"end","error":"outcome unknown"}` + "\n"
	accepted = `{"v":1,"time":"1999-12-31T23:00:01Z","host":"api.fireworks.ai","account":"acme","job":"job-0000","event":"accept","status":200}` + "\n"
	touched  = `{"v":1,"time":"2026-07-21T08:00:00Z","host":"api.fireworks.ai","account":"acme","job":"job-0000","event":"begin","updateTime":"2026-07-21T07:00:00Z"}` + "\n"
)

func ledgerFile(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ledger.jsonl")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func openLedger(t *testing.T, path string) *sftj.Ledger {
	t.Helper()
	l, err := sftj.OpenLedger(path)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// runWith makes a run of jobs with the ledger at path.
func runWith(t *testing.T, em *emulator.Emulator, path string, jobs []string) (sftj.BulkReport, error) {
	t.Helper()
	l := openLedger(t, path)
	defer l.Close()
	return newClient(t, em.Transport()).ResumeAll(t.Context(), named(jobs, nil), sftj.BulkOptions{PerMinute: 6000, Ledger: l})
}

// What a file says about a paused job, or an active one, decides what is done with it, and
// a second run finds the file in order.
func TestLedgerDecides(t *testing.T) {
	for name, c := range map[string]struct {
		content string
		active  bool
		want    sftj.BulkReport
		posts   int
	}{
		"nothing":                   {"", false, sftj.BulkReport{Resumed: 1}, 1},
		"another job":               {strings.ReplaceAll(done, "job-0000", "other"), false, sftj.BulkReport{Resumed: 1}, 1},
		"another account":           {strings.ReplaceAll(done, "acme", "other"), false, sftj.BulkReport{Resumed: 1}, 1},
		"another host":              {strings.ReplaceAll(done, "fireworks", "example"), false, sftj.BulkReport{Resumed: 1}, 1},
		"done":                      {begun + done, true, sftj.BulkReport{FromLedger: 1}, 0},
		"done, paused by now":       {begun + done, false, sftj.BulkReport{Failed: 1}, 0},
		"failed":                    {begun + failed, false, sftj.BulkReport{Resumed: 1}, 1},
		"failed, active by now":     {begun + failed, true, sftj.BulkReport{AlreadyActive: 1}, 0},
		"failed, then done":         {begun + failed + begun + done, true, sftj.BulkReport{FromLedger: 1}, 0},
		"begun, no updateTime":      {begun, false, sftj.BulkReport{OutcomeUnknown: 1}, 0},
		"begun, unchanged":          {unchanged, false, sftj.BulkReport{Resumed: 1}, 1},
		"begun, same microsecond":   {nanoseconds, false, sftj.BulkReport{Resumed: 1}, 1},
		"begun, in the same second": {tooClose, false, sftj.BulkReport{OutcomeUnknown: 1}, 0},
		"begun, active by now":      {begun, true, sftj.BulkReport{Reconciled: 1}, 0},
		"unknown, active by now":    {begun + unknown, true, sftj.BulkReport{Reconciled: 1}, 0},
		"begun, touched since":      {touched, false, sftj.BulkReport{OutcomeUnknown: 1}, 0},
		"unknown, touched since":    {touched + unknown, false, sftj.BulkReport{OutcomeUnknown: 1}, 0},
		"skipped, touched since":    {touched + skipped, false, sftj.BulkReport{Resumed: 1}, 1},
		"unknown, skipped, touched": {touched + unknown + touched + skipped, false, sftj.BulkReport{OutcomeUnknown: 1}, 0},
		"unknown, refused, touched": {touched + unknown + touched + refused, false, sftj.BulkReport{OutcomeUnknown: 1}, 0},
		"unknown, failed, touched":  {touched + unknown + touched + failed, false, sftj.BulkReport{Resumed: 1}, 1},
		"paused again":              {begun + again, false, sftj.BulkReport{Failed: 1}, 0},
		"paused again, active":      {touched + again, true, sftj.BulkReport{AlreadyActive: 1}, 0},
		"paused again, then failed": {touched + again + failed, false, sftj.BulkReport{Failed: 1}, 0},
		"paused again, then done":   {touched + again + begun + done, true, sftj.BulkReport{FromLedger: 1}, 0},
		"failed, touched since":     {touched + failed, false, sftj.BulkReport{Resumed: 1}, 1},
		"accepted":                  {begun + accepted, false, sftj.BulkReport{OutcomeUnknown: 1}, 0},
		"accepted, unchanged":       {unchanged + accepted, false, sftj.BulkReport{OutcomeUnknown: 1}, 0},
		"accepted, then unknown":    {unchanged + accepted + unknown, false, sftj.BulkReport{OutcomeUnknown: 1}, 0},
		"accepted, then refused":    {unchanged + accepted + refused, false, sftj.BulkReport{OutcomeUnknown: 1}, 0},
		"accepted, active by now":   {unchanged + accepted, true, sftj.BulkReport{FromLedger: 1}, 0},
		"accepted, then not found":  {unchanged + accepted + failed, false, sftj.BulkReport{Resumed: 1}, 1},
		"accepted, then done":       {unchanged + accepted + done, true, sftj.BulkReport{FromLedger: 1}, 0},
		"end cut":                   {begun + done[:40], true, sftj.BulkReport{Reconciled: 1}, 0},
		"end of line missing":       {begun + strings.TrimSpace(done), true, sftj.BulkReport{FromLedger: 1}, 0},
		"first line cut":            {begun[:20], false, sftj.BulkReport{Resumed: 1}, 1},
		"one byte":                  {"{", false, sftj.BulkReport{Resumed: 1}, 1},
		"zeros after a power cut":   {begun + strings.Repeat("\x00", 300), true, sftj.BulkReport{Reconciled: 1}, 0},
		"a field of a later time":   {strings.Replace(done, `"v":1`, `"v":1,"zone":"x"`, 1), true, sftj.BulkReport{FromLedger: 1}, 0},
		"line ends of another kind": {strings.ReplaceAll(begun+done, "\n", "\r\n"), true, sftj.BulkReport{FromLedger: 1}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				em := bulkService(bulkIDs(1))
				if c.active {
					if err := em.Move("acme", "job-0000", "JOB_STATE_RUNNING"); err != nil {
						t.Fatal(err)
					}
				}
				path := ledgerFile(t, c.content)
				report, err := runWith(t, em, path, bulkIDs(1))
				if err != nil || report != c.want || len(bulkPosts(em)) != c.posts {
					t.Errorf("report %+v with %d resumes, %v", report, len(bulkPosts(em)), err)
				}
				want := sftj.BulkReport{FromLedger: 1}
				if c.want.Failed > 0 || c.want.OutcomeUnknown > 0 {
					want = c.want // it is not resumed until another ledger is used
				}
				if report, err := runWith(t, em, path, bulkIDs(1)); err != nil || report != want {
					t.Errorf("second report %+v, %v", report, err)
				}
				if b, err := os.ReadFile(path); err != nil || bytes.Count(b, []byte("\n")) != bytes.Count(b, []byte(`{"v":1`)) || !bytes.HasSuffix(b, []byte("\n")) {
					t.Errorf("the file is not one object per line: %q, %v", b, err)
				}
			})
		})
	}
}

// A file that is not a ledger, or is broken before its end, is refused and left alone.
func TestBrokenLedgerIsRefused(t *testing.T) {
	for name, c := range map[string]struct{ content, says string }{
		"cut in the middle":  {begun + done[:40] + "\n" + begun, "line 2"},
		"garbage":            {begun + "\x00\x01\n" + done, "line 2"},
		"empty line":         {begun + "\n" + done, "line 2"},
		"two on a line":      {begun + strings.TrimSpace(begun) + done, "line 2"},
		"another version":    {strings.Replace(begun, `"v":1`, `"v":2`, 1), "line 1 can't be read: version 2"},
		"no version":         {strings.Replace(begun, `"v":1,`, ``, 1), "line 1 can't be read: version 0"},
		"an unknown event":   {begun + begun + strings.Replace(begun, "begin", "pause", 1), "line 3"},
		"an unknown outcome": {strings.Replace(done, "resumed", "re-resumed", 1), "line 1"},
		"an empty end":       {strings.Replace(done, `,"outcome":"resumed"`, "", 1), "line 1"},
		"no host":            {strings.Replace(begun, "api.fireworks.ai", "", 1), "line 1"},
		"no job":             {strings.Replace(begun, "job-0000", "", 1), "line 1"},
		"a key twice":        {strings.Replace(begun, `"v":1`, `"v":1,"v":1`, 1), "line 1"},
		"a long line":        {begun + strings.Repeat("x", 1<<20) + "\n", "line 2"},
		"a text":             {"my notes\n", "line 1"},
		"a text, one line":   {"my notes", "line 1"},
	} {
		t.Run(name, func(t *testing.T) {
			path := ledgerFile(t, c.content)
			if l, err := sftj.OpenLedger(path); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("opened %v: %v", l, err)
			}
			if b, err := os.ReadFile(path); err != nil || string(b) != c.content {
				t.Errorf("the file was changed: %v", err)
			}
		})
	}
}

func TestLedgerNeedsAPathItCanWrite(t *testing.T) {
	dir := t.TempDir()
	for name, path := range map[string]string{"no folder": filepath.Join(dir, "none", "ledger"), "a folder": dir} {
		if _, err := sftj.OpenLedger(path); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := sftj.OpenLedger(filepath.Join(dir, "none")); errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
	if info, err := os.Stat(filepath.Join(dir, "none")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info, err)
	}
}
