//go:build !(windows || darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package sftj

import "os"

// lockFile does nothing: package syscall has no flock here.
func lockFile(*os.File) error { return nil }
