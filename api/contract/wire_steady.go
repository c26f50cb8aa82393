package contract

import (
	"net/http"
	"slices"
	"sync"
)

const (
	// steadyReads is how often each kind of read is repeated: enough to meet a fault of
	// every eleventh answer a few times.
	steadyReads   = 24
	steadyWorkers = 4
)

// turn is one of many requests that are sent at the same time.
type turn struct {
	probe  int
	asked  Probe
	answer *answer
	err    error
}

// wireSteady repeats the plain reads, several at a time. What is wrong with an answer is
// for the checks that look back; here, each must be the one that was asked for.
var wireSteady = check{
	Check: Check{ID: "wire.steady", Rule: "The same reads, repeated and at the same time, always get the same kind of answer, and each its own."},
	probes: func(e env) []Probe {
		out := reads(e.Account, e.some(4), steadyReads)
		return append(out, listProbe(e.Account).times(steadyReads), getProbe(e.Account, unknownID).times(steadyReads/2))
	},
	judge: func(s *session) {
		last := len(s.step.probes) - 1
		listed := s.listedID() != ""
		seen := make(map[int][]sighting)
		turns := s.turns(last)
		s.sendAll(turns)
		for _, t := range turns {
			switch {
			case t.err != nil:
				s.endOn(t.err)
			case t.answer.err != nil:
				s.fail(t.answer, "there was no complete answer: %s", brief(t.answer.err))
			case t.probe == last:
				s.refusal(t.answer, "an unknown job", http.StatusNotFound)
			case t.probe == last-1:
				if listed && !t.answer.ok() {
					s.fail(t.answer, "the list, answered before, is answered %s", status(t.answer))
				}
			case !t.answer.ok():
				s.fail(t.answer, "a job that was read before is answered %s", status(t.answer))
			default:
				seen[t.probe] = s.steadyJob(t, seen[t.probe])
			}
		}
	},
}

// sighting is a job in one of the answers.
type sighting struct {
	answer *answer
	job    record
}

// steadyJob compares a job with the reads of it that were over before this one began, the
// latest of them. Those that were under way at the same time may overtake each other.
func (s *session) steadyJob(t *turn, seen []sighting) []sighting {
	r := s.named(t.answer, s.Account, lastSegment(t.asked.Path))
	var was *sighting
	for i := range seen {
		if done := seen[i].answer.seq; done <= t.answer.began && (was == nil || done > was.answer.seq) {
			was = &seen[i]
		}
	}
	if was != nil {
		if active(was.job.state()) && !goesOn(was.job.state(), r.state()) && s.documented(t.answer) {
			s.fail(t.answer, "state was %s, and is %s in a later read", shown(was.job, "state"), shown(r, "state"))
		}
		s.unchanged(t.answer, was.job, r)
	}
	return append(seen, sighting{t.answer, r})
}

// turns mixes the reads, so that each stands among others.
func (s *session) turns(last int) []*turn {
	probes := slices.Clone(s.step.probes)
	for i := range last - 1 {
		probes[i] = getProbe(s.Account, s.idOf(i))
	}
	var out []*turn
	for n := range steadyReads {
		for i, p := range probes {
			if n < max(1, p.AtMost) || i < last-1 && n < steadyReads/(last-1) {
				p.crowded = true
				out = append(out, &turn{probe: i, asked: p})
			}
		}
	}
	return out
}

// sendAll sends the turns, a few at a time.
func (s *session) sendAll(turns []*turn) {
	for _, t := range turns {
		if err := s.allow(t.probe, t.asked); err != nil {
			s.end(Error, err.Error())
		}
	}
	next := make(chan *turn)
	var wait sync.WaitGroup
	for range steadyWorkers {
		wait.Go(func() {
			for t := range next {
				t.answer, t.err = s.deliver(s.ctx, s.step.ID, t.asked)
			}
		})
	}
	for _, t := range turns {
		next <- t
	}
	close(next)
	wait.Wait()
}
