package contract

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/fireworks-sftj/sdk/api/conform"
)

// answer is what came back for one request.
type answer struct {
	seq     int // from 1, in the order in which the answers were complete
	began   int // how many answers were complete when the request was sent
	check   string
	probe   Probe
	request *http.Request
	at      time.Time
	took    time.Duration
	crowded bool // sent while others were under way
	lost    bool // the target was gone: not a response of the service
	speaks  bool // it has the shape of the API

	err           error // no answer, or not all of it
	status        int   // 0 when there was none
	proto         string
	header        http.Header
	contentLength int64  // as announced, -1 for not
	body          []byte // as it came, at most maxBody+1 bytes
	plain         []byte // decoded; nil where that failed
	familiar      []byte // plain, without what the contract does not know
	verdict       conform.Result
}

// ok reports whether the answer is a 200 that came in full.
func (a *answer) ok() bool { return a.err == nil && a.status == http.StatusOK }

// refusal reports whether the answer is a 4xx, or a 501, that came in full.
func (a *answer) refusal() bool {
	return a.err == nil && (a.status >= 400 && a.status < 500 || a.status == http.StatusNotImplemented)
}

// gatewayUnauthorized is the code by which the gateway in front of the service rejects a key.
// Observed with status 403 on a sibling resource (2026-08-30).
const gatewayUnauthorized = "UNAUTHORIZED"

// rejectsKey reports whether the answer says that the key is not valid: a 401, or the 403 of
// the gateway. Any other 403 is about a valid key.
func (a *answer) rejectsKey() bool {
	return a.status == http.StatusUnauthorized ||
		a.status == http.StatusForbidden && object(object(a.plain)["error"]).str("code") == gatewayUnauthorized
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
	if why := r.tooSlow(); why != "" && r.stopped == nil {
		r.stopped = &stopError{SkipTime, why}
	}
	if r.life == nil && a.check == answersID && a.speaks {
		r.life = &a.probe
	}
	if r.gone != nil {
		a.lost = true // it was under way when the target went away
	}
}

// countHung counts a response of the service that never came to its end, and stops the run
// after a few of them.
func (r *run) countHung() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.hung++
	if why := r.tooSlow(); why != "" && r.stopped == nil {
		r.stopped = &stopError{SkipTime, why}
	}
}

// tooSlow says why a slow target is not worth the wait for the rest, "" while it is. The
// caller holds the lock.
func (r *run) tooSlow() string {
	if r.hung >= maxHung {
		return fmt.Sprintf("%d requests had no complete answer within %s and %d MiB each", r.hung, r.answerTimeout, maxBody>>20)
	}
	if half := r.median(); len(r.answers) >= firstAnswers && half > r.latency {
		return fmt.Sprintf("the first %d answers took %s, the median of them; the budget is %s", len(r.answers), half.Round(time.Millisecond), r.latency)
	}
	return ""
}

// median is that of the time that answers took. Those of requests that were sent at the
// same time are left out: a server may take one after the other. The caller holds the lock.
func (r *run) median() time.Duration {
	var took []time.Duration
	for _, a := range r.answers {
		if !a.crowded && !a.lost {
			took = append(took, a.took)
		}
	}
	if len(took) == 0 {
		return 0
	}
	slices.Sort(took)
	return took[len(took)/2]
}

func (r *run) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.answers)
}
