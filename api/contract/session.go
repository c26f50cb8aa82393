package contract

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// session is one check at work: it sends the check's probes and collects what is wrong.
type session struct {
	*run
	ctx  context.Context //nolint:containedctx // the life of a session is that of one call
	step step
	// sent counts, for each probe, how often it went out.
	sent     []int
	findings []Finding
}

// ended is how a check leaves its judge before the end. It is thrown and caught by the
// session alone, so that a check reads as the list of what it expects.
type ended struct {
	verdict Verdict
	reason  string
	cause   SkipCause // of a skip
}

// conclude runs the judge and makes its findings a result, unless the service was gone by then.
func (s *session) conclude() Result {
	res := s.verdict()
	if s.settle() {
		if gone := s.tellGone(); gone != nil {
			return s.result(Error, gone.Error())
		}
	}
	return res
}

// verdict runs the judge and makes its findings a result.
func (s *session) verdict() (res Result) {
	defer func() {
		switch e := recover().(type) {
		case nil:
		case ended:
			res = s.result(e.verdict, e.reason)
			if res.Verdict == Skip {
				res.SkipCause = e.cause
			}
		default:
			panic(e)
		}
	}()
	s.step.judge(s)
	return s.result(Pass, "")
}

// result is the verdict with what was found: a finding weighs more than a skip.
func (s *session) result(v Verdict, reason string) Result {
	s.findings = slices.DeleteFunc(s.findings, func(f Finding) bool { return f.Evidence > 0 && s.answers[f.Evidence-1].lost })
	for _, f := range s.findings {
		if slices.Index(Verdicts(), f.Verdict) < slices.Index(Verdicts(), v) {
			v = f.Verdict
		}
	}
	return Result{Check: s.step.Check, Verdict: v, Reason: clean(reason, s.APIKey), Findings: s.findings}
}

// skipped is the result of a check that was not started.
func (s *session) skipped(cause SkipCause, reason string) Result {
	res := s.result(Skip, reason)
	res.SkipCause = cause
	return res
}

// send sends a probe of the check, by its place in the plan. Without an answer in full the
// check ends: as failed when the target is to blame.
func (s *session) send(i int) *answer { return s.sendAs(i, s.step.probes[i]) }

// sendFor sends a probe for the job that the target itself has named.
func (s *session) sendFor(i int, id string) *answer {
	p := s.step.probes[i]
	if !plain(id) || p.writes() {
		s.end(Error, fmt.Sprintf("the kit would not send %s for %q", p, id))
	}
	p.Path = strings.ReplaceAll(p.Path, "{id}", id)
	return s.sendAs(i, p)
}

// sendPage sends a list probe for the next page.
func (s *session) sendPage(i int, token string) *answer {
	p := s.step.probes[i]
	q := make(map[string][]string, len(p.Query)+1)
	maps.Copy(q, p.Query)
	if token != "" {
		q["pageToken"] = []string{token}
	}
	p.Query = q
	return s.sendAs(i, p)
}

// sendAs sends a form of the i-th probe, within its budget.
func (s *session) sendAs(i int, p Probe) *answer {
	a := s.try(i, p)
	if a.err != nil {
		s.fail(a, "there was no complete answer: %s", brief(a.err))
		s.end(Fail, "")
	}
	return a
}

// try is sendAs for a check that has something to say about a missing answer.
func (s *session) try(i int, p Probe) *answer {
	if err := s.allow(i, p); err != nil {
		s.end(Error, err.Error())
	}
	a, err := s.deliver(s.ctx, s.step.ID, p)
	if err != nil {
		s.endOn(err)
	}
	s.refusedKey(a)
	return a
}

// endOn leaves the check because a request could not be sent, or its response is not the
// target's. The target is not to blame. Without reads nothing can be checked; without one of
// the other kinds of requests, the other checks go on.
func (s *session) endOn(err error) {
	var limited limitedError
	switch gone := s.tellGone(); {
	case gone != nil:
		s.end(Error, gone.Error())
	case errors.As(err, &limited) && s.pace.closed(ownReads) != nil:
		s.stop(SkipRateLimit, limited.Error())
		s.end(Error, limited.Error())
	}
	panic(ended{Skip, err.Error(), causeOf(err)})
}

// tellGone returns why the target is gone, the first time that it is asked after that. Of
// several requests under way only one has found out; the others were just not sent.
func (s *session) tellGone() *goneError {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.gone == nil || s.goneTold {
		return nil
	}
	s.goneTold = true
	return s.gone
}

// allow holds a request to the plan: its budget, and what may be changed.
func (s *session) allow(i int, p Probe) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sent[i]++; s.sent[i] > max(1, s.step.probes[i].AtMost) {
		return fmt.Errorf("the kit would have sent %s once more than its plan says", p)
	}
	if p.writes() && (!s.AllowWrite || !s.given(p.Job)) {
		return fmt.Errorf("the kit would have sent %s, which could change something that it is not allowed to change", p)
	}
	return nil
}

// refusedKey stops the run when the key of the target is refused: a service may lock out
// who goes on.
func (s *session) refusedKey(a *answer) {
	if !a.rejectsKey() || a.probe.Auth != OwnKey || a.probe.Operation == "" {
		return
	}
	if a.status == http.StatusForbidden && !strings.HasPrefix(a.probe.Path, collection(s.Account)) {
		return // about another account, which a gateway may reject in the same words
	}
	if s.worked() {
		s.stop(SkipStopped, fmt.Sprintf("the target refused the key (%d) that it had accepted before", a.status))
		s.fail(a, "the key was accepted before, and is refused now")
		s.end(Fail, "")
	}
	why := fmt.Sprintf("the target refuses the key (%d)", a.status)
	s.stop(SkipStopped, why)
	s.end(Error, why+": is it a key of account "+s.Account+"?")
}

// worked reports whether the key was ever accepted.
func (s *session) worked() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.ContainsFunc(s.answers, func(a *answer) bool { return a.probe.Auth == OwnKey && a.ok() })
}

// end leaves the check.
func (s *session) end(v Verdict, reason string) { panic(ended{verdict: v, reason: reason}) }

// skip leaves the check because the target has nothing to check: no list, or no job that the
// rule is about.
func (s *session) skip(format string, args ...any) {
	panic(ended{Skip, fmt.Sprintf(format, args...), SkipNotApplicable})
}
