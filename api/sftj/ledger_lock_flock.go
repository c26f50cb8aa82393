//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package sftj

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// lockFile takes the file for this process, until it is closed or the process ends.
func lockFile(file *os.File) error {
	err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	switch {
	case errors.Is(err, syscall.EWOULDBLOCK):
		return errors.New("another run has it open")
	case err != nil:
		return fmt.Errorf("can't be locked: %w", err)
	}
	return nil
}
