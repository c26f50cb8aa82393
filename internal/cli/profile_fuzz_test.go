package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// FuzzProfile: whatever auth.ini holds, reading it neither panics nor quotes it in an
// error.
func FuzzProfile(f *testing.F) {
	for _, text := range []string{"api_key = fw_CANARY\naccount_id=a\n", "[fireworks]\napi_key=fw_CANARY", "[[[", "=", "\xff\xfe", "a=\"\"\"CANARY", "[a]\n[a]\nk=`CANARY"} {
		f.Add(text, "")
		f.Add(text, "work")
	}
	f.Fuzz(func(t *testing.T, text, profile string) {
		home := t.TempDir()
		if err := os.Mkdir(filepath.Join(home, ".fireworks"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(home, ".fireworks", "auth.ini"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		a := &app{getenv: func(k string) string { return map[string]string{"HOME": home}[k] }, flags: globalFlags{profile: profile}}
		if _, err := a.readProfile(); err != nil && strings.Contains(err.Error(), "CANARY") && !strings.Contains(profile, "CANARY") {
			t.Fatalf("quotes the file: %v", err)
		}
	})
}
