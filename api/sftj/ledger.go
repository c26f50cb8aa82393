package sftj

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json"
)

// Ledger is a file that records what bulk runs did, so that an interrupted run can be started
// again without losing a job or resuming it twice. It is for [BulkOptions]; make one with
// [OpenLedger], and close it after the runs. It is safe for use by many goroutines.
//
// The file has one JSON object per line and only grows. A line is on the disk before what
// it announces is done:
//
//	{"v":1,"time":"…","host":"…","account":"acme","job":"ft-42","event":"begin","updateTime":"…"}
//	{"v":1,"time":"…","host":"…","account":"acme","job":"ft-42","event":"accept","status":200}
//	{"v":1,"time":"…","host":"…","account":"acme","job":"ft-42","event":"end","outcome":"resumed"}
//	{"v":1,"time":"…","host":"…","account":"acme","job":"ft-43","event":"end","error":"not found","status":404}
//
// There is a begin before each request, and an accept after a response of 2xx, before anything
// else is read or sent. The host is that of the base URL. Lines about another host or account say
// nothing of a job of the same id.
//
// A run that was stopped because of the account leaves a line about no job, with the time when
// the run was started:
//
//	{"v":1,"time":"…","host":"…","account":"acme","event":"stop","since":"…","error":"account suspended"}
//
// A job with an end that has an outcome is not resumed again. It is read, and if it was
// stopped since, that is an [ErrPausedAgain] or an [ErrJobFailed]; where a later line says that
// the account stopped a run, BulkOptions.ResumePausedAgain allows it to be resumed, unless its
// updateTime says that it was paused before that run was started. A job that
// has begun without an end, or whose end is "outcome unknown", may have been resumed: it is read
// until the time of [WithReconcileFor] since then has passed, and is [Resumed] by the earlier run
// if that got a 2xx and the job is active, and [Reconciled] if it got none. If the job is still
// paused, its outcome is unknown and it is not resumed: after a 2xx, if it has another updateTime
// than the begin has, or if updateTime cannot tell (it is missing, has never moved, or is too
// coarse). One whose end was "paused again" is not resumed by any run
// with this ledger, so that a run from a timer does not work against the person who pauses the
// job. Once that is cleared up, resume it with [Client.EnsureResumed], or use another ledger. Any
// other job is treated as new.
//
// No text of the service's gets into the file: error is the name of what went wrong. A job
// id that looks like an API key is masked, and looked at anew in every run.
type Ledger struct {
	mu     sync.Mutex
	path   string
	file   *os.File
	jobs   map[jobKey]ledgerEntry
	lines  int                         // about jobs
	stops  map[accountKey][]ledgerStop // in order
	broken error                       // what made the last write fail; nothing is written after it
}

func newLedger() *Ledger {
	return &Ledger{jobs: map[jobKey]ledgerEntry{}, stops: map[accountKey][]ledgerStop{}}
}

// OpenLedger opens the ledger at path, and makes the file if there is none, readable for
// its owner only. A last line that was cut by a crash is removed, for nothing was done
// after it; a complete one that lacks its end of line gets it.
//
// Two processes cannot have one ledger open at the same time, except on Solaris, AIX and in
// WebAssembly, where the caller has to make sure of that.
//
// Errors: the file cannot be opened for reading and writing; it is open already; a line
// other than the last cannot be read, which is named by its number. The file is then as it
// was.
func OpenLedger(path string) (*Ledger, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("sftj: ledger: %w", err)
	}
	l := newLedger()
	l.path, l.file = path, file
	if err := l.begin(); err != nil {
		_ = file.Close() // it was only read
		return nil, fmt.Errorf("sftj: ledger %s: %w", path, err)
	}
	return l, nil
}

// ReadLedger reads the ledger at path without opening it for a run, for [Ledger.Objection],
// [Ledger.Resumed] and [Ledger.Stopped]. The file may be open in another process. Where there is
// none, the ledger is empty.
//
// Errors: those of [OpenLedger], except that of a ledger in use; a path whose folder is not there.
func ReadLedger(path string) (*Ledger, error) {
	l := newLedger()
	l.path, l.broken = path, errors.New("the ledger was opened for reading")
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(filepath.Dir(path)); err != nil {
			return nil, fmt.Errorf("sftj: ledger: %w", err)
		}
		return l, nil
	}
	if err != nil {
		return nil, fmt.Errorf("sftj: ledger: %w", err)
	}
	defer file.Close()
	if _, err := readLedger(file, l.remember); err != nil {
		return nil, fmt.Errorf("sftj: ledger %s: %w", path, err)
	}
	return l, nil
}

// Objection returns why a run with the ledger would not resume a job that was read just now, and
// nil if the run would resume it or leave it alone because it is active or finished.
// resumePausedAgain is that of [BulkOptions].
//
// Errors: [ErrPausedAgain], [ErrPausedAndChanged], [ErrJobFailed], [ErrNotResumable],
// [ErrOutcomeUnknown].
func (l *Ledger) Objection(c *Client, job *Job, resumePausedAgain bool) error {
	account, id, err := c.jobID(job.Name)
	if err != nil {
		return err
	}
	past := l.past(ledgerHost(c.stock.Server), account, id)
	switch {
	case past.outcome != "" && !(job.Lifecycle().Paused() && past.mayResume(job, resumePausedAgain)):
		err = stoppedSince(job, past)
	case job.Lifecycle().Paused():
		err = past.objection(job, resumePausedAgain)
	}
	if err != nil {
		return inCall(err, opResume, id)
	}
	return nil
}

// Accepted reports whether the service accepted a resume of the job in an earlier run, whose outcome
// is not known: no run with the ledger sends another one.
func (l *Ledger) Accepted(c *Client, job string) bool {
	account, id, err := c.jobID(job)
	return err == nil && l.past(ledgerHost(c.stock.Server), account, id).accepted != 0
}

// Stopped reports whether an earlier run resumed a job, or may have, and the account stopped that
// run or a later one: the suspension may have paused the job again.
func (l *Ledger) Stopped(c *Client, job string) bool {
	account, id, err := c.jobID(job)
	if err != nil {
		return false
	}
	past := l.past(ledgerHost(c.stock.Server), account, id)
	return past.suspended && (past.outcome != "" || past.open || past.again)
}

// Resumed returns the full names of the client's jobs that were active or finished at the end of an
// earlier run, or whose resume was accepted without a known end. It reads the file once more.
//
// Errors: those of reading the file.
func (l *Ledger) Resumed(c *Client) ([]string, error) {
	file, err := os.Open(l.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("sftj: ledger: %w", err)
	}
	defer file.Close()
	var names []string
	seen, host := map[jobKey]bool{}, ledgerHost(c.stock.Server)
	_, err = readLedger(file, func(line ledgerLine) {
		key := ledgerKey(line.Host, line.Account, line.Job)
		if line.Host != host || line.Account != c.account || seen[key] {
			return
		}
		if past := l.past(line.Host, line.Account, line.Job); past.outcome == "" && past.accepted == 0 {
			return
		}
		seen[key] = true
		names = append(names, jobName(line.Account, line.Job))
	})
	if err != nil {
		return nil, fmt.Errorf("sftj: ledger %s: %w", l.path, err)
	}
	return names, nil
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
	switch {
	case info.Mode()&(fs.ModeNamedPipe|fs.ModeSocket) != 0:
		return errors.New("a pipe keeps nothing that a later run could read; name a file")
	case !info.Mode().IsRegular():
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
	if l.file == nil {
		return nil // it was only read
	}
	if err := l.file.Close(); err != nil {
		return fmt.Errorf("sftj: ledger: %w", err)
	}
	return nil
}

// append writes a line and returns when it is on the disk. After a failure the file may end
// within a line, so nothing is written any more. On a nil ledger it does nothing.
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
	entry, ok := l.jobs[ledgerKey(host, account, id)]
	for _, stop := range l.stops[accountKey{host, account}] {
		if ok && entry.line <= stop.line { // the first one: a run after it finds what that one paused
			entry.past.suspended, entry.past.since = true, stop.since
			break
		}
	}
	return entry.past
}

const (
	ledgerVersion = 1
	eventBegin    = "begin"  // before each request
	eventAccept   = "accept" // after a response of 2xx
	eventEnd      = "end"
	eventStop     = "stop" // of a run, because of the account; about no job
	// What an end says besides the names of the sentinels.
	wordSkipped = "skipped"
	wordFailed  = "failed"
)

// ledgerLine is one line of a ledger.
type ledgerLine struct {
	Version int       `json:"v"`
	Time    time.Time `json:"time"`
	Host    string    `json:"host"`
	Account string    `json:"account"`
	Job     string    `json:"job,omitzero"`
	Event   string    `json:"event"`
	// Again is set in a begin that is not the first one of its run.
	Again bool `json:"again,omitzero"`
	// Outcome or Error are set in an end. Status is the HTTP status that came with the error, or
	// that of an accept.
	Outcome Outcome `json:"outcome,omitzero"`
	Error   string  `json:"error,omitzero"`
	Status  int     `json:"status,omitzero"`
	// UpdateTime is the job's: in a begin before the resume, in an end after it. Moved reports
	// that it had moved since the job was created: the service does move it.
	UpdateTime time.Time `json:"updateTime,omitzero"`
	Moved      bool      `json:"moved,omitzero"`
	// Since is when the run was started that a stop is about.
	Since time.Time `json:"since,omitzero"`
}

// encode returns the line with its end.
func (l ledgerLine) encode(mask func(string) string) ([]byte, error) {
	l.Host, l.Account, l.Job = mask(l.Host), mask(l.Account), mask(l.Job)
	b, err := json.Marshal(l)
	return append(b, '\n'), err
}

// decodeLine reads a line without its end. Fields of a later version are ignored, lines
// that don't say what they should are not.
func decodeLine(b []byte) (ledgerLine, error) {
	var l ledgerLine
	switch err := json.Unmarshal(b, &l); {
	case err != nil:
		return l, where(err)
	case l.Version != ledgerVersion:
		return l, errors.New("version " + strconv.Itoa(l.Version) + " is not known")
	case l.Event == eventStop && l.Host != "" && badID(l.Account) == "" && l.Job == "" && l.Error != "":
		return l, nil
	case l.Host == "" || badID(l.Account) != "" || badID(l.Job) != "":
		return l, errors.New("it is about no job")
	case l.Event == eventBegin, l.Event == eventAccept:
		return l, nil
	case l.Event != eventEnd:
		return l, errors.New("event " + quoted(l.Event) + " is not known")
	case (l.Outcome == "") == (l.Error == ""):
		return l, errors.New("an end has either an outcome or an error")
	case l.Outcome != "" && l.Outcome.known() == "":
		return l, errors.New("outcome " + quoted(string(l.Outcome)) + " is not known")
	}
	return l, nil
}

// known returns the outcome, without the line it was read from, or none if there is no
// such outcome.
func (o Outcome) known() Outcome {
	for _, known := range []Outcome{Resumed, AlreadyActive, AlreadyFinished, Reconciled} {
		if o == known {
			return known
		}
	}
	return ""
}

// ledgerPast is what the lines of one job amount to.
type ledgerPast struct {
	outcome   Outcome // it is done
	open      bool    // it may have been resumed
	accepted  int64   // when a resume was accepted whose outcome is not known; 0: none
	reopen    bool    // it may have been resumed before its last begin already
	again     bool    // it was paused again, and stays so
	moved     bool    // its updateTime had moved before the begin
	suspended bool    // a run was stopped because of the account after the last line
	since     int64   // when that run was started, in nanoseconds of Unix time; 0: unknown
	began     int64   // its updateTime before the begin, alike; 0: unknown
	sent      int64   // when the first begin was written, alike
	written   int64   // when the last line was, alike
}

// unsettled returns for how long the job is still to be read before anything is decided: the
// resume of an earlier run may take that long to show, and that run did not wait for it.
func (p ledgerPast) unsettled(reconcileFor time.Duration) time.Duration {
	if !p.open {
		return 0
	}
	left := time.Until(time.Unix(0, p.written).Add(reconcileFor))
	return max(0, min(left, reconcileFor)) // a clock may have been set back
}

// recent reports whether the last line is so young that a read may still show the job as it was
// before.
func (p ledgerPast) recent(lag time.Duration) bool {
	return time.Since(time.Unix(0, p.written)) < lag
}

// touched reports whether a job that may have been resumed has changed since. Responses have
// nanoseconds where later reads have microseconds.
func (p ledgerPast) touched(updateTime time.Time) bool {
	const read = int64(time.Microsecond)
	return p.began != 0 && !updateTime.IsZero() && updateTime.UnixNano()/read != p.began/read
}

// unchanged reports whether the updateTime of a job that may have been resumed proves that it
// was not.
func (p ledgerPast) unchanged(job *Job) bool {
	return p.began != 0 && !job.UpdateTime.IsZero() && (p.moved || movedSinceCreation(job)) &&
		tellsApart(time.Unix(0, p.began), time.Unix(0, p.sent))
}

// bySuspension reports whether a suspension that stopped a run may have paused the job. One that
// was paused before that run was started was not: the service writes updateTime by its own clock.
func (p ledgerPast) bySuspension(job *Job) bool {
	return p.suspended && (job.UpdateTime.IsZero() || job.UpdateTime.UnixNano() > p.since-int64(maxClockSkew))
}

// mayResume reports whether a job that was dealt with may be resumed although it is paused again.
func (p ledgerPast) mayResume(job *Job, allowed bool) bool { return allowed && p.bySuspension(job) }

// pausedHint says what to do about a job that was dealt with and is paused again.
func (p ledgerPast) pausedHint(job *Job) string {
	if p.bySuspension(job) {
		return "the account was suspended during the earlier run, which may have paused the job: allow it to be resumed again (ResumePausedAgain)"
	}
	return "find out why before resuming it again; a run with this ledger does not resume it, one without does"
}

// acceptedText says when a resume was accepted.
func (p ledgerPast) acceptedText() string {
	return "by the ledger, the service accepted a resume of the job at " + time.Unix(0, p.accepted).UTC().Format(time.RFC3339)
}

// objection returns why a run with this past must not resume a paused job, nil if it may.
func (p ledgerPast) objection(job *Job, resumePausedAgain bool) error {
	switch {
	case p.mayResume(job, resumePausedAgain):
		return nil
	case p.again:
		e := pausedAgain(job)
		e.Message, e.Hint = "an earlier run found the job paused again after the resume", p.pausedHint(job)
		return e
	case p.accepted != 0:
		return &Error{
			Message: p.acceptedText() + "; the job is still in state " + job.Lifecycle().String() + ": it may start later, or it was paused again",
			Hint:    "watch the job; a run with this ledger does not resume it, one without does",
			kinds:   []error{ErrOutcomeUnknown, ErrPaused},
		}
	case !p.open:
		return nil
	case p.touched(job.UpdateTime):
		e := pausedAndChanged(job)
		e.add(ErrOutcomeUnknown)
		e.Message = "an earlier run may have resumed the job; it is paused, and has changed since"
		e.Hint = "find out who or what paused it; a run with this ledger does not resume it, one without does"
		return e
	case !p.unchanged(job):
		return &Error{
			Message: "an earlier run may have resumed the job; it is paused, and its updateTime cannot prove that nothing happened since",
			Hint:    "find out whether it was paused again; a run with this ledger does not resume it, one without does",
			kinds:   []error{ErrOutcomeUnknown, ErrPaused},
		}
	}
	return nil
}

// after returns the past with one more line.
func (p ledgerPast) after(line ledgerLine) ledgerPast {
	switch {
	case line.Outcome != "":
		return ledgerPast{outcome: line.Outcome.known()}
	case line.Event == eventAccept:
		p.open, p.accepted = true, line.Time.UnixNano()
		return p
	case line.Event == eventBegin && line.Again:
		p.open = true
		return p
	case line.Event == eventBegin:
		begun := ledgerPast{open: true, reopen: p.open, moved: line.Moved, sent: line.Time.UnixNano()}
		if !line.UpdateTime.IsZero() {
			begun.began = line.UpdateTime.UnixNano()
		}
		return begun
	case p.again || line.Error == ErrPausedAgain.Error():
		return ledgerPast{again: true}
	case line.Error == ErrOutcomeUnknown.Error(), (p.reopen || p.accepted != 0) && !settles(line.Error):
		return p
	}
	return ledgerPast{}
}

// settles reports whether an end with this error says what became of an earlier resume. A job that
// was paused and has changed, or was about to leave, may still have been resumed by it.
func settles(word string) bool { return word == ErrJobFailed.Error() || word == ErrNotFound.Error() }

// remember takes in a line.
func (l *Ledger) remember(line ledgerLine) {
	if line.Event == eventStop {
		stop, key := ledgerStop{line: l.lines}, accountKey{line.Host, line.Account}
		if !line.Since.IsZero() {
			stop.since = line.Since.UnixNano()
		}
		if all := l.stops[key]; len(all) == 0 || all[len(all)-1].line < stop.line {
			l.stops[key] = append(all, stop)
		}
		return
	}
	l.lines++
	key := ledgerKey(line.Host, line.Account, line.Job)
	kept := l.jobs[key]
	past := kept.past.after(line)
	past.written = line.Time.UnixNano()
	l.jobs[key] = ledgerEntry{past: past, line: l.lines}
}

// ledgerEntry is the past of a job with the number of its last line.
type ledgerEntry struct {
	past ledgerPast
	line int
}

// ledgerStop is the end of a run because of the account: the number of lines about jobs before it,
// and when the run was started, in nanoseconds of Unix time.
type ledgerStop struct {
	line  int
	since int64
}

// accountKey is an account of a service.
type accountKey struct{ host, account string }

// ledgerKey stands for a job of an account at a service.
func ledgerKey(host, account, id string) jobKey {
	return keyOf(host + "/" + jobName(account, id))
}

// ledgerHost is what a ledger calls the service at a base URL.
func ledgerHost(baseURL string) string {
	_, rest, _ := strings.Cut(baseURL, "://")
	host, _, _ := strings.Cut(rest, "/")
	return strings.ToLower(host)
}

// maxLedgerLine is more than any line has, in bytes: two ids of 1,024, and the rest.
const maxLedgerLine = 64 << 10

// ledgerTail is what stands behind the last end of line.
type ledgerTail struct {
	start int64 // where it begins
	whole bool  // it is a line without its end
	torn  bool  // it is not
}

// readLedger hands every line to keep, in order.
func readLedger(file io.Reader, keep func(ledgerLine)) (ledgerTail, error) {
	var tail ledgerTail
	in := bufio.NewReaderSize(file, maxLedgerLine)
	for n := 1; ; n++ {
		b, readErr := in.ReadSlice('\n')
		atEnd := errors.Is(readErr, io.EOF)
		switch {
		case readErr != nil && !atEnd: // or the line has no end within the buffer
			return tail, fmt.Errorf("line %d: %w", n, readErr)
		case len(b) == 0:
			return tail, nil
		}
		line, err := decodeLine(bytes.TrimSuffix(b, []byte("\n")))
		switch {
		case err == nil:
			keep(line)
		case !atEnd || n == 1 && !mayBeLedger(b):
			return tail, fmt.Errorf("line %d can't be read: %w", n, err)
		}
		if atEnd {
			tail.whole, tail.torn = err == nil, err != nil
			return tail, nil
		}
		tail.start += int64(len(b))
	}
}

// mayBeLedger reports whether the only line of a file, which was cut, is one of a ledger.
// Some file systems leave zeros where a crash kept bytes from being written.
func mayBeLedger(b []byte) bool {
	const first = `{"v":1,`
	return bytes.HasPrefix(b, []byte(first)) || bytes.HasPrefix([]byte(first), b) || len(bytes.Trim(b, "\x00")) == 0
}

// repair makes the file end with an end of line.
func (t ledgerTail) repair(file *os.File) error {
	switch {
	case t.torn:
		return os.Truncate(file.Name(), t.start) // on Windows a file that is open to append cannot be cut
	case t.whole:
		_, err := file.WriteString("\n")
		return err
	}
	return nil
}
