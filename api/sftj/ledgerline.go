package sftj

import (
	"errors"
	"strconv"
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
	l.Account, l.Job = mask(l.Account), mask(l.Job)
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
	case badID(l.Account) != "" || badID(l.Job) != "":
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
	began   int64   // its updateTime before that, in nanoseconds of Unix time; 0: unknown
}

// touched reports whether a job that may have been resumed has changed since.
func (p ledgerPast) touched(updateTime time.Time) bool {
	return p.began != 0 && !updateTime.IsZero() && updateTime.UnixNano() != p.began
}

// remember takes in a line.
func (l *Ledger) remember(line ledgerLine) {
	key := keyOf(jobName(line.Account, line.Job))
	past := l.jobs[key]
	switch {
	case line.Event == eventBegin:
		past = ledgerPast{open: true}
		if !line.UpdateTime.IsZero() {
			past.began = line.UpdateTime.UnixNano()
		}
	case line.Outcome != "":
		past = ledgerPast{outcome: line.Outcome.known()}
	case line.Error != ErrOutcomeUnknown.Error():
		past = ledgerPast{}
	}
	l.jobs[key] = past
}
