//go:build unix

package cli

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestSettings_NamedPipeOrDevice_IsRefused: to open a pipe without a writer blocks, and no
// signal ends that. Each command reads the settings, also those that send nothing.
func TestSettings_NamedPipeOrDevice_IsRefused(t *testing.T) {
	dir := t.TempDir()
	pipe := filepath.Join(dir, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip(err)
	}
	if err := os.Mkdir(filepath.Join(dir, ".fireworks"), 0o700); err != nil {
		t.Fatal(err)
	}
	profile := filepath.Join(dir, ".fireworks", "auth.ini")
	for _, target := range []string{pipe, "/dev/zero", "/dev/tty"} {
		if _, err := os.Stat(target); err != nil {
			continue
		}
		_ = os.Remove(profile)
		if err := os.Symlink(target, profile); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{{"config"}, {"list"}, {"list", "--profile", "work"}} {
			got := sftjRun(t, map[string]string{"HOME": dir, "FIREWORKS_API_KEY": "fw_x"}, args...)
			if got.code != exitError || !strings.Contains(got.stderr, "auth.ini: not a regular file") {
				t.Errorf("profile %s, %v: exit %d\n%s", target, args, got.code, got.stderr)
			}
		}
		for _, args := range [][]string{{"config"}, {"list"}} {
			got := sftjRun(t, exampleEnv(map[string]string{"SSL_CERT_FILE": target}), args...)
			if got.code == 0 || !strings.Contains(got.stderr, "SSL_CERT_FILE: open "+target+": not a regular file") {
				t.Errorf("certificates %s, %v: exit %d\n%s", target, args, got.code, got.stderr)
			}
		}
	}
	_ = os.Remove(profile)
	if err := os.Symlink(os.DevNull, profile); err != nil {
		t.Fatal(err)
	}
	if got := sftjRun(t, exampleEnv(map[string]string{"HOME": dir}), "config"); got.code != 0 {
		t.Errorf("the null device: exit %d\n%s", got.code, got.stderr)
	}
}
