package sftj_test

import (
	"bytes"
	"os"
	"testing"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// Whatever is in the file: either it is refused and left as it is, or a run can go on with
// it. Then no complete line is lost, and the next run knows what this one did.
func FuzzLedger(f *testing.F) {
	for _, content := range []string{
		"", begun, done, begun + failed, touched + unknown, begun + done[:40], begun + "\n" + done, "{", "my notes",
		`{"v":1,` + "\n", begun[:len(begun)-1], begun + "\x00\x00", begun + "\xff\n", `{"v":1e0}`, done[:len(done)-2],
	} {
		f.Add([]byte(content))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		path := ledgerFile(t, string(content))
		l, err := sftj.OpenLedger(path)
		if err != nil {
			if b, err := os.ReadFile(path); err != nil || !bytes.Equal(b, content) {
				t.Errorf("the file was refused and changed to %q: %v", b, err)
			}
			return
		}
		for run := range 2 {
			if run > 0 {
				l = openLedger(t, path)
			}
			report, err := newClient(t, &stub{script: []answer{ok(jobBody)}}).ResumeAll(t.Context(), named([]string{"ft-42"}, nil), sftj.BulkOptions{Ledger: l})
			if err != nil || report.Jobs() != 1 || report.Failed+report.Skipped > 0 || run > 0 && report.FromLedger != 1 {
				t.Errorf("run %d: %+v, %v", run, report, err)
			}
			if err := l.Close(); err != nil {
				t.Error(err)
			}
		}
		b, err := os.ReadFile(path)
		if kept := content[:bytes.LastIndexByte(content, '\n')+1]; err != nil || !bytes.HasPrefix(b, kept) {
			t.Errorf("%q does not begin with %q: %v", b, kept, err)
		}
	})
}
