package contract_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/contract"
)

// A variant is the emulator as another honest service would be: what is odd about it is right,
// or at the service's discretion. The kit may not blame it, and the SDK has to get along.
type variant struct {
	name string
	what string // in a sentence
	lie  lie
	// opts are those that the kit needs to judge all of it.
	opts []contract.Option
	// other are the steps of a journey in which this service, rightly, answers otherwise.
	other []string
}

// variants is the whole catalogue.
func variants() []variant {
	return slices.Concat(bodyVariants(), answerVariants(), refusalVariants(), serviceVariants(), connectionVariants())
}

// judgeVariants has the kit judge every variant, and the SDK meet it.
func judgeVariants(t *testing.T, clean, served *tally) {
	near, far := newEscort(t).meet(t, lie{}), newEscort(t).meet(t, lie{overTCP: true})
	again := variants() // a lie remembers
	for i, v := range variants() {
		t.Run(v.name, func(t *testing.T) {
			t.Parallel()
			clean.add(v.name, v.clean(t, judgeLie(t, v.lie, v.opts...)))
			base := near
			if v.lie.onConnections() {
				base = far
			}
			served.add(v.name, again[i].served(t, newEscort(t).meet(t, again[i].lie), base))
		})
	}
}

// clean expects the kit to find nothing: no failure, no drift, and nothing left out that an
// emulator is asked for.
func (v variant) clean(t *testing.T, r *contract.Report) bool {
	t.Helper()
	ok := r.Stopped == ""
	if !ok {
		t.Errorf("%s The kit stopped: %s", v.what, r.Stopped)
	}
	for _, res := range r.Results {
		if res.Verdict != contract.Pass && res.Verdict != contract.Skip {
			ok = false
			t.Errorf("%s The kit blames it: %s %s: %s %v", v.what, res.Verdict, res.ID, res.Reason, res.Findings)
		}
	}
	if n := r.Count()[contract.Pass]; n < 60 {
		ok = false
		t.Errorf("%s Only %d checks passed: hardly anything was judged", v.what, n)
	}
	return ok
}

// served expects the SDK to have got the same jobs from it as from the emulator itself, and the
// guard between to have had nothing to say.
func (v variant) served(t *testing.T, met, honest journey) bool {
	t.Helper()
	met.honestly(t)
	err := met.quiet()
	for i, visit := range met.visits {
		if !slices.Contains(v.other, visit.step) && ids(visit) != ids(honest.visits[i]) {
			err = errors.Join(err, fmt.Errorf("%s: %v, and %v elsewhere", visit.step, visit, honest.visits[i]))
		}
	}
	if err != nil {
		t.Errorf("%s The SDK does not get along: %v", v.what, err)
	}
	return err == nil
}

// ids are the jobs of a call, or that it failed. What the jobs hold may be written otherwise.
func ids(v visit) string {
	if v.err != nil {
		return "an error"
	}
	words := make([]string, len(v.jobs))
	for i, job := range v.jobs {
		words[i] = job.Name
	}
	return strings.Join(words, ", ")
}
