package contract

import (
	"fmt"
	"net/http"
	"time"

	"github.com/fireworks-sftj/sdk/api/conform"
)

// answer is what came back for one request.
type answer struct {
	seq     int // from 1, in the order of the run
	check   string
	probe   Probe
	request *http.Request
	at      time.Time
	took    time.Duration

	err              error // no answer, or not all of it
	status           int   // 0 when there was none
	proto            string
	header           http.Header
	contentLength    int64 // as announced, -1 for not
	transferEncoding []string
	body             []byte // as it came, at most maxBody+1 bytes
	plain            []byte // decoded; nil where that failed
	verdict          conform.Result
}

// ok tells whether the answer is a 200 that came in full.
func (a *answer) ok() bool { return a.err == nil && a.status == http.StatusOK }

// refusal tells whether the answer is a 4xx, or a 501, that came in full.
func (a *answer) refusal() bool {
	return a.err == nil && (a.status >= 400 && a.status < 500 || a.status == http.StatusNotImplemented)
}

// String says what was asked and what came.
func (a *answer) String() string {
	if a.err != nil {
		return fmt.Sprintf("%s: %v", a.probe, a.err)
	}
	return fmt.Sprintf("%s: %d", a.probe, a.status)
}

// note keeps an answer for the checks that look back.
func (r *run) note(a *answer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answers = append(r.answers, a)
	a.seq = len(r.answers)
	if a.err == errHung { //nolint:errorlint // it is set as it is, never wrapped
		if r.hung++; r.hung == maxHung && r.stopped == "" {
			r.stopped = fmt.Sprintf("%d requests had no complete answer within %s each", maxHung, r.answerTimeout)
		}
	}
}

func (r *run) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.answers)
}
