package contract

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
)

// A target that is not there, or is another program, is not a target that fails. One rule
// decides which it is: does any response from this address have the shape of the API, that is
// a job, a list, or an error in one of the two envelopes with a status that fits? What a
// response lacks beside that is for the checks to judge.
//
// target.answers applies the rule at the start of a run. After that, run.vanished applies it
// to a response that breaks off or comes from a gateway, at once, and session.settle to every
// other, before the check that got it comes to a verdict.

const (
	// answersID is the check that runs in any case: without the service there is nothing to
	// judge.
	answersID = "target.answers"
	// lifeReads is the maximum number of reads in a run that ask whether the service is
	// still there.
	lifeReads = 40
	// settleLifeReads is how many of them are for complete responses that merely have another
	// shape. The others are kept for connections that fail and for gateways.
	settleLifeReads = 32
	// lifeTries is how many of these reads have to fail, one after the other, before the
	// service counts as gone. hungTries is the number where each takes the whole
	// WithAnswerTimeout, or maxBody.
	lifeTries, hungTries = 3, 2
	// lifePause is the time between two of those reads: long enough for a restart that
	// keeps no one waiting, short enough for a person at a terminal.
	lifePause = time.Second
	// maxSkimmed is how much of a body is searched for the shape of the API, in bytes.
	maxSkimmed = 64 << 10
)

// neverText and goneText begin the cause of a run that the service did not answer.
const (
	neverText = "the target never answered as this service"
	goneText  = "the target went away during the run"
)

func targetChecks() []check { return []check{targetAnswers} }

var targetAnswers = check{
	Check: Check{ID: answersID, Rule: "The target is there, answers as this service, and takes the key."},
	probes: func(e env) []Probe {
		probes := []Probe{listProbe(e.Account)}
		if id := e.anyJob(); id != "" {
			probes = append(probes, getProbe(e.Account, id))
		}
		// An account without jobs may have the list {}, which any server could send. The
		// refusal of an unknown job has the shape of the API everywhere.
		probes = append(probes, getProbe(e.Account, unknownID))
		for i := range probes {
			probes[i].AtMost = 2 + lifeReads
		}
		return probes
	},
	judge: (*session).meet,
}

// anyJob is a given job that can be read, "" for none.
func (e env) anyJob() string {
	for _, g := range e.Jobs.list() {
		if g.state != deleted {
			return g.id
		}
	}
	return ""
}

// meet sends the first reads: the plain ones until one works, and the one of an unknown job
// where none of those had the shape of the API. It ends the run where none has.
func (s *session) meet() {
	unknown := len(s.step.probes) - 1
	var reads []*answer
	spoke, hung := false, 0
	for i, p := range s.step.probes {
		if i == unknown && spoke {
			break
		}
		a := s.firstRead(reads, i, p)
		reads = append(reads, a)
		spoke = spoke || a.speaks
		if a.speaks && a.ok() {
			break
		}
		if errors.Is(a.err, errHung) {
			hung++
		}
		if hung == hungTries && !spoke {
			s.never(reads, "")
		}
	}
	if !spoke && pause(s.ctx, lifePause) == nil { // a gateway may find its service again
		a := s.firstRead(reads, 0, s.step.probes[0])
		reads = append(reads, a)
		spoke = a.speaks
	}
	if !spoke {
		s.never(reads, "")
	}
	for _, a := range reads {
		if !a.speaks {
			s.judge(a) // it is the service's after all
		}
	}
	plain := reads[:min(len(reads), unknown)]
	if plain[0].status == http.StatusNotFound && !slices.ContainsFunc(plain, (*answer).ok) {
		s.unmet(SkipStopped, neverText, fmt.Sprintf("the list of account %q is answered %s: the target does not know the account, or the base URL is that of another service",
			s.Account, status(plain[0])))
	}
	s.plainReads(plain)
}

// firstRead sends one of the first reads. It ends the check, and the run, where no other read
// would be answered: there is no connection, or the key is refused.
func (s *session) firstRead(before []*answer, i int, p Probe) *answer {
	if err := s.allow(i, p); err != nil {
		s.end(Error, err.Error())
	}
	a, err := s.deliver(s.ctx, s.step.ID, p)
	var over *timeOverError
	var limited limitedError
	switch {
	case errors.As(err, &limited):
		s.unmet(SkipRateLimit, "the target answers nothing but 429", limited.Error())
	case errors.As(err, &over):
		if len(before) == 0 {
			before = []*answer{{probe: p, err: errHung}}
		}
		s.never(before, over.Error())
	case err != nil:
		s.endOn(err)
	case a.speaks:
		s.refusedKey(a)
	case down(a.err):
		a.lost = true
		s.unmet(SkipStopped, "the target can't be reached", s.otherwise(a))
	case a.status == http.StatusUnauthorized:
		s.never(append(before, a), "")
	}
	return a
}

// met reports whether the service has answered in this run.
func (r *run) met() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.life != nil
}

// plainReads notes what is wrong with the reads that should work, up to the first that does.
func (s *session) plainReads(reads []*answer) {
	for _, a := range reads {
		switch {
		case a.ok():
			return
		case a.absent() != "", a.foreign():
		case a.err != nil:
			s.fail(a, "there was no complete answer: %s", brief(a.err))
		case a.status == http.StatusForbidden:
			s.fail(a, "a plain read of account %q with the target's key is answered %s", s.Account, status(a))
		case !a.refusal():
			s.fail(a, "a plain read is answered %s", status(a))
		}
	}
}

// never ends the run: none of the reads had the shape of the API. more is what else there is
// to say, "" for nothing.
func (s *session) never(reads []*answer, more string) {
	for _, a := range reads {
		a.lost = true
	}
	cause := s.otherwise(reads[0])
	switch others := reads[1:]; {
	case len(others) == 0:
	case slices.ContainsFunc(others, func(a *answer) bool { return a.outcomeKind() != reads[0].outcomeKind() }):
		cause += fmt.Sprintf("; the other %d requests had no answer of the service either", len(others))
	case len(others) == 1:
		cause += "; both requests ended like this"
	default:
		cause += fmt.Sprintf("; all %d requests ended like this", len(reads))
	}
	if more != "" {
		cause += "; " + more
	}
	s.unmet(SkipStopped, neverText, cause)
}

// unmet ends the run before anything was judged, for one cause.
func (s *session) unmet(kind SkipCause, what, cause string) {
	s.unreached, s.cause = true, what+": "+cause
	s.stop(kind, what)
	s.end(Error, s.cause)
}

// goneError ends a run whose target was there before and is not any more.
type goneError struct{ cause string }

func (e *goneError) Error() string { return goneText + ": " + e.cause }

// vanished decides what became of the service after a response that breaks off or is a gateway's.
// It returns nil where the service is there: then the response is a fault, and the check's to
// judge.
//
// Errors: goneError; those of once.
func (r *run) vanished(ctx context.Context, a *answer) error {
	if a.speaks {
		return nil
	}
	if r.doubtful(a) {
		if err := r.signOfLife(ctx, a); err != nil {
			return err
		}
	}
	if errors.Is(a.err, errHung) || errors.Is(a.err, errTooLong) {
		r.countHung()
	}
	return nil
}

// signOfLife reads until the service answers. It returns nil where it does.
//
// Errors: goneError; those of once.
func (r *run) signOfLife(ctx context.Context, a *answer) error {
	tries := lifeTries
	switch {
	case errors.Is(a.err, errHung), errors.Is(a.err, errTooLong):
		tries = hungTries
	case a.status == http.StatusUnauthorized && a.probe.Auth == OwnKey && strings.HasPrefix(a.probe.Path, collection(r.Account)):
		return r.lose(a) // a service may lock out a key that goes on
	}
	last := a
	for n := range tries {
		life := r.takeLife(n)
		if life == nil {
			return nil
		}
		if n > 0 {
			if err := pause(ctx, lifePause); err != nil {
				return err
			}
		}
		b, err := r.once(ctx, answersID, *life)
		if err != nil {
			return err
		}
		if r.spokeAfter(a) {
			return nil
		}
		last = b
	}
	return r.lose(last)
}

// doubtful reports whether a response is a reason to ask at once for a sign of the service.
func (r *run) doubtful(a *answer) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	refused := a.status == http.StatusUnauthorized && a.probe.Auth == OwnKey
	return r.life != nil && r.lives < lifeReads && (a.err != nil || a.absent() != "" || refused)
}

// settle asks for a sign of the service where the last responses of a check did not have the
// shape of the API: no verdict, good or bad, is about a service that was gone by then. It
// reports whether it is gone.
func (s *session) settle() bool {
	last := s.unsettled()
	if last == nil {
		return false
	}
	_ = s.signOfLife(s.ctx, last) // without an answer to that, the verdict stays as it is
	return s.gone != nil
}

// unsettled is the last response without the shape of the API that the service has given no
// sign after, nil for none.
func (s *session) unsettled() *answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.life == nil || s.stopped != nil || s.lives >= settleLifeReads {
		return nil
	}
	for _, a := range slices.Backward(s.answers[s.lastSign():]) {
		if !a.speaks {
			return a
		}
	}
	return nil
}

// outcomeKind names a kind of outcome: a status and what came with it, or an error.
func (a *answer) outcomeKind() string {
	if a.err != nil {
		return fmt.Sprint(a.status, " ", brief(a.err))
	}
	return fmt.Sprint(a.status, " ", a.bodyText())
}

// spokeAfter reports whether the service answered a request that was sent after a was complete.
func (r *run) spokeAfter(a *answer) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return a.seq <= r.lastSign()
}

// lastSign is how many responses were complete when the last request was sent that the service
// answered. Requests that were under way with it prove nothing. The caller holds the lock.
func (r *run) lastSign() int {
	last := 0
	for _, a := range r.answers {
		if a.speaks {
			last = max(last, a.began)
		}
	}
	return last
}

// takeLife returns the n-th read that asks whether the service is there: the one that it
// answered first, and that of an unknown job in turn, so that a fault of one operation is not
// taken for the end of the service. It returns nil where there is none left.
func (r *run) takeLife(n int) *Probe {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.lives >= lifeReads {
		return nil
	}
	r.lives++
	if n%2 == 0 {
		return r.life
	}
	p := getProbe(r.Account, unknownID)
	return &p
}

// lose ends the run at the last response of the service. What came after it is no response of
// the service, and no check judges it.
func (r *run) lose(a *answer) error {
	r.mu.Lock()
	if r.gone == nil {
		last, responses := r.lastSign(), 0
		for _, x := range r.answers {
			if x.lost = !x.speaks && x.seq > last; !x.lost {
				responses++
			}
		}
		r.gone = &goneError{fmt.Sprintf("after %d responses, %s", responses, r.otherwise(a))}
		r.cause = r.gone.Error()
	}
	r.stopped = &stopError{SkipStopped, goneText} // weighs more than that requests hung before
	gone := r.gone
	r.mu.Unlock()
	return gone
}

// down reports whether a request never reached the target: no connection, no TLS, no way
// through the proxy.
func down(err error) bool {
	var op *net.OpError
	var dns *net.DNSError
	var proxy *proxyError
	return errors.As(err, &proxy) || errors.As(err, &dns) || errors.As(err, &op) && op.Op == "dial" || tlsFailure(err) != ""
}

// tlsFailure says in a sentence why TLS with the target failed, "" where it did not.
func tlsFailure(err error) string {
	var authority x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	var verification *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	switch {
	case err == nil:
		return ""
	case errors.As(err, &authority):
		return "its certificate is signed by an authority that is not trusted here; SSL_CERT_FILE can name the authority's certificate"
	case errors.As(err, &host), errors.As(err, &invalid), errors.As(err, &verification), errors.As(err, &alert):
		return "TLS failed: " + strings.TrimPrefix(err.Error(), "tls: ")
	case errors.As(err, &record), strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"):
		return "it does not speak TLS at this port; is the base URL http:// instead of https://?"
	}
	return ""
}

// unreachableText is an error of a connection as a sentence.
func unreachableText(err error) string {
	if text := tlsFailure(err); text != "" {
		return text
	}
	return brief(err)
}

// absent says in a sentence why a response is not one of the service, "" where it may be: no
// connection, a proxy's refusal, a gateway with nothing behind it, or a redirect.
func (a *answer) absent() string {
	switch where := a.probe.Method + " " + a.probe.Path; {
	case a.speaks, a.err != nil && !down(a.err):
		return ""
	case a.err != nil:
		return unreachableText(a.err)
	case a.status == http.StatusProxyAuthRequired:
		return fmt.Sprintf("a proxy answers %s with %s: it wants a user and a password of its own; the API key is not meant", where, status(a))
	case slices.Contains([]int{502, 503, 504, 530}, a.status), a.status >= 520 && a.status <= 527:
		return fmt.Sprintf("a gateway answers %s with %s, and no service behind it", where, status(a))
	case a.status >= 300 && a.status < 400:
		return fmt.Sprintf("%s is redirected (%s) to %q; the base URL has to be the place itself", where, status(a), a.header.Get("Location"))
	}
	return ""
}

// foreign reports whether a refusal is none of the service's: no error of the service is
// text or HTML. A wrong path in the base URL looks like this.
func (a *answer) foreign() bool {
	return a.err == nil && a.status >= 400 && a.status < 500 && skim(a.body) == nil &&
		!slices.Contains([]int{http.StatusUnauthorized, http.StatusForbidden, http.StatusTooManyRequests}, a.status)
}

// otherwise says in a sentence what came back instead of a response of the service.
func (r *run) otherwise(a *answer) string {
	return clean(excerpt(a.otherwise(r.answerTimeout), maxCause), r.APIKey)
}

// maxCause is the maximum length of a cause, in bytes. A server chooses part of it.
const maxCause = 400

func (a *answer) otherwise(limit time.Duration) string {
	where := a.probe.Method + " " + a.probe.Path
	var switched *switchedError
	if text := a.absent(); text != "" {
		return text
	}
	switch {
	case errors.As(a.err, &switched):
		return fmt.Sprintf("%s is answered %s, which no request asked for", where, status(a))
	case errors.Is(a.err, errHung) && a.status == 0:
		return fmt.Sprintf("%s had no answer in time (%s)", where, limit)
	case errors.Is(a.err, errHung):
		return fmt.Sprintf("%s is answered %s, and the body did not end in time (%s)", where, status(a), limit)
	case a.err != nil && a.status == 0:
		return fmt.Sprintf("%s: %s", where, brief(a.err))
	case a.err != nil:
		return fmt.Sprintf("%s is answered %s with a body that is not complete: %s", where, status(a), brief(a.err))
	case bytes.Contains(a.body, []byte("HTTP request to an HTTPS server")):
		return fmt.Sprintf("%s is answered %s: it speaks TLS at this port; is the base URL https:// instead of http://?", where, status(a))
	case a.status == http.StatusUnauthorized:
		return fmt.Sprintf("%s is answered %s with %s; something before the service wants a login, or the key is wrong", where, status(a), a.bodyText())
	case a.foreign():
		return fmt.Sprintf("%s is answered %s with %s, without an error of the service; is the base URL right?", where, status(a), a.bodyText())
	}
	return fmt.Sprintf("%s is answered %s with %s", where, status(a), a.bodyText())
}

// bodyText names what a body is that has not the shape of the API.
func (a *answer) bodyText() string {
	body := bytes.TrimSpace(a.body)
	switch media := strings.ToLower(a.header.Get("Content-Type")); {
	case len(body) == 0:
		return "an empty body"
	case json.Valid(body) && string(body) == "{}":
		return "an empty JSON object"
	case json.Valid(body):
		return "JSON that is not of this API"
	case strings.Contains(media, "html"), bytes.HasPrefix(bytes.ToLower(body[:min(len(body), 9)]), []byte("<!doctype")):
		return "an HTML page"
	}
	return "a body that is not JSON"
}

// speaksAPI reports whether a response has the shape of the API: a job, a list, or an error in
// one of the two envelopes whose code fits the status. It reads as much of the body as can be
// read, because what is wrong with it in detail, a byte order mark or a missing end, is for
// the checks.
func speaksAPI(code int, body []byte) bool {
	switch r := skim(body); {
	case code/100 == 2:
		_, list := r["supervisedFineTuningJobs"]
		return list || jobName.MatchString(r.str("name")) || strings.HasPrefix(r.state(), "JOB_STATE_")
	case code >= 400:
		return r.serviceError(code) || object(r["error"]).gatewayError(code)
	}
	return false
}

var (
	jobName         = regexp.MustCompile(`^accounts/[^/]+/supervisedFineTuningJobs/[^/]+$`)
	gatewayCodeName = regexp.MustCompile(`^[A-Z][A-Z0-9_]+$`)
)

// serviceError reports whether this is an error of the service itself, with a gRPC code that
// goes with the status.
func (r record) serviceError(status int) bool {
	code := int(r.number("code"))
	want, ok := httpOf[code]
	quotaAsDenial := status == http.StatusForbidden && code == 8
	return ok && (want == status || quotaAsDenial || !isGRPC(status))
}

// gatewayError reports whether this is what the gateway in front of the service has under
// "error", with a code that goes with the status.
func (r record) gatewayError(status int) bool {
	code := r.str("code")
	_, message := r["message"]
	statuses := gatewayStatuses[code]
	return message && gatewayCodeName.MatchString(code) && (len(statuses) == 0 || slices.Contains(statuses, status))
}

// skim reads the fields of the object at the beginning of a body, up to the first that cannot
// be read. That one has no value.
func skim(body []byte) record {
	if bytes.HasPrefix(body, []byte("\x1f\x8b")) { // gzip, announced or not
		if z, err := gzip.NewReader(bytes.NewReader(body)); err == nil {
			body, _ = io.ReadAll(io.LimitReader(z, maxSkimmed)) // what can be read of it
		}
	}
	body = bytes.TrimPrefix(body[:min(len(body), maxSkimmed)], []byte("\ufeff"))
	d := json.NewDecoder(bytes.NewReader(body))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil
	}
	r := make(record)
	for d.More() {
		name, err := d.Token()
		key, ok := name.(string)
		if err != nil || !ok {
			break
		}
		r[key] = nil
		var value json.RawMessage
		if d.Decode(&value) != nil {
			break
		}
		r[key] = value
	}
	return r
}
