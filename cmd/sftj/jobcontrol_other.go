//go:build !unix

package main

import (
	"os"
	"syscall"
)

// Elsewhere no signal is about the screen, and there is no background.

func screenSignals() []os.Signal { return nil }

func obey(os.Signal, drawing, func(syscall.Signal)) {}

func raise(syscall.Signal) {}

func inForeground(*os.File) bool { return true }
