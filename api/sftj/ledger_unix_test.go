//go:build unix

package sftj_test

import (
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

func TestOpenLedger_NamedPipe_IsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := unix.Mkfifo(path, 0o600); err != nil {
		t.Skip(err)
	}
	if _, err := sftj.OpenLedger(path); err == nil || !strings.Contains(err.Error(), "a pipe keeps nothing") {
		t.Error(err)
	}
}
