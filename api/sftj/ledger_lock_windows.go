package sftj

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/windows"
)

// lockFile takes the file for this process, until it is closed or the process ends. It locks one
// byte far behind the end of any ledger: here a lock keeps others from reading what it covers, and
// a dry run may read the ledger of a run that goes on. For the same reason it is no use to open
// the file a second time for the lock, as packages for file locks do.
func lockFile(file *os.File) error {
	const farBehind = 1 << 30 // the upper half of the offset
	err := windows.LockFileEx(windows.Handle(file.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY,
		0, 1, 0, &windows.Overlapped{OffsetHigh: farBehind})
	switch {
	case errors.Is(err, windows.ERROR_LOCK_VIOLATION):
		return errors.New("another run has it open")
	case err != nil:
		return fmt.Errorf("can't be locked: %w", err)
	}
	return nil
}
