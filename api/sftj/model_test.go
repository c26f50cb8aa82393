package sftj_test

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// The random model test: worlds with people, lagging reads, lost responses and odd clocks,
// and an oracle that knows the truth. make test runs a fixed sample of seeds, make soak
// 20,000 for each class of worlds. SFTJ_MODEL_SEED=n runs one seed and prints its history.

// modelSeeds is how many seeds to run for each class.
func modelSeeds() (first, count uint64) {
	if s := os.Getenv("SFTJ_MODEL_SEED"); s != "" {
		n, err := strconv.ParseUint(s, 10, 64)
		if err == nil {
			return n, 1
		}
	}
	if os.Getenv("SFTJ_SOAK") != "" {
		return 1, 20_000
	}
	return 1, 200
}

// runModel runs play in worlds of every class.
func runModel(t *testing.T, play func(t *testing.T, w *world) *oracle) {
	eachSeed(t, func(t *testing.T, kind worldKind, seed uint64) (problems []string, history string) {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(kind, seed)
			problems, history = play(t, w).problems, w.String()
		})
		return problems, history
	})
}

// eachSeed runs play for the seeds of every class and reports what the oracle finds, the
// first histories of each class in full.
func eachSeed(t *testing.T, play func(t *testing.T, kind worldKind, seed uint64) (problems []string, history string)) {
	first, count := modelSeeds()
	for _, kind := range worldKinds() {
		t.Run(strings.ReplaceAll(string(kind), " ", "-"), func(t *testing.T) {
			wrong, found := 0, map[string]int{}
			for seed := first; seed < first+count; seed++ {
				problems, history := play(t, kind, seed)
				if count == 1 {
					t.Logf("seed %d\n%s", seed, history)
				}
				for _, p := range problems {
					found[p]++
				}
				if len(problems) > 0 {
					if wrong++; wrong <= 2 {
						t.Errorf("seed %d: %s\n%s", seed, strings.Join(problems, "; "), history)
					}
				}
			}
			if wrong > 0 {
				t.Errorf("%d of %d worlds with a wrong verdict: %v", wrong, count, found)
			}
		})
	}
}

func TestModel_EnsureResumed_VerdictsAreTrue(t *testing.T) {
	runModel(t, func(t *testing.T, w *world) *oracle {
		began := time.Now()
		r, err := newClient(t, w).EnsureResumed(t.Context(), "ft-42")
		o := w.oracle(began)
		o.ensured(r, err)
		o.note("%v, %v", r, err)
		return o
	})
}

func TestModel_Wait_VerdictsAreTrue(t *testing.T) {
	runModel(t, func(t *testing.T, w *world) *oracle {
		began := time.Now()
		w.versions[0].state = []string{"RUNNING", "RUNNING", "PENDING", "PAUSED"}[w.random.IntN(4)]
		if w.versions[0].state != "PAUSED" {
			w.pending = append(w.pending, act{at: began.Add(time.Second), what: "run"},
				act{at: began.Add(w.between(time.Second, 10*time.Minute)), what: "end"})
		}
		timeout := w.between(20*time.Second, 20*time.Minute)
		var last sftj.Event
		var err error
		for last, err = range newClient(t, w).Wait(t.Context(), "ft-42", sftj.WithTimeout(timeout)) {
		}
		o := w.oracle(began)
		o.waited(last, err, began.Add(timeout))
		o.note("%v, %v", last, err)
		return o
	})
}

func TestModel_ResumeAndWait_VerdictsAreTrue(t *testing.T) {
	runModel(t, func(t *testing.T, w *world) *oracle {
		began := time.Now()
		timeout := w.between(3*time.Minute, 20*time.Minute)
		var last sftj.Event
		var err error
		waiting := false
		var resumption *sftj.Resumption
		for last, err = range newClient(t, w).ResumeAndWait(t.Context(), "ft-42", sftj.WithTimeout(timeout)) {
			if !waiting && last.Resumption != nil {
				waiting, resumption = true, last.Resumption
				o := w.oracle(began)
				o.ensured(resumption, nil)
				if len(o.problems) > 0 {
					return o
				}
			}
		}
		o := w.oracle(began)
		if waiting {
			o.sending()
			o.waited(last, err, began.Add(timeout))
		} else {
			o.ensured(nil, err)
		}
		o.note("%v, %v, %v", resumption, last, err)
		return o
	})
}

// note keeps what was said, for the history of a failed test.
func (o *oracle) note(format string, args ...any) {
	o.said = fmt.Sprintf(format, args...)
}
