//go:build !unix

package cli

import (
	"os"
	"syscall"
)

// Elsewhere no signal is about the screen, there is no background, and a process that a
// signal ends has an exit code like any other.

func screenSignals() []os.Signal { return nil }

func handleSignal(os.Signal, drawing, func(syscall.Signal)) {}

func raise(syscall.Signal) {}

func ignoreBrokenPipes() {}

func dieOf(syscall.Signal) {}

func inForeground(*os.File) bool { return true }
