package sftj

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Ledger is a file that says what bulk runs did, so that a run which was cut short can be
// done again and nothing is lost or resumed twice. It is for [BulkOptions]; make one with
// [OpenLedger], and close it after the runs. It is safe for use by many goroutines.
//
// The file has one JSON object per line and only grows. A line is on the disk before what
// it announces is done:
//
//	{"v":1,"time":"…","host":"…","account":"acme","job":"ft-42","event":"begin","updateTime":"…"}
//	{"v":1,"time":"…","host":"…","account":"acme","job":"ft-42","event":"end","outcome":"resumed"}
//	{"v":1,"time":"…","host":"…","account":"acme","job":"ft-43","event":"end","error":"not found","status":404}
//
// The host is that of the base URL. Lines about another host or account say nothing of a
// job of the same id.
//
// A job with an end that has an outcome is not resumed again. It is read, and if it was
// stopped since that is an [ErrPausedAgain] or an [ErrJobFailed]. One that has begun without an end, or whose end is "outcome
// unknown", may have been resumed: it is [Reconciled] if it is at work, and an
// [ErrPausedAgain] if it stands still with another updateTime than the begin has. One whose
// end was "paused again" is not resumed by any run with this ledger, so that a run from a
// timer does not work against whoever stops the job. Once that is cleared up, resume it with
// [Client.EnsureResumed], or use another ledger. Any other is done as if it were new.
//
// No text of the service's gets into the file: error is the name of what went wrong. A job
// id that looks like an API key is masked, and looked at anew in every run.
type Ledger struct {
	mu     sync.Mutex
	file   *os.File
	jobs   map[jobKey]ledgerPast
	broken error // what made the last write fail; nothing is written after it
}

// OpenLedger opens the ledger at path, and makes the file if there is none, readable for
// its owner only. A last line that was cut by a crash is removed, for nothing was done
// after it; a complete one that lacks its end of line gets it.
//
// Two processes can't have one ledger open at the same time, where the system has flock;
// elsewhere (Windows, Solaris, AIX) it is on the caller to see to that.
//
// Errors: the file can't be opened for reading and writing; it is open already; a line
// other than the last can't be read, which is named by its number. The file is then as it
// was.
func OpenLedger(path string) (*Ledger, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("sftj: ledger: %w", err)
	}
	l := &Ledger{file: file, jobs: map[jobKey]ledgerPast{}}
	if err := l.begin(); err != nil {
		_ = file.Close() // it was only read
		return nil, fmt.Errorf("sftj: ledger %s: %w", path, err)
	}
	return l, nil
}

// begin locks the file and reads what there is in it.
func (l *Ledger) begin() error {
	if err := lockFile(l.file); err != nil {
		return err
	}
	info, err := l.file.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return nil // a device has no lines to read
	}
	if info.Size() == 0 {
		syncDir(filepath.Dir(l.file.Name()))
	}
	tail, err := readLedger(l.file, l.remember)
	if err != nil {
		return err
	}
	return tail.repair(l.file)
}

// syncDir puts the entry of a new file on the disk. Where that can't be done, the worst
// that can follow is a ledger that is gone after a power failure.
func syncDir(path string) {
	if dir, err := os.Open(path); err == nil {
		_ = dir.Sync()
		_ = dir.Close()
	}
}

// Close closes the file and lets others open it.
func (l *Ledger) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.file.Close(); err != nil {
		return fmt.Errorf("sftj: ledger: %w", err)
	}
	return nil
}

// append writes a line and returns when it is on the disk. After a failure nobody knows
// where in a line the file ends, so nothing is written any more. A nil ledger takes
// everything and keeps nothing.
func (l *Ledger) append(line ledgerLine, mask func(string) string) error {
	if l == nil {
		return nil
	}
	line.Version, line.Time = ledgerVersion, time.Now().UTC()
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.broken != nil {
		return l.broken
	}
	b, err := line.encode(mask)
	if err == nil {
		_, err = l.file.Write(b)
	}
	if err == nil {
		err = l.file.Sync()
	}
	if err != nil {
		l.broken = fmt.Errorf("the ledger can't be written: %w", err)
		return l.broken
	}
	l.remember(line)
	return nil
}

// past returns what the ledger knows of a job.
func (l *Ledger) past(host, account, id string) ledgerPast {
	if l == nil {
		return ledgerPast{}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.jobs[ledgerKey(host, account, id)]
}
