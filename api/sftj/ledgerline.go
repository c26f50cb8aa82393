package sftj

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
)

const (
	ledgerVersion = 1
	eventBegin    = "begin"
	eventEnd      = "end"
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
	Job     string    `json:"job"`
	Event   string    `json:"event"`
	// Outcome or Error are set in an end. Status is the HTTP status that came with the error.
	Outcome Outcome `json:"outcome,omitzero"`
	Error   string  `json:"error,omitzero"`
	Status  int     `json:"status,omitzero"`
	// UpdateTime is the job's: in a begin before the resume, in an end after it.
	UpdateTime time.Time `json:"updateTime,omitzero"`
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
	case l.Host == "" || badID(l.Account) != "" || badID(l.Job) != "":
		return l, errors.New("it is about no job")
	case l.Event == eventBegin:
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
	outcome Outcome // it is done
	open    bool    // it may have been resumed
	reopen  bool    // and so it may have been before its last begin
	again   bool    // it was paused again, and stays so
	began   int64   // its updateTime before the begin, in nanoseconds of Unix time; 0: unknown
}

// touched reports whether a job that may have been resumed has changed since.
func (p ledgerPast) touched(updateTime time.Time) bool {
	return p.began != 0 && !updateTime.IsZero() && updateTime.UnixNano() != p.began
}

// after returns the past with one more line.
func (p ledgerPast) after(line ledgerLine) ledgerPast {
	switch {
	case line.Outcome != "":
		return ledgerPast{outcome: line.Outcome.known()}
	case p.again || line.Error == ErrPausedAgain.Error():
		return ledgerPast{again: true}
	case line.Event == eventBegin:
		begun := ledgerPast{open: true, reopen: p.open}
		if !line.UpdateTime.IsZero() {
			begun.began = line.UpdateTime.UnixNano()
		}
		return begun
	case line.Error == ErrOutcomeUnknown.Error(), p.reopen && !settles(line.Error):
		return p
	}
	return ledgerPast{}
}

// settles reports whether an end with this error says what became of an earlier resume.
func settles(word string) bool {
	for _, kind := range append(verdicts[:], ErrNotFound) {
		if word == kind.Error() {
			return true
		}
	}
	return false
}

// remember takes in a line.
func (l *Ledger) remember(line ledgerLine) {
	key := ledgerKey(line.Host, line.Account, line.Job)
	l.jobs[key] = l.jobs[key].after(line)
}

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
